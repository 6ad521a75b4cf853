#!/usr/bin/env bash
# Builds the image by its Dockerfile, both stages, and runs it without an engine.
#
# No image is pulled: under the name of the one that has Rust stands an empty one, into which this machine's
# own programs and toolchain are mounted. So every instruction runs, and with another libc than the published
# image has. Then the last stage is built once more, around the binary of `.ci/binary.sh`, which was built in
# another folder: the two images have to be the same, byte for byte.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/steps.sh
. .ci/image-checks.sh
PATH=$PATH:/usr/sbin:/sbin

# Who is not root becomes so in a user namespace, where images can be mounted.
[ "$(id -u)" -eq 0 ] || exec buildah unshare "$0"

chroot=$(command -v chroot)
work=$(mktemp -d)
# Its own storage: nothing stays behind, and nobody else's images are seen. `vfs` works on every file system.
image_tool() {
  buildah --storage-driver vfs --root "$work/storage" --runroot "$work/run" "$@"
}
trap 'image_tool rm --all >/dev/null 2>&1 || true; rm -rf "$work"' EXIT

cargo_home=${CARGO_HOME:-$HOME/.cargo}
toolchain=$(rustc --print sysroot)

# The image that the first stage begins with, its folders alone.
make_base() {
  local container root folder
  container=$(image_tool from scratch)
  root=$(image_tool mount "$container")
  mkdir -p "$root"/{dev,etc/alternatives,proc,run,src,sys,usr,var/tmp} "$root$cargo_home/registry" "$root$toolchain"
  mkdir -m 1777 "$root/tmp"
  for folder in bin sbin lib lib64; do
    ln -s "usr/$folder" "$root/$folder"
  done
  echo 'root:x:0:0:root:/root:/bin/sh' >"$root/etc/passwd"
  image_tool config --env "PATH=$toolchain/bin:/usr/bin:/usr/sbin" \
    --env "CARGO_HOME=$cargo_home" --env CARGO_NET_OFFLINE=true "$container"
  image_tool umount "$container" >/dev/null
  image_tool commit --quiet --rm "$container" docker.io/library/rust:1-alpine >/dev/null
}

# build TAG ARGUMENT…: with times that are not those of this build.
build() {
  local tag=$1
  shift
  image_tool build --quiet --isolation chroot --pull-never --timestamp 0 --tag "$tag" "$@" . >/dev/null
}

# exported TAG FOLDER: lays the image out as files.
exported() {
  image_tool push --quiet --disable-compression "$1" "oci:$2:it"
}

cargo fetch --quiet --locked
make_base
build "$CI_IMAGE" --volume /usr:/usr:ro --volume /etc/alternatives:/etc/alternatives:ro \
  --volume "$toolchain:$toolchain:ro" --volume "$cargo_home/registry:$cargo_home/registry:ro"
echo 'both stages of the Dockerfile run'

# DIR takes the place of the stage that compiles.
build again --build-context build="$CI_DIR/stage"
exported "$CI_IMAGE" "$work/first"
exported again "$work/second"
cmp "$work/first/index.json" "$work/second/index.json" ||
  fail 'two builds of the same sources in two folders give different images'

image_tool inspect --type image "$CI_IMAGE" >"$work/image.json"
python3 - "$work/image.json" "$work/first" <<'PYTHON'
import gzip, json, pathlib, sys

with open(sys.argv[1]) as file:
    image = json.load(file)["OCIv1"]
config = image["config"]
assert config["Entrypoint"] == ["/package-steward"], config
# GitHub's runner demands root: https://docs.github.com/actions/reference/dockerfile-support-for-github-actions#user
assert not config.get("User"), config
layers = image["rootfs"]["diff_ids"]
assert len(layers) == 1, layers
for label in ("title", "description", "licenses"):
    assert config["Labels"]["org.opencontainers.image." + label], config
print("one layer, entry point and labels as they should be")

folder = pathlib.Path(sys.argv[2])


def blob(digest):
    return (folder / "blobs" / digest.replace(":", "/")).read_bytes()


digest = json.loads((folder / "index.json").read_text())["manifests"][0]["digest"]
print("two builds in two folders: the same image,", digest)
# As `.ci/push-image.sh` has them compressed.
layers = json.loads(blob(digest))["layers"]
size = 0
for layer in layers:
    content = blob(layer["digest"])
    # Some releases of buildah compress whatever they are told.
    content = gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content
    size += len(gzip.compress(content, 9))
assert size < 3_000_000, f"the image has {size} bytes compressed, and may have 3 MB"
print(f"size: {size} bytes compressed")
PYTHON

# Later steps hand this to an engine.
rm -f "$CI_DIR/image.tar"
image_tool push --quiet "$CI_IMAGE" "docker-archive:$CI_DIR/image.tar:$CI_IMAGE"

# Not by `buildah run`: its chroot isolation now and then loses the last words of a short program.
root=$(image_tool mount "$(image_tool from --pull-never "$CI_IMAGE")")
run_image() {
  env --ignore-environment "$chroot" "$root" /package-steward "$@"
}
check_image run_image
first_request "$chroot" "$root" /package-steward
