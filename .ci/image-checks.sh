# What the image must do wherever it runs. Sourced by the scripts that run it.
# shellcheck shell=bash

# The name under which the scripts hand the image to each other.
export CI_IMAGE=localhost/package-steward:ci

# first_request COMMAND…: tells how long it takes from the start of the command to the first request.
first_request() {
  echo "from the start to the first request: $(.ci/first-request.py 11 \
    env GITHUB_REPOSITORY=octo-org/app GITHUB_REPOSITORY_OWNER=octo-org INPUT_TOKEN=ghp_octocat INPUT_PACKAGES=app \
    INPUT_PACKAGE-TYPE=npm 'INPUT_VERSION-NAMES=*' "$@")"
}

# check_image RUN…: RUN with arguments runs the image with those arguments.
check_image() {
  local said status=0

  said=$("$@" --version) || fail "--version ended with status $?: $said"
  [[ $said == "package-steward "[0-9]* ]] || fail "--version said: $said"
  echo "--version: $said"

  # No inputs at all: unsound, so status 2, and the message names what is missing.
  said=$("$@" 2>&1) || status=$?
  [ "$status" -eq 2 ] || fail "without inputs the status was $status, not 2: $said"
  [[ $said == *token* ]] || fail "without inputs the message does not name the token: $said"
  printf 'without inputs: status 2\n%s\n' "$said"
}
