#!/usr/bin/env bash
# Holds licences, sources and duplicates of all dependencies to deny.toml, where cargo-deny is on the machine:
# to build it takes longer than all the rest. Advisories need a database from the network, so
# `.github/workflows/checks.yml` looks at them.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/steps.sh

if ! cargo deny --version >/dev/null 2>&1; then
  skipped 'licences and sources of dependencies' 'there is no cargo-deny; cargo install cargo-deny --locked'
  exit 0
fi
cargo deny --locked check licenses bans sources
