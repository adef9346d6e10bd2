#!/bin/sh
# Makes sure that the browser tests have a Chromium: Debian's package, where it can be installed.
set -eu
command -v chromium >/dev/null 2>&1 && exit 0
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
  echo "Installing Debian's chromium for the browser tests."
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
else
  echo "The browser tests need chromium; install it with: sudo apt-get install chromium" >&2
  exit 1
fi
