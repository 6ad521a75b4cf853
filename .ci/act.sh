#!/usr/bin/env bash
# Runs the action in a real runner, nektos/act, through `action.yml` and the built image, against the stand-in.
# Started by `.ci/container.sh`, which has loaded the image.
#
# The workflow is `.ci/act/workflow.yml`: its steps assert what the steps before them gave them. What GitHub
# saw and what the log says is asserted here.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/steps.sh
. .ci/image-checks.sh

act=$CI_DIR/linters/bin/act
if [ ! -x "$act" ]; then
  skipped 'the action in a real runner' 'act could not be installed'
  exit 0
fi
cargo build --quiet --locked --package github-standin --bin serve

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/repository/.github/workflows"
cp .ci/act/workflow.yml "$work/repository/.github/workflows/"
cp action.yml "$work/repository/"
# As the commit of a release does it, so that no image is pulled and what `.ci/image.sh` built is run.
.ci/pin-image.sh "$work/repository/action.yml" "$CI_IMAGE"
(
  cd "$work/repository"
  git init --quiet --initial-branch main
  git remote add origin https://github.com/octo-org/app
  git add --all
  git -c user.name=Somebody -c user.email=somebody@example.com commit --quiet --message All
)

coproc GITHUB { "${CARGO_TARGET_DIR:-target}/debug/serve" 6 0; }
exec {answers}<&"${GITHUB[0]}"
questions=${GITHUB[1]}
read -r api <&"$answers"

# Its folder is where it hands the files of outputs and summary to containers: without the volume they are empty.
export XDG_CACHE_HOME=$work/cache
cache=$XDG_CACHE_HOME/act
mkdir -p "$cache"
status=0
(
  cd "$work/repository"
  "$act" push --platform ubuntu-latest=-self-hosted --pull=false --no-cache-server \
    --secret GITHUB_TOKEN=ghp_octocat --env "GITHUB_API_URL=$api" --env "GITHUB_SERVER_URL=$api" \
    --container-options "--network host --volume $cache:$cache"
) >"$work/log" 2>&1 || status=$?
cp "$work/log" "$CI_DIR/act.log"
grep --extended-regexp '(Success|Failure) - Main|exitcode' "$work/log" | sed 's/^\[[^]]*\] *//' || true
[ "$status" -eq 0 ] || fail "the runner ended with status $status; its log: $CI_DIR/act.log"

# What GitHub saw is what the steps were told.
exec {questions}>&-
requests=$(cat <&"$answers")
for expected in 'DELETE 204' 'POST 204'; do
  seen=$(grep --count "^$expected " <<<"$requests" || true)
  [ "$seen" -eq 3 ] || fail "GitHub saw $seen times \"$expected\", not 3: $requests"
done
if grep --fixed-strings ghp_octocat "$work/log"; then
  fail 'the token is in the log'
fi
# A refused run tells why in its summary; one with unsound inputs writes none.
summaries=$(grep --count 'Summary - ' "$work/log" || true)
[ "$summaries" -eq 4 ] || fail "the log has $summaries summaries, not 4; see $CI_DIR/act.log"
echo 'dry run, refusal, unsound inputs, deletion and restoration in a real runner: outputs and summaries as they should be'
