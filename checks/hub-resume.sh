#!/usr/bin/env bash
# A model by name from a local hub, killed three times on the way: it goes on, compares hashes, answers; offline it opens no connection.
# Usage: checks/hub-resume.sh [FILE.gguf]    without a file the model that ships plays the part
set -euo pipefail
home=$(cd "$(dirname "$0")/.." && pwd)
work=$home/target/checks/hub-resume
rm -rf "$work"
mkdir -p "$work/served/org/smollm2"
. "$home/bin/find-jdk.sh"
find_jdk
(cd "$home" && ./mvnw -q -pl hub -am -DskipTests -Dspotless.check.skip test-compile)
classes=$home/hub/target/test-classes:$home/hub/target/classes:$home/core/target/classes

if [ $# -gt 0 ]; then
    cp "$1" "$work/served/org/smollm2/"
    prompt=(--chat "What is the capital of France?")
    expected=Paris
else
    cp "$home"/models/muninn-mini/* "$work/served/org/smollm2/"
    prompt=("Let a = 4. Let b = a + 3. What is b?")
    expected="Answer: 7"
fi
bytes=$(du -sb "$work/served" | cut -f 1)
"$JAVA_HOME/bin/java" -cp "$classes" dev.muninn.hub.FakeHubMain "$work/served" $((bytes / 40 + 1)) >"$work/address" 2>"$work/requests" &
server=$!
trap 'kill $server 2>/dev/null || true' EXIT
while [ ! -s "$work/address" ]; do sleep 0.1; done
HF_ENDPOINT=$(cat "$work/address")
export HF_ENDPOINT HF_HOME=$work/cache

fail() {
    echo "FAILED: $1" >&2
    exit 1
}
kept() {
    cat "$HF_HOME"/hub/models--org--smollm2/blobs/*.notes 2>/dev/null | awk 'NR % 4 == 0 { for (i = 1; i <= NF; i++) sum += $i } END { print sum + 0 }'
}
answer() {
    "$home/muninn" generate -q --model hf:org/smollm2 -n 24 "${prompt[@]}"
}

"$home/muninn" --version >/dev/null # is it built?
total=$(find "$work/served" \( -name '*.gguf' -o -name 'model.safetensors' \) -printf '%s\n' | head -n 1)
for kill in 1 2 3; do
    "$home/muninn" generate -q --model hf:org/smollm2 "${prompt[@]}" >"$work/killed-$kill" 2>&1 &
    running=$!
    while [ "$(kept)" -lt $((total * kill / 5)) ]; do
        kill -0 $running 2>/dev/null || fail "it ended before it was killed: $(cat "$work/killed-$kill")"
        sleep 0.2
    done
    kill -9 $running
    wait $running 2>/dev/null || true
    [ -z "$(grep -v 'incubator modules' "$work/killed-$kill")" ] || fail "it printed something: $(cat "$work/killed-$kill")"
    echo "killed ($kill) with $(kept) of $total bytes"
    if HF_HUB_OFFLINE=1 answer >"$work/half" 2>&1; then fail "a half model answered"; fi
done
asked=$(wc -l <"$work/requests")
answer >"$work/answer"
grep -q "$expected" "$work/answer" || fail "it answered: $(cat "$work/answer")"
echo "answered: $(tr '\n' ' ' <"$work/answer")"
resumed=$(tail -n +$((asked + 1)) "$work/requests" | grep -c 'storage GET .* bytes=[1-9]') || true
[ "$resumed" -ge 1 ] || fail "nothing was resumed"
[ -z "$(find "$HF_HOME" -name '*.incomplete*')" ] || fail "partial files are left"
blob=$(find "$HF_HOME"/hub/models--org--smollm2/blobs -size "${total}c")
[ "$(sha256sum "$blob" | cut -d ' ' -f 1)" = "$(basename "$blob")" ] || fail "the blob is not what its name says"

asked=$(wc -l <"$work/requests")
HF_HUB_OFFLINE=1 answer | cmp - "$work/answer" || fail "another answer offline"
[ "$(wc -l <"$work/requests")" = "$asked" ] || fail "offline it asked the hub"
if command -v strace >/dev/null; then
    HF_HUB_OFFLINE=1 strace -f -qq -e trace=connect -o "$work/connects" "$home/muninn" generate -q --model hf:org/smollm2 -n 24 "${prompt[@]}" >/dev/null
    if grep -q AF_INET "$work/connects"; then fail "offline it opened a connection"; fi
    echo "offline: no connect() to any address (strace)"
fi
echo "offline: the same answer, nothing asked"

echo "a disk that is full"
if [ "$(id -u)" = 0 ] && mkdir -p "$work/small" && mount -t tmpfs -o size=$((total / 2)) none "$work/small" 2>/dev/null; then
    if HF_HOME=$work/small "$home/muninn" models pull -q org/smollm2 2>"$work/full"; then fail "it found room"; fi
    umount "$work/small"
    grep -q 'free some space' "$work/full" || fail "it said: $(cat "$work/full")"
    cat "$work/full"
else
    echo "   left out: no right to mount a small one"
fi
echo "passed: $(date +%F)"
