#!/usr/bin/env bash
# Muninn and the Python client `huggingface_hub` on one cache, both ways round, against the hub of the tests. Needs python3 with venv, and
# a connection for pip. Usage: checks/hub-python.sh [VERSION]    the version of huggingface_hub, newest by default
set -euo pipefail
home=$(cd "$(dirname "$0")/.." && pwd)
work=$home/target/checks/hub-python
rm -rf "$work"
mkdir -p "$work/served/org/tiny/additional_chat_templates"
. "$home/bin/find-jdk.sh"
find_jdk
[ -d "$home/target/checks/venv-hub" ] || python3 -m venv "$home/target/checks/venv-hub"
python=$home/target/checks/venv-hub/bin/python
"$python" -m pip -q install "huggingface_hub${1:+==$1}"
"$python" -c 'import huggingface_hub, sys; print("huggingface_hub", huggingface_hub.__version__, "Python", sys.version.split()[0])'

(cd "$home" && ./mvnw -q -pl hub -am -DskipTests -Dspotless.check.skip test-compile)
classes=$home/hub/target/test-classes:$home/hub/target/classes:$home/core/target/classes

cp "$home"/models/muninn-mini/* "$work/served/org/tiny/"
echo '{{ messages }}' >"$work/served/org/tiny/additional_chat_templates/plain.jinja"
"$JAVA_HOME/bin/java" -cp "$classes" dev.muninn.hub.FakeHubMain "$work/served" >"$work/address" 2>"$work/requests" &
server=$!
trap 'kill $server' EXIT
while [ ! -s "$work/address" ]; do sleep 0.1; done
HF_ENDPOINT=$(cat "$work/address")
export HF_ENDPOINT
export HF_HUB_DISABLE_TELEMETRY=1 HF_HUB_DISABLE_XET=1

fail() {
    echo "FAILED: $1" >&2
    exit 1
}

echo "1. fetched by Muninn, found by Python offline"
export HF_HOME=$work/ours
place=$("$home/muninn" models pull -q org/tiny)
HF_HUB_OFFLINE=1 "$python" - "$place" <<'PYTHON'
import os, sys
from huggingface_hub import hf_hub_download, scan_cache_dir, snapshot_download, try_to_load_from_cache, _CACHED_NO_EXIST
place = sys.argv[1]
for name in ("config.json", "model.safetensors", "tokenizer.json", "additional_chat_templates/plain.jinja"):
    found = hf_hub_download("org/tiny", name)
    assert os.path.realpath(found) == os.path.realpath(os.path.join(place, name)), found
assert os.path.realpath(snapshot_download("org/tiny")) == os.path.realpath(place)
assert try_to_load_from_cache("org/tiny", "generation_config.json") is _CACHED_NO_EXIST
cache = scan_cache_dir()
assert not cache.warnings, cache.warnings
assert [repo.repo_id for repo in cache.repos] == ["org/tiny"]
print("   found", len(list(cache.repos)[0].revisions), "revision,", cache.size_on_disk, "bytes, no warnings")
PYTHON
before=$(grep -c ' GET .*/resolve/' "$work/requests" || true)
"$python" -c 'from huggingface_hub import snapshot_download; snapshot_download("org/tiny", allow_patterns=["config.json", "*.safetensors", "tokenizer*"])'
[ "$(grep -c ' GET .*/resolve/' "$work/requests" || true)" = "$before" ] || fail "Python fetched again what Muninn had fetched"
echo "   online Python fetched none of these files again"

echo "2. fetched by Python, found by Muninn"
export HF_HOME=$work/theirs
theirs=$("$python" -c 'from huggingface_hub import snapshot_download; print(snapshot_download("org/tiny"))' 2>/dev/null)
[ "$(HF_HUB_OFFLINE=1 "$home/muninn" models pull -q org/tiny)" = "$theirs" ] || fail "Muninn does not find it offline"
before=$(grep -c ' GET .*/resolve/' "$work/requests" || true)
[ "$("$home/muninn" models pull -q org/tiny)" = "$theirs" ] || fail "Muninn does not find it online"
[ "$(grep -c ' GET .*/resolve/' "$work/requests" || true)" = "$before" ] || fail "Muninn fetched again what Python had fetched"
HF_HUB_OFFLINE=1 "$home/muninn" generate -q --model hf:org/tiny "Let a = 4. Let b = a + 3. What is b?" | grep -q 'Answer: 7' || fail "no answer"
echo "   found offline and online, no file fetched again, and it answers"

echo "3. both at once into one cache"
export HF_HOME=$work/both
"$home/muninn" models pull -q org/tiny >"$work/one" &
first=$!
"$python" -c 'from huggingface_hub import snapshot_download; print(snapshot_download("org/tiny"))' >"$work/two" 2>/dev/null
wait $first
cmp "$work/one" "$work/two" || fail "they name different places"
for file in "$home"/models/muninn-mini/*.json "$home"/models/muninn-mini/model.safetensors; do
    cmp "$file" "$(cat "$work/one")/$(basename "$file")" || true
done
cmp "$home/models/muninn-mini/model.safetensors" "$(cat "$work/one")/model.safetensors" || fail "other bytes"
[ -z "$(find "$HF_HOME" -name '*.incomplete*')" ] || fail "partial files are left"
echo "   same place, same bytes, nothing left behind"

echo "4. removed by Muninn, unknown to Python; removed by Python, unknown to Muninn"
"$home/muninn" models rm org/tiny >/dev/null
"$python" -c 'from huggingface_hub import scan_cache_dir; assert not list(scan_cache_dir().repos)'
export HF_HOME=$work/theirs
"$python" - <<'PYTHON'
from huggingface_hub import scan_cache_dir
cache = scan_cache_dir()
cache.delete_revisions(*[r.commit_hash for repo in cache.repos for r in repo.revisions]).execute()
PYTHON
"$home/muninn" models list | grep -q 'no models' || fail "Muninn lists what is gone"
echo "   both agree"
echo "passed: $(date +%F)"
