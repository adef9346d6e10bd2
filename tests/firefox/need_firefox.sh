#!/bin/sh
# Makes sure that there is Debian's Firefox for `make firefox`. Ends with 77 and one sentence where it cannot be had.
set -eu
command -v firefox-esr >/dev/null 2>&1 && exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
  echo "The notices in Firefox need it; install it with: sudo apt-get install --no-install-recommends firefox-esr" >&2
  exit 77
fi
echo "Installing Debian's firefox-esr for the notices in it."
export DEBIAN_FRONTEND=noninteractive
if ! { apt-get update -qq && apt-get install -y -qq --no-install-recommends firefox-esr >/dev/null; }; then
  echo "The notices in Firefox need Debian's firefox-esr, which could not be installed." >&2
  exit 77
fi
