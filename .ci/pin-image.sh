#!/usr/bin/env bash
# .ci/pin-image.sh FILE IMAGE: makes the metadata of an action pull the image in place of building it.
set -euo pipefail
file=$1 image=$2
builds='  image: Dockerfile'
[ "$(grep --count --line-regexp --fixed-strings "$builds" "$file")" = 1 ] || {
  echo "expected one line \"$builds\" in $file" >&2
  exit 1
}
sed --in-place "s|^$builds\$|  image: docker://$image|" "$file"
