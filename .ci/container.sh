#!/usr/bin/env bash
# Runs the image of `.ci/image.sh` in a container engine, as GitHub's runner does. Started by `.ci/engine.sh`.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/steps.sh
. .ci/image-checks.sh

docker load --quiet --input "$CI_DIR/image.tar"
trap 'docker image rm --force "$CI_IMAGE" >/dev/null' EXIT

run_image() {
  docker run --rm "$CI_IMAGE" "$@"
}
check_image run_image

# The runner hands inputs over with the hyphens of their names, which no shell could export.
status=0
said=$(docker run --rm --env 'INPUT_NO-SUCH-INPUT=1' "$CI_IMAGE" 2>&1) || status=$?
[ "$status" -eq 2 ] || fail "with an unknown input the status was $status, not 2: $said"
[[ $said == *no-such-input* ]] || fail "the message does not name the unknown input: $said"
echo 'an input with hyphens arrives'

# The engine's own time is in it. What the program needs of it, `.ci/image.sh` measures.
first_request docker run --rm --network host --env GITHUB_API_URL --env GITHUB_SERVER_URL --env GITHUB_REPOSITORY \
  --env GITHUB_REPOSITORY_OWNER \
  --env INPUT_TOKEN --env INPUT_PACKAGES --env INPUT_PACKAGE-TYPE --env INPUT_VERSION-NAMES "$CI_IMAGE"

.ci/signals.sh
.ci/act.sh
