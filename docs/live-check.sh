#!/usr/bin/env bash
# Asks GitHub what its documentation leaves open, in a package made for that purpose. See docs/live-check.md.
set -euo pipefail

: "${LIVE_CHECK_OWNER:?the login of a scratch account}"
: "${LIVE_CHECK_KIND:?orgs or users}"
: "${LIVE_CHECK_TOKEN:?a classic token with write:packages and delete:packages}"
api=${LIVE_CHECK_API:-https://api.github.com}
registry=${LIVE_CHECK_REGISTRY:-https://ghcr.io}
package=package-steward-live-check-$(od -An -N4 -tx4 /dev/urandom | tr -d ' ')
name=${LIVE_CHECK_OWNER,,}/$package
versions=$api/$LIVE_CHECK_KIND/$LIVE_CHECK_OWNER/packages/container/$package

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# The token is in a file that only curl reads: it never stands in a list of processes.
umask 077
printf 'header = "Authorization: Bearer %s"\n' "$LIVE_CHECK_TOKEN" >"$work/api-token"
printf 'user = "%s:%s"\n' "$LIVE_CHECK_OWNER" "$LIVE_CHECK_TOKEN" >"$work/login"

# ask METHOD URL [ARGUMENT…]: a request to the API. Status, headers and body are in files.
ask() {
  local method=$1 url=$2
  shift 2
  curl --silent --show-error --config "$work/api-token" --request "$method" \
    --header 'Accept: application/vnd.github+json' --header 'X-GitHub-Api-Version: 2022-11-28' \
    --dump-header "$work/headers" --output "$work/body" --write-out '%{http_code}' "$@" "$url" >"$work/status"
}
status() { cat "$work/status"; }
said() { jq -r '.message // empty' "$work/body" 2>/dev/null || true; }
header() { sed -n "s/^$1: *//Ip" "$work/headers" | tr -d '\r' | tail -n 1; }

# push ARGUMENT…: a request to the registry, with a token for this package alone.
push() {
  curl --silent --show-error --fail --config "$work/registry-token" "$@"
}

findings=()
# finds QUESTION ANSWER
finds() {
  printf '  %s: %s\n' "$1" "$2"
  findings+=("| $1 | ${2//|/\\|} |")
}

# blob TEXT: uploads it and prints its digest.
blob() {
  local digest location
  digest=sha256:$(printf %s "$1" | sha256sum | cut -d ' ' -f 1)
  location=$(push --request POST --dump-header - --output /dev/null "$registry/v2/$name/blobs/uploads/" |
    sed -n 's/^location: *//Ip' | tr -d '\r')
  case $location in /*) location=$registry$location ;; esac
  local separator='?'
  case $location in *\?*) separator='&' ;; esac
  push --request PUT --header 'Content-Type: application/octet-stream' --data-binary "$1" \
    --output /dev/null "$location${separator}digest=$digest"
  printf %s "$digest"
}

# image TAG TEXT: pushes an image whose configuration is this text, and prints its digest.
image() {
  local digest manifest
  digest=$(blob "$2")
  manifest=$(jq -nc --arg digest "$digest" --argjson size "${#2}" '{schemaVersion: 2,
    mediaType: "application/vnd.oci.image.manifest.v1+json",
    config: {mediaType: "application/vnd.oci.image.config.v1+json", digest: $digest, size: $size}, layers: []}')
  push --request PUT --header 'Content-Type: application/vnd.oci.image.manifest.v1+json' \
    --data-binary "$manifest" --output /dev/null "$registry/v2/$name/manifests/$1"
  printf 'sha256:%s' "$(printf %s "$manifest" | sha256sum | cut -d ' ' -f 1)"
}

# version DIGEST FIELD [STATE]: a field of the version with this digest, from the listing.
version() {
  ask GET "$versions/versions?per_page=100&state=${3:-active}"
  jq -r --arg name "$1" ".[] | select(.name == \$name) | $2" "$work/body"
}

# until_listed WANTED DIGEST: seconds until the listing of what is there has the version (yes) or not (no).
until_listed() {
  local begun=$SECONDS found
  while [ $((SECONDS - begun)) -lt 120 ]; do
    found=no
    [ -z "$(version "$2" .id)" ] || found=yes
    [ "$found" != "$1" ] || break
    sleep 1
  done
  echo "$((SECONDS - begun)) s"
}

ask GET "$versions"
[ "$(status)" = 404 ] || { echo "the package $package exists, or the token can't look: $(status)" >&2; exit 1; }
curl --silent --show-error --fail --config "$work/login" \
  "$registry/token?service=${registry#*://}&scope=repository:$name:pull,push" |
  jq -r '"header = \"Authorization: Bearer \(.token)\""' >"$work/registry-token"

echo "package $package"
first=$(image one '{"architecture":"amd64","os":"linux","created":"2020-01-01T00:00:00Z"}')
second=$(image two '{"architecture":"amd64","os":"linux","created":"2021-01-01T00:00:00Z"}')
finds 'a pushed version is listed after' "$(until_listed yes "$second")"

ask GET "$versions/versions?per_page=100"
etag=$(header etag)
used=$(header x-ratelimit-used)
finds 'ETag of a listing' "${etag:-none}"
if [ -n "$etag" ]; then
  ask GET "$versions/versions?per_page=100" --header "If-None-Match: $etag"
  finds 'the same listing with If-None-Match' "$(status), used $used before and $(header x-ratelimit-used) after"
fi

before=$(version "$first" .updated_at)
sleep 2
third=$(image one '{"architecture":"amd64","os":"linux","created":"2022-01-01T00:00:00Z"}')
sleep 5
finds 'updated_at of a version that lost its tag' "$before, then $(version "$first" .updated_at)"
number=$(version "$second" '"\(.id) \(.created_at) \(.updated_at)"')
sleep 2
image again '{"architecture":"amd64","os":"linux","created":"2021-01-01T00:00:00Z"}' >/dev/null
sleep 5
finds 'id, created_at, updated_at of a digest pushed again under another tag' \
  "$number, then $(version "$second" '"\(.id) \(.created_at) \(.updated_at)"')"
ask GET "$versions/versions?per_page=100"
finds 'order of the listing by creation' "$(jq -c '[.[].created_at] == ([.[].created_at] | sort | reverse)' "$work/body")"

id=$(version "$third" .id)
ask DELETE "$versions/versions/$id"
finds 'deleting a version' "$(status) $(said)"
finds 'the listing lacks a deleted version after' "$(until_listed no "$third")"
ask DELETE "$versions/versions/$id"
finds 'deleting a deleted version' "$(status) $(said)"
finds 'fields of a deleted version' "$(version "$third" 'del(.url, .package_html_url, .html_url) | tojson' deleted)"
ask POST "$versions/versions/$id/restore"
finds 'restoring it' "$(status) $(said)"
finds 'the listing has a restored version after' "$(until_listed yes "$third")"
finds 'its tags' "$(version "$third" '.metadata.container.tags | tojson')"
ask POST "$versions/versions/$id/restore"
finds 'restoring it again' "$(status) $(said)"

for digest in "$third" "$first"; do
  ask DELETE "$versions/versions/$(version "$digest" .id)"
done
ask DELETE "$versions/versions/$(version "$second" .id)"
finds 'deleting the last tagged version' "$(status) $(said)"

ask DELETE "$versions"
finds 'deleting the package' "$(status) $(said)"

printf '\n| question | answer |\n| --- | --- |\n'
printf '%s\n' "${findings[@]}"
