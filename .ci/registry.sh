#!/usr/bin/env bash
# Images in a registry server that somebody else wrote: fills it by buildah, lets the decision delete, and
# copies by skopeo what was kept. A copy fails where a part is missing.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/steps.sh

for tool in docker-registry buildah skopeo; do
  if ! command -v "$tool" >/dev/null; then
    skipped 'images in a real registry' "there is no $tool"
    exit 0
  fi
done

work=$(mktemp -d)
host=127.0.0.1:15077
cat >"$work/registry.yml" <<YML
version: 0.1
log: {level: error, accesslog: {disabled: true}}
storage: {inmemory: {}, delete: {enabled: true}, maintenance: {uploadpurging: {enabled: false}}}
http: {addr: $host}
YML
docker-registry serve "$work/registry.yml" >"$work/log" 2>&1 &
registry=$!
trap 'kill "$registry" 2>/dev/null || true; rm -rf "$work"' EXIT
for _ in {1..100}; do
  curl --silent --fail "http://$host/v2/" >/dev/null && break
  sleep 0.1
done

export STORAGE_DRIVER=vfs
tool() { "$1" --root "$work/storage" --runroot "$work/run" "${@:2}"; }

# platform NAME ARCHITECTURE TEXT: an image of one platform that holds this text.
platform() {
  local container
  container=$(tool buildah from scratch)
  echo "$3" >"$work/text"
  tool buildah copy --quiet "$container" "$work/text" /text >/dev/null
  tool buildah config --arch "$2" --os linux "$container"
  tool buildah commit --quiet --rm "$container" "$1" >/dev/null
}

# push TAG PLATFORM…: an index of these platforms under the tag.
push() {
  local tag=$1
  shift
  tool buildah manifest create "list-$tag" >/dev/null
  local name
  for name in "$@"; do
    tool buildah manifest add "list-$tag" "$name" >/dev/null
  done
  tool buildah manifest push --quiet --all --tls-verify=false "list-$tag" \
    "docker://$host/octo-org/app:$tag" >/dev/null
}

platform shared amd64 'the same in two images'
platform first arm64 'of the release alone'
platform second arm64 'of the first pull request alone'
platform third amd64 'of the second pull request alone'
push v1 shared first
push pr-1 shared second
push pr-2 third

STEWARD_REGISTRY=http://$host cargo test --quiet --locked --test real_registry -- --nocapture
skopeo copy --quiet --all --src-tls-verify=false "docker://$host/octo-org/app:v1" "dir:$work/kept"
echo 'what was kept is whole'
for tag in pr-1 pr-2; do
  if skopeo copy --quiet --all --src-tls-verify=false "docker://$host/octo-org/app:$tag" "dir:$work/$tag" 2>/dev/null; then
    fail "$tag is still there"
  fi
done
