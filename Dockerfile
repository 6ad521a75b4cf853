# The image that GitHub runs for this action: one static binary and nothing else.
#
# `1-alpine` follows the newest stable Rust, so that a runner which builds this file gets the
# compiler's fixes; Cargo.toml's rust-version refuses one that is too old, Cargo.lock fixes every
# crate, and a published release carries an image by digest.
FROM rust:1-alpine AS build

WORKDIR /src

# On musl this is the default today; here it is said, because a binary that needs a loader answers
# "no such file or directory" in an image without one. With --target the flag does not reach
# proc-macros, which could not be built with it everywhere.
ENV RUSTFLAGS="-C target-feature=+crt-static"

# The dependencies alone, in a layer that changes only with them: the sources are stubs.
COPY Cargo.toml Cargo.lock ./
COPY tests/github/Cargo.toml tests/github/
RUN mkdir -p src tests/github/src \
 && echo '//! A stub.' >src/lib.rs \
 && cp src/lib.rs tests/github/src/lib.rs \
 && printf '//! A stub.\nfn main() {}\n' >src/main.rs \
 && cargo build --release --locked --bin package-steward --target "$(rustc --print host-tuple)"

# `touch`: a copied file keeps its time, and cargo would take an old one for built.
COPY src src
RUN touch src/lib.rs src/main.rs \
 && cargo build --release --locked --bin package-steward --target "$(rustc --print host-tuple)" \
 && cp target/*/release/package-steward /package-steward \
 && readelf --program-headers --wide /package-steward >/tmp/headers \
 && if grep INTERP /tmp/headers; then echo 'the binary is not static'; exit 1; fi

FROM scratch

LABEL org.opencontainers.image.title="package-steward" \
      org.opencontainers.image.description="Selects, deletes and restores versions in GitHub Packages without losing what should live" \
      org.opencontainers.image.licenses="MIT"

COPY --from=build /package-steward /package-steward

# No USER: GitHub's runner makes the files for outputs and summary as its own user, and demands
# that an action's container runs as root.
ENTRYPOINT ["/package-steward"]
