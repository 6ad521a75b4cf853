#!/usr/bin/env bash
# .ci/push-image.sh IMAGE VERSION ARCHITECTURE: builds the image on this machine and pushes it by digest, without a
# tag. Prints one line, ARCHITECTURE=DIGEST.
#
# BuildKit lays a bill of materials and the provenance of the build beside the image. Times are those of the
# commit, so that the same sources with the same compiler give the same layers.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/steps.sh

[ "$#" -eq 3 ] || fail "expected an image, a version and an architecture, found $# arguments"
image=$1 version=$2 architecture=$3
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH
told=$(mktemp)
trap 'rm -f "$told"' EXIT

docker buildx create --use --driver docker-container >&2
docker buildx build --platform "linux/$architecture" --pull \
  --sbom=true --provenance=mode=max \
  --label "org.opencontainers.image.version=$version" \
  --label "org.opencontainers.image.revision=$(git rev-parse HEAD)" \
  --output "type=image,name=$image,push=true,push-by-digest=true,name-canonical=true,rewrite-timestamp=true,compression=gzip,compression-level=9,force-compression=true" \
  --metadata-file "$told" . >&2
digest=$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["containerimage.digest"])' "$told")
[[ $digest =~ ^sha256:[0-9a-f]{64}$ ]] || fail "the build gave no digest, but \"$digest\""
echo "$architecture=$digest"
