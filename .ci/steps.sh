# Steps with a headline, a time each, and a closing line. Sourced by `.ci/run` and the scripts it calls.
# shellcheck shell=bash

# Where the run keeps what it may find again next time (linters) and what it builds (images).
CI_DIR=${CARGO_TARGET_DIR:-$PWD/target}/ci
# Skips are told where they happen and once more at the end.
CI_SKIPPED=$CI_DIR/skipped
export CI_DIR CI_SKIPPED
mkdir -p "$CI_DIR"

begin() {
  : >"$CI_SKIPPED"
  CI_STEP='nothing yet'
  CI_TIMES=''
  SECONDS=0
  trap finish EXIT
}

# step HEADLINE COMMAND…: runs the command under a headline; the first one that fails ends the run.
step() {
  CI_STEP=$1
  shift
  local begun=$SECONDS
  printf '\n=== %s\n' "$CI_STEP"
  "$@"
  local took=$((SECONDS - begun))
  printf '=== %s: %d s\n' "$CI_STEP" "$took"
  CI_TIMES+=$(printf '%5d s  %s' "$took" "$CI_STEP")$'\n'
}

# skipped WHAT WHY: for what a machine may lack, never for tests, format, lints or docs.
skipped() {
  printf 'SKIPPED: %s because %s\n' "$1" "$2" | tee -a "$CI_SKIPPED"
}

finish() {
  local status=$?
  printf '\n%s%5d s  in all\n' "$CI_TIMES" "$SECONDS"
  cat "$CI_SKIPPED"
  if [ "$status" -eq 0 ]; then
    echo 'All steps passed.'
  else
    printf 'FAILED in step "%s" with status %d.\n' "$CI_STEP" "$status"
  fi
}

# fail WHY: ends the script with a line that says so.
fail() {
  printf 'FAILED: %s\n' "$1" >&2
  exit 1
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  else
    sudo "$@"
  fi
}
