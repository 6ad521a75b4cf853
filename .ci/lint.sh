#!/usr/bin/env bash
# Lints what is not Rust: workflows, the action's metadata, the Dockerfile, shell scripts, YAML, spelling,
# and the list of dependencies.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/steps.sh
PATH=$CI_DIR/linters/bin:$PATH

# lint TOOL ARGUMENT…: says which linter is at work; the first finding ends the run.
lint() {
  echo "$1"
  "$@"
}

lint actionlint .github/workflows/*.yml .ci/act/*.yml
lint zizmor --offline --quiet --persona=auditor .github .ci/act action.yml
lint check-jsonschema --builtin-schema vendor.github-actions action.yml
lint check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
lint check-jsonschema --builtin-schema vendor.dependabot .github/dependabot.yml
lint hadolint Dockerfile
lint shellcheck .ci/run .ci/*.sh docs/*.sh
lint yamllint --strict .
lint typos
lint .ci/dependencies.py

# The workflows that the documentation offers, each as a user would paste it.
blocks=$(mktemp -d)
trap 'rm -rf "$blocks"' EXIT
.ci/workflow-blocks.py "$blocks"
cd "$blocks"
lint actionlint
