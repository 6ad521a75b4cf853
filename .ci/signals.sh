#!/usr/bin/env bash
# Cancels a run of the image as GitHub's runner does. Started by `.ci/container.sh`, which has loaded the image.
#
# The runner knows the engine's client alone: it sends it SIGINT, 7.5 seconds later SIGTERM, 2.5 seconds later
# SIGKILL. The program is process 1 of its container, for which the kernel ignores signals that have no
# handler; it has to end by itself after the first, with everything written.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/steps.sh
. .ci/image-checks.sh
# In a shell without job control what runs in the background ignores SIGINT.
set -m

cargo build --quiet --locked --package github-standin --bin serve

work=$(mktemp -d)
container=steward-signals-$$
# shellcheck disable=SC2329 # the trap calls it
clean_up() {
  docker rm --force "$container" >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap clean_up EXIT
mkdir "$work/workspace" "$work/commands"
touch "$work/commands/output" "$work/commands/summary"
record=$work/workspace/.package-steward/record.jsonl

coproc GITHUB { "${CARGO_TARGET_DIR:-target}/debug/serve" 400 250; }
# When a coprocess ends, bash forgets what it wrote; a copy is kept.
exec {answers}<&"${GITHUB[0]}"
questions=${GITHUB[1]}
read -r api <&"$answers"

# As the runner starts it, but for the network: the stand-in is on this machine's own loopback.
docker run --name "$container" --rm --network host --workdir /github/workspace \
  --env GITHUB_ACTIONS=true --env CI=true --env GITHUB_REPOSITORY=octo-org/app \
  --env GITHUB_REPOSITORY_OWNER=octo-org --env GITHUB_API_URL="$api" --env GITHUB_SERVER_URL="$api" \
  --env GITHUB_WORKSPACE=/github/workspace --env GITHUB_OUTPUT=/github/file_commands/output \
  --env GITHUB_STEP_SUMMARY=/github/file_commands/summary \
  --env INPUT_TOKEN=ghp_octocat --env INPUT_PACKAGE-TYPE=npm --env INPUT_PACKAGES=app \
  --env 'INPUT_VERSION-NAMES=*' --env INPUT_DRY-RUN=false \
  --volume "$work/workspace:/github/workspace" --volume "$work/commands:/github/file_commands" \
  "$CI_IMAGE" >"$work/log" 2>&1 &
client=$!

ends_within() {
  local tenths=$1
  while [ "$tenths" -gt 0 ] && kill -0 "$client" 2>/dev/null; do
    sleep 0.1
    tenths=$((tenths - 1))
  done
  ! kill -0 "$client" 2>/dev/null
}

for _ in {1..600}; do
  if grep --quiet '"outcome":"done"' "$record" 2>/dev/null; then
    break
  fi
  sleep 0.1
done
grep --quiet '"outcome":"done"' "$record" || fail "the run never deleted anything: $(cat "$work/log")"

ended=no
kill -INT "$client"
if ends_within 75; then
  ended='after SIGINT'
else
  kill -TERM "$client"
  if ends_within 25; then ended='after SIGTERM'; else kill -KILL "$client"; fi
fi
status=0
wait "$client" || status=$?
left=$(docker ps --all --quiet --filter "name=$container")
[ "$ended" = 'after SIGINT' ] || fail "ended by itself: $ended; container left: ${left:-none}; $(tail -n 5 "$work/log")"
[ "$status" -eq 1 ] || fail "the status was $status, not 1: $(tail -n 5 "$work/log")"
[ -z "$left" ] || fail "the container is there still: $left"

# What GitHub saw is what the program says of itself.
exec {questions}>&-
requests=$(cat <&"$answers")
deleted=$(grep --count '^DELETE 204 ' <<<"$requests" || true)
done=$(grep --count '"outcome":"done"' "$record" || true)
[ "$deleted" -eq "$done" ] || fail "GitHub deleted $deleted versions, and the record has $done"
[ "$deleted" -lt 390 ] || fail "the run was over before the signal came"
grep --quiet '"event":"stopping".*"SIGINT"' "$record" || fail "the record has no word of the signal"
tail -n 1 "$record" | grep --quiet '"event":"finished"' || fail "the record is not whole"
[[ $(cat "$work/commands/output") == *"deleted-count"*"$deleted"* ]] || fail "the outputs are not written"
[ -s "$work/commands/summary" ] || fail "the summary is not written"
echo "cancelled after $deleted deletions: the container ended $ended with status $status, everything written"
