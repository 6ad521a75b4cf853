#!/usr/bin/env bash
# .ci/release-notes.sh VERSION: what CHANGELOG.md tells of that version.
set -euo pipefail
cd "$(dirname "$0")/.."
awk -v version="$1" '/^## / { shown = $2 == version; next } shown' CHANGELOG.md
