#!/bin/sh
# Makes the virtual environment .venv, or keeps it where it works, with the given version of uv in it.
#   requirements/environment.sh <version of uv>
# PYTHON=/path/to/python chooses the Python; without it, the first on PATH that is new enough is taken.
set -eu
uv_version=$1
fits='import sys; sys.exit(not (3, 11) <= sys.version_info[:2])'

say() { printf '%s\n' "$@" >&2; }

find_python() {
    for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
        # Asked and not looked up: a shim may be there without the Python it stands for.
        if "$candidate" -c "$fits" 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
}

install_uv() { .venv/bin/python -m pip install --quiet "uv==$uv_version"; }

with_venv() { "$1" -m venv --clear .venv >/dev/null 2>&1 && install_uv; }

# Debian and Ubuntu ship venv without the means to put pip into it; a pip or a uv that is there already will do.
with_pip() {
    "$1" -m pip --version >/dev/null 2>&1 && "$1" -m venv --clear --without-pip .venv &&
        "$1" -m pip --python .venv/bin/python install --quiet pip "uv==$uv_version"
}

# It can even bring a Python.
with_uv() {
    rm -rf .venv
    command -v uv >/dev/null && uv venv --quiet --seed --python "${1:->=3.11}" .venv || return 1
    # Without its mark uv leaves pip and itself in the environment, as in any other.
    grep -v '^uv = ' .venv/pyvenv.cfg >.venv/unmarked && mv .venv/unmarked .venv/pyvenv.cfg
    install_uv
}

if .venv/bin/python -c "$fits" 2>/dev/null; then
    case "$(.venv/bin/uv --version 2>/dev/null)" in "uv $uv_version" | "uv $uv_version "*) exit ;; esac
    install_uv
    exit
fi

python=$(find_python)
say "Making .venv${python:+ with $python} ..."
if [ -n "$python" ] && with_venv "$python"; then exit; fi
if [ -x .venv/bin/pip ]; then
    say "uv $uv_version could not be installed; the message above says why. Is there a network?"
    exit 1
fi
if [ -n "$python" ] && with_pip "$python"; then exit; fi
if with_uv "$python"; then exit; fi
rm -rf .venv
if [ -z "$python" ]; then
    say "This needs Python 3.11 or newer, and ${PYTHON:-PATH} has none. On Debian or Ubuntu:" \
        "    sudo apt-get install python3 python3-venv" \
        "then call make again, or name one: make setup PYTHON=/path/to/python3.13"
else
    say "Python's venv module is incomplete here. On Debian or Ubuntu:" \
        "    sudo apt-get install python3-venv" \
        "then call make again."
fi
exit 1
