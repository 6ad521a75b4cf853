#!/usr/bin/env bash
# .ci/fuzz.sh SECONDS [TARGET…]: runs each fuzz target for so many seconds and tells in a table what came of it.
#
# Without names it runs all of them. It begins with the inputs in `fuzz/corpus` and leaves what it finds
# beside the build, in a folder `fuzzing`: a log and new inputs for each target, and an input for each crash.
# Needs a nightly Rust and cargo-fuzz; where they are missing, a line says so, and the status is 0.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/steps.sh

seconds=${1:?how many seconds for each target?}
shift
if ! cargo "+${FUZZ_TOOLCHAIN:=nightly}" fuzz --version >/dev/null 2>&1; then
  skipped 'fuzzing' "there is no $FUZZ_TOOLCHAIN Rust with cargo-fuzz; the tests replay the corpora all the same"
  exit 0
fi

target=${CARGO_TARGET_DIR:-target}/fuzz
mkdir -p "$target/fuzzing"
target=$(cd "$target" && pwd)
export CARGO_TARGET_DIR=$target
fuzz() { cargo "+$FUZZ_TOOLCHAIN" fuzz "$@"; }
fuzz build --release

targets=("$@")
if [ "${#targets[@]}" -eq 0 ]; then
  mapfile -t targets < <(fuzz list)
fi

# last PATTERN LOG: the number behind the last such words.
last() {
  sed --quiet --regexp-extended "s/.*$1 *([0-9]+).*/\1/p" "$2" | tail -n 1
}

echo '| target | runs | a second | edges | inputs | crashes |'
echo '| --- | --: | --: | --: | --: | --: |'
failed=()
for name in "${targets[@]}"; do
  found=$target/fuzzing/$name
  mkdir -p "$found/inputs" "$found/crashes"
  # One process, so that nobody else's time is taken. What takes ten seconds for one input hangs.
  fuzz run --release "$name" "$found/inputs" "fuzz/corpus/$name" -- "-max_total_time=$seconds" -timeout=10 \
    -print_final_stats=1 "-artifact_prefix=$found/crashes/" >"$found/log" 2>&1 || failed+=("$name")
  crashes=$(find "$found/crashes" -type f | wc -l)
  printf "| \`%s\` | %s | %s | %s | %s | %s |\n" "$name" \
    "$(last 'stat::number_of_executed_units:' "$found/log")" \
    "$(last 'stat::average_exec_per_sec:' "$found/log")" \
    "$(last ' cov:' "$found/log")" "$(last ' corp:' "$found/log")" "$crashes"
done
if [ "${#failed[@]}" -ne 0 ]; then
  tail -n 40 "$target/fuzzing/${failed[0]}/log"
  fail "not sound: ${failed[*]}; their logs are in $target/fuzzing"
fi
