#!/usr/bin/env bash
# Builds the Dockerfile's last stage around the static binary of `.ci/binary.sh`, and runs it without an engine.
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

# DIR takes the place of the stage that compiles: no image is pulled.
image_tool build --quiet --isolation chroot --build-context build="$CI_DIR/stage" --tag "$CI_IMAGE" . >/dev/null

image_tool inspect --type image "$CI_IMAGE" >"$work/image.json"
python3 - "$work/image.json" <<'PYTHON'
import json, sys

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
