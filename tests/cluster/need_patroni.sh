#!/bin/sh
# Makes sure that the cluster trial has what it is made of: Debian's etcd, which is not started here, and Patroni in an
# environment of its own beside ours, to the byte. Ends with 77 and one sentence where it cannot be had.
set -eu
if [ "$(id -u)" != 0 ]; then
  echo "The cluster trial makes network namespaces and mounts disks, which only root may." >&2
  exit 77
fi
if ! command -v etcd >/dev/null 2>&1; then
  if ! command -v apt-get >/dev/null 2>&1; then
    echo "The cluster trial needs etcd 3.4 or newer, and there is no apt-get here to install it." >&2
    exit 77
  fi
  echo "Installing Debian's etcd-server for the cluster trial."
  export DEBIAN_FRONTEND=noninteractive
  # Whoever only wants to try wants no service of it.
  if [ ! -e /usr/sbin/policy-rc.d ]; then
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT
    printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
    chmod 755 /usr/sbin/policy-rc.d
  fi
  if ! { apt-get update -qq && apt-get install -y -qq --no-install-recommends etcd-server >/dev/null; }; then
    echo "The cluster trial needs Debian's etcd-server, which could not be installed." >&2
    exit 77
  fi
fi
venv=.venv/cluster
if ! [ "$venv/.ready" -nt tests/cluster/patroni.lock ]; then
  .venv/bin/python -m venv "$venv"
  if ! "$venv/bin/pip" install --quiet --disable-pip-version-check --require-hashes -r tests/cluster/patroni.lock; then
    echo "The cluster trial needs Patroni, which could not be installed." >&2
    exit 77
  fi
  touch "$venv/.ready"
fi
