#!/usr/bin/env bash
# Finds a Chromium for the journeys; root installs Debian's, others take Playwright's own.
# Root of a container also gets nginx for the tests of deploy/nginx; where systemd runs it
# would be started, so there it is left to whoever owns the machine.
set -euo pipefail
programs=$1
wanted=()
command -v chromium >/dev/null || wanted+=(chromium)
[ -d /run/systemd/system ] || [ -x /usr/sbin/nginx ] || wanted+=(nginx)
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null && [ ${#wanted[@]} -gt 0 ]; then
    apt-get update -qq
    apt-get install -y -qq "${wanted[@]}" >/dev/null
elif ! command -v chromium >/dev/null; then
    "$programs/playwright" install chromium
fi
