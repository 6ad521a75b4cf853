#!/usr/bin/env bash
# .ci/engine.sh WHAT COMMAND…: runs the command with a container engine of its own, and takes the engine down again.
#
# The engine stands beside any other on the machine: its own bridge, data, socket and pid file. The
# command finds it through DOCKER_HOST; its containers reach this machine at ENGINE_GATEWAY. Who is
# not root gets the engine that the machine has. Without any, a line says that WHAT is skipped and
# why, and the status is 0; else it is the command's.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/steps.sh
PATH=$PATH:/usr/sbin:/sbin

what=$1
shift

unavailable() {
  skipped "$what" "$1"
  exit 0
}

if [ "$(id -u)" -ne 0 ]; then
  docker info >/dev/null 2>&1 || unavailable 'an engine of its own needs root, and the machine has none'
  ENGINE_GATEWAY=$(docker network inspect bridge --format '{{(index .IPAM.Config 0).Gateway}}')
  export ENGINE_GATEWAY
  "$@"
  exit
fi

for tool in dockerd docker ip curl; do
  command -v "$tool" >/dev/null || unavailable "there is no $tool"
done

bridge=''
pid=''
# In a short place: the kernel takes no path of more than 108 bytes for a socket.
dir=$(mktemp -d /tmp/engine.XXXXXX)
# shellcheck disable=SC2329 # the traps call it
stop_engine() {
  trap - EXIT INT TERM
  if [ -n "$pid" ]; then
    # It stops its containers first.
    kill "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  fi
  if [ -n "$bridge" ]; then
    ip link delete "$bridge" || true
  fi
  # It leaves network namespaces mounted, such as that of `--network host`.
  awk -v dir="$dir/" 'index($2, dir) == 1 {print $2}' /proc/mounts | xargs --no-run-if-empty umount
  rm -rf --one-file-system "$dir"
}
trap stop_engine EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Making the bridge is what claims its number, so two runs at once get two.
for number in {78..98}; do
  if ip link add "steward$number" type bridge 2>"$dir/why"; then
    bridge=steward$number
    ENGINE_GATEWAY=172.31.$number.1
    break
  fi
done
[ -n "$bridge" ] || unavailable "no network bridge can be made: $(cat "$dir/why")"
ip address add "$ENGINE_GATEWAY/24" dev "$bridge"
ip link set "$bridge" up

# No rules of iptables: containers talk to this machine and to nobody else.
dockerd --data-root "$dir/data" --exec-root "$dir/exec" --pidfile "$dir/pid" \
  --host "unix://$dir/socket" --bridge "$bridge" --iptables=false --ip6tables=false \
  --log-level warn >"$dir/log" 2>&1 &
pid=$!

answers() {
  curl --silent --fail --output /dev/null --unix-socket "$dir/socket" http://engine/_ping
}
for _ in {1..200}; do
  if answers || ! kill -0 "$pid" 2>/dev/null; then
    break
  fi
  sleep 0.1
done
answers || unavailable "dockerd does not answer: $(tail -n 3 "$dir/log")"

export DOCKER_HOST=unix://$dir/socket ENGINE_GATEWAY
status=0
"$@" || status=$?
exit "$status"
