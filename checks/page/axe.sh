#!/bin/bash
# Checks the page's accessibility with axe-core in an installed Chromium: the empty page, an answer, a recorded token, the server,
# the list of conversations, the options; light and dark, desktop and phone. Needs node 20 or newer, npm and chromium.
# Usage: checks/page/axe.sh URL (of a running server, such as http://127.0.0.1:8080/)
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
url="${1:?the URL of a running server is wanted, such as http://127.0.0.1:8080/}"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cp "$here/axe.mjs" "$work/"
cd "$work"
npm --silent init -y >/dev/null
npm --silent install --no-audit --no-fund axe-core@4.14.1 puppeteer-core@24 >/dev/null
node axe.mjs "$url" "$(command -v chromium || command -v google-chrome)"
