#!/usr/bin/env bash
# Publishes a release: first the image, then the tag that names it by digest.
#
# .ci/release.sh VERSION IMAGE DIGEST…
#   VERSION  such as 1.2.3, as Cargo.toml has it
#   IMAGE    such as ghcr.io/owner/name, where the images of each architecture were pushed
#   DIGEST   of each of them, such as sha256:…
#
# A tag whose `action.yml` names an image that is not there fails every workflow that uses it. So
# nothing is tagged before the image was asked for, by the very digest that the tag will name; and
# whatever fails leaves the tags as they were. `main` keeps `image: Dockerfile`: only the tagged
# commit names an image.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/steps.sh

[ "$#" -ge 3 ] || fail "expected a version, an image and its digests, found $# arguments"
version=$1 image=$2
shift 2
digests=("$@")

[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]] || fail "expected a version such as 1.2.3, found \"$version\""
for digest in "${digests[@]}"; do
  [[ $digest =~ ^sha256:[0-9a-f]{64}$ ]] || fail "expected a digest such as sha256:…, found \"$digest\""
done
grep --quiet --line-regexp --fixed-strings "version = \"$version\"" Cargo.toml ||
  fail "Cargo.toml is not of version $version"
grep --quiet --extended-regexp "^## ${version//./\\.}( |$)" CHANGELOG.md ||
  fail "CHANGELOG.md tells nothing of $version"
[ -z "$(git status --porcelain --untracked-files=no)" ] || fail 'there are changes that are not committed'

tag=v$version
major=v${version%%.*}
[ -z "$(git ls-remote --tags origin "refs/tags/$tag")" ] || fail "$tag is there already; a release is never made twice"

# One image for all architectures, under the version and by its own digest.
sources=()
for digest in "${digests[@]}"; do
  sources+=("$image@$digest")
done
docker buildx imagetools create --tag "$image:$version" "${sources[@]}"
digest=$(docker buildx imagetools inspect --format '{{.Manifest.Digest}}' "$image:$version")
[[ $digest =~ ^sha256:[0-9a-f]{64}$ ]] || fail "the registry gave no digest for $image:$version, but \"$digest\""
docker buildx imagetools inspect "$image@$digest" >/dev/null || fail "$image@$digest can't be pulled"

# The commit that only the tag has.
before=$(git rev-parse HEAD)
back() {
  git reset --quiet --hard "$before"
}
trap back EXIT
.ci/pin-image.sh action.yml "$image@$digest"
git commit --quiet --message "Release $version" -- action.yml
git tag "$tag"
git push --quiet origin "refs/tags/$tag"
# The floating tag comes last: whoever follows it gets what whoever pins has already.
git tag --force "$major" >/dev/null
git push --quiet --force origin "refs/tags/$major"
echo "$tag and $major name $image@$digest"
