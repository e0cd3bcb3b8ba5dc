# Sourced by the checks of this folder: a place for their files, and a server on the model that ships.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
work=${TMPDIR:-/tmp}/muninn-checks-http
mkdir -p "$work"

# start_server OPTION...: serves on a free port; sets $port and $server
start_server() {
    "$root/muninn" serve --port 0 "$@" 2>"$work/server.log" &
    server=$!
    trap 'kill $server 2>/dev/null' EXIT
    for _ in $(seq 600); do
        if grep -q "serving '" "$work/server.log"; then
            port=$(sed -n 's/.*listening on https\{0,1\}:.*:\([0-9]*\);.*/\1/p' "$work/server.log" | head -n 1)
            return
        fi
        kill -0 $server 2>/dev/null || { cat "$work/server.log" >&2; exit 1; }
        sleep 0.2
    done
    echo "the server is not ready after two minutes" >&2
    exit 1
}

# venv NAME PACKAGE...: a Python with these packages; sets $python
venv() {
    python=$work/$1/bin/python
    [ -x "$python" ] || python3 -m venv "$work/$1"
    shift
    "$python" -m pip install --quiet --disable-pip-version-check "$@"
}

failures=0
# check NAME CONDITION...: runs a test, says how it went
check() {
    local name=$1
    shift
    if "$@"; then echo "ok    $name"; else echo "WRONG $name"; failures=$((failures + 1)); fi
}

finish() {
    echo "$failures wrong"
    [ "$failures" = 0 ]
    exit
}
