#!/bin/sh
# Makes sure that the browser tests have a Chromium: Debian's headless shell, where it can be installed, which is what
# Playwright itself drives when no window is wanted and takes a sixth less work; else whatever Chromium is there.
set -eu
command -v chromium-headless-shell >/dev/null 2>&1 && exit 0
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
  echo "Installing Debian's chromium-headless-shell for the browser tests."
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends chromium-headless-shell >/dev/null && exit 0
  command -v chromium >/dev/null 2>&1 || apt-get install -y -qq --no-install-recommends chromium >/dev/null
elif ! command -v chromium >/dev/null 2>&1; then
  echo "The browser tests need Chromium; install it with: sudo apt-get install chromium-headless-shell" >&2
  exit 1
fi
