#!/usr/bin/env bash
# Looks at every page of DIR in a real browser: no request, no sideways scroll, axe-core, html-validate.
#   tests/browser/check.sh DIR
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
pages=$(cd "${1:?usage: check.sh DIR}" && pwd)
if ! command -v chromium >/dev/null; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null
fi
cd "$here"
[ -d node_modules/axe-core ] || npm install --no-package-lock --no-audit --no-fund --loglevel=error
node check.mjs "$pages"
