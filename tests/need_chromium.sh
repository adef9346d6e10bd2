#!/bin/sh
# Makes sure that the browser tests have a Chromium: Debian's headless shell, where it can be installed, which is what
# Playwright itself drives when no window is wanted and takes a sixth less work; else whatever Chromium is there. A whole
# one beside it judges whether the app can be installed, which the shell does not: where it cannot be had, that is skipped.
set -eu
has() { command -v "$1" >/dev/null 2>&1; }
has chromium-headless-shell && has chromium && exit 0
if has apt-get && [ "$(id -u)" = 0 ]; then
  echo "Installing Debian's Chromium for the browser tests."
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  for package in chromium-headless-shell chromium; do
    has "$package" || apt-get install -y -qq --no-install-recommends "$package" >/dev/null || true
  done
fi
has chromium-headless-shell || has chromium || {
  echo "The browser tests need Chromium; install it with: sudo apt-get install chromium-headless-shell chromium" >&2
  exit 1
}
