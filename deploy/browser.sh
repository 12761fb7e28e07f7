#!/usr/bin/env bash
# Finds a Chromium for the journeys; root installs Debian's, others take Playwright's own.
set -euo pipefail
programs=$1
if command -v chromium >/dev/null; then
    exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq
    apt-get install -y -qq chromium >/dev/null
else
    "$programs/playwright" install chromium
fi
