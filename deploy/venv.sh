#!/usr/bin/env bash
# Makes the virtual environment; where Debian keeps the venv module apart, installs it first.
set -euo pipefail
folder=$1
python=${PYTHON:-python3}
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "Shudarga needs Python 3.11 or newer; $("$python" --version) was found." >&2
    exit 2
fi
if [ -x "$folder/bin/python" ]; then
    exit 0
fi
if "$python" -c 'import ensurepip' 2>/dev/null; then
    "$python" -m venv "$folder"
    exit 0
fi
if [ "$(id -u)" != 0 ]; then
    echo "Python's venv module is missing. Install the package python3-venv, then try again." >&2
    exit 2
fi
apt-get update -qq
apt-get install -y -qq python3-venv >/dev/null
"$python" -m venv "$folder"
