#!/usr/bin/env bash
# The archive of `./mvnw -Pdist package`, unpacked in an empty Debian root, answers; there is no JDK. Needs root and debootstrap.
# Usage: checks/dist-chroot.sh [SUITE]    Debian's name, bookworm by default
set -euo pipefail
home=$(cd "$(dirname "$0")/.." && pwd)
archive=$(ls -t "$home"/target/muninn-*-linux-x86_64.tar.gz | head -n 1)
root=$home/target/checks/debian-${1:-bookworm}
if [ ! -e "$root/bin/sh" ]; then
    mkdir -p "$root"
    debootstrap --variant=minbase "${1:-bookworm}" "$root" >"$root.log" 2>&1 || { tail "$root.log" >&2; exit 1; }
fi
echo "Debian $(cat "$root/etc/debian_version"), $(ls "$root/var/lib/dpkg/info" | grep -c '\.list$') packages; java: $(chroot "$root" sh -c 'command -v java || echo none')"
mount -t proc proc "$root/proc"
trap 'umount "$root/proc"' EXIT
rm -rf "$root/opt"
mkdir "$root/opt"
tar -C "$root/opt" -xzf "$archive"
muninn=$(cd "$root" && ls -d opt/muninn-*)/bin/muninn
run() {
    chroot "$root" env -i PATH=/usr/bin:/bin HOME=/root "$@"
}
fail() {
    echo "FAILED: $1" >&2
    exit 1
}
question="Let a = 4. Let b = a + 3. Let c = b * 2. What is c?"
run "/$muninn" --version
run "/$muninn" generate -q "$question" | grep 'Answer: 14' || fail "no answer"
[ -z "$(run "/$muninn" generate -q "$question" 2>&1 >/dev/null | grep -v 'incubator modules')" ] || fail "it complains"
run sh -c "cd /tmp && ln -sf /$muninn m && ./m generate -q '$question'" | grep -q 'Answer: 14' || fail "no answer through a link"
run env MUNINN_JAVA_OPTS=-Xlog:aot=info "/$muninn" --version | grep -q 'Using AOT-linked classes\|Opened AOT cache' || fail "it does not use its AOT cache"
echo "the AOT cache is in use"
jar=$(ls "$root"/opt/muninn-*/lib/muninn-core-*.jar)
touch -r "$jar" "$root/tmp/time"
touch "$jar" # the JVM itself would not see it and run the old classes (JDK-8377932)
run env MUNINN_JAVA_OPTS=-Xlog:aot=info "/$muninn" --version >"$root/tmp/changed" 2>&1
if grep -q 'Using AOT-linked classes\|Opened AOT cache' "$root/tmp/changed"; then fail "it uses an AOT cache that is older than a jar"; fi
[ -z "$(run "/$muninn" --version 2>&1 >/dev/null | grep -v 'incubator modules')" ] || fail "it complains about a changed jar"
touch -r "$root/tmp/time" "$jar"
echo "with a changed jar it is not, and nothing is said of it"
# A server answers too; the client is the shell's own.
run "/$muninn" serve --port 18080 --no-log >"$root/tmp/serve" 2>&1 &
for _ in $(seq 100); do
    if run bash -c 'exec 3<>/dev/tcp/127.0.0.1/18080 && printf "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n" >&3 && head -n 1 <&3' 2>/dev/null | grep ' 200 '; then break; fi
    sleep 0.3
done
body='{"messages":[{"role":"user","content":"'$question'"}]}'
run bash -c "exec 3<>/dev/tcp/127.0.0.1/18080 && printf 'POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${#body}\r\n\r\n%s' '$body' >&3 && cat <&3" | grep -o '"content":"[^"]*"' || fail "the server does not answer: $(cat "$root/tmp/serve")"
kill %1
wait %1 || true
trap - EXIT
umount "$root/proc"
du -sh "$root/opt" "$archive"
echo "passed: $(date +%F)"
