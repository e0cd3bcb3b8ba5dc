#!/usr/bin/env bash
# Checks the page in an installed Chromium: accessibility with axe-core (the empty page, an answer, a recorded token, the server, the
# options, the list of conversations; light and dark, desktop and phone), and what 1,500 streamed tokens cost. Needs node 20 or newer,
# npm and chromium.
# Usage: checks/page/check.sh URL (of a running server, such as http://127.0.0.1:8080/)
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
url="${1:?the URL of a running server is wanted, such as http://127.0.0.1:8080/}"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cp "$here"/*.mjs "$work/"
cd "$work"
npm --silent init -y >/dev/null
npm --silent install --no-audit --no-fund axe-core@4.14.1 puppeteer-core@24 >/dev/null
browser="$(command -v chromium || command -v google-chrome)"
node stream.mjs "$url" "$browser"
node axe.mjs "$url" "$browser"
