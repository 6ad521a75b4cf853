#!/usr/bin/env bash
# Builds the release binary as the image has it, static, and lays it out as the image's last stage finds it.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/steps.sh

target=$(rustc --print host-tuple)
# Without --target the flag would reach proc-macros, which glibc cannot build that way.
RUSTFLAGS='-C target-feature=+crt-static' cargo build --release --locked --bin package-steward --target "$target"

stage=$CI_DIR/stage
mkdir -p "$stage"
cp "${CARGO_TARGET_DIR:-target}/$target/release/package-steward" "$stage/package-steward"

# `ldd` fails on what it calls "not a dynamic executable": what it says counts.
linkage=$(ldd "$stage/package-steward" 2>&1 || true)
case $linkage in
  *'statically linked'* | *'not a dynamic executable'*) echo "linkage: $linkage" ;;
  *) fail "the binary is not static: $linkage" ;;
esac
printf 'size: %d bytes, %d compressed\n' "$(stat -c %s "$stage/package-steward")" "$(gzip -9c "$stage/package-steward" | wc -c)"
