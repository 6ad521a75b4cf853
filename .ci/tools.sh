#!/usr/bin/env bash
# Installs what the other steps use and the machine lacks: Debian packages, and linters from PyPI in a folder of their own.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/steps.sh

apt_updated=no

# apt_for COMMAND PACKAGE: installs the package where the command is missing.
apt_for() {
  if PATH=$PATH:/usr/sbin:/sbin command -v "$1" >/dev/null; then
    return
  fi
  if [ "$apt_updated" = no ]; then
    as_root apt-get update -qq
    apt_updated=yes
  fi
  echo "installing $2"
  # RUNLEVEL=1 keeps Debian from starting the services that come with the packages.
  as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 \
    apt-get install -qq -y --no-install-recommends "$2" >/dev/null
}

apt_for curl curl
apt_for buildah buildah
# These two may be missing: the step that needs them says so.
{ apt_for docker-registry docker-registry && apt_for skopeo skopeo; } || echo 'no registry could be installed'
# The engine may be missing: the step that needs it says so.
{ apt_for ip iproute2 && apt_for dockerd docker.io; } || echo 'no container engine could be installed'

linters=$CI_DIR/linters
if ! cat .ci/requirements.txt .ci/act-requirements.txt | cmp -s - "$linters/requirements.txt"; then
  echo 'installing linters'
  rm -rf "$linters"
  python3 -m venv "$linters" || { apt_for pyvenv python3-venv && python3 -m venv --clear "$linters"; }
  "$linters/bin/pip" install --quiet --requirement .ci/requirements.txt
  # The runner exists for one kind of machine alone; the step that needs it says so where it is missing.
  "$linters/bin/pip" install --quiet --require-hashes --requirement .ci/act-requirements.txt || true
  # Last, so that a half-made folder is made anew.
  cat .ci/requirements.txt .ci/act-requirements.txt >"$linters/requirements.txt"
fi
