#!/bin/bash
# Serves behind a real nginx (Debian's package): with proxy_pass alone, which speaks HTTP/1.0 to the server, and with HTTP/1.1.
# Whole answers, streams, long bodies. Needs curl; fetches nginx with apt-get, and installs nothing.
. "$(dirname "$0")/common.sh"
nginx=$(command -v nginx || echo "$work/nginx/usr/sbin/nginx")
if [ ! -x "$nginx" ]; then
    (cd "$work" && apt-get download -q nginx >/dev/null && dpkg -x nginx_*.deb nginx) || exit 1
fi
start_server
cat >"$work/nginx.conf" <<CONF
daemon off; pid $work/nginx.pid; error_log $work/nginx.log; worker_processes 1;
events { worker_connections 64; }
http {
    access_log off; client_max_body_size 16m;
    client_body_temp_path $work/body; proxy_temp_path $work/proxy; fastcgi_temp_path $work/f; uwsgi_temp_path $work/u; scgi_temp_path $work/s;
    server { listen 127.0.0.1:18090; location / { proxy_pass http://127.0.0.1:$port; } }
    server {
        listen 127.0.0.1:18091;
        location / { proxy_pass http://127.0.0.1:$port; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering off; }
    }
}
CONF
"$nginx" -c "$work/nginx.conf" -p "$work" 2>/dev/null &
proxy=$!
trap 'kill $proxy $server 2>/dev/null' EXIT
sleep 1
"$nginx" -v
chat='{"messages":[{"role":"user","content":"Let a = 4. Let b = a + 3. What is b?"}],"max_tokens":40,"temperature":0'
head -c 1000000 /dev/zero | tr '\0' 'a' >"$work/long"
printf '{"prompt":"%s"}' "$(cat "$work/long")" >"$work/long.json"

whole() { curl -sS -f "$1/v1/chat/completions" -d "$chat}" | grep -q '"finish_reason"'; }
streamed() { curl -sS -f -N "$1/v1/chat/completions" -d "$chat,\"stream\":true}" | tail -n 2 | grep -q '^data: \[DONE\]'; }
long() { curl -sS -f "$1/tokenize" --data-binary "@$work/long.json" | grep -q '"count"'; }
wrong() { [ "$(curl -sS -o /dev/null -w '%{http_code}' "$1/v1/chat/completions" -d '{')" = 400 ]; }

for side in "nginx's defaults=http://127.0.0.1:18090" "nginx, HTTP/1.1=http://127.0.0.1:18091" "alone=http://127.0.0.1:$port"; do
    name=${side%%=*}
    url=${side#*=}
    check "$name: a whole answer" whole "$url"
    check "$name: a stream to its end" streamed "$url"
    check "$name: five streams one after the other" eval 'for _ in 1 2 3 4 5; do streamed "$url" || exit 1; done'
    check "$name: a body of 1 MB" long "$url"
    check "$name: an error" wrong "$url"
done
# curl fails if a stream of chunks has no last one
check "alone: Connection: close ends with the last chunk" eval \
    'curl -sS -f -N -H "Connection: close" "http://127.0.0.1:$port/v1/chat/completions" -d "$chat,\"stream\":true}" | grep -q "DONE"; [ "${PIPESTATUS[0]}" = 0 ]'
check "alone: HTTP/1.0" eval 'curl -sS -f -0 -N "http://127.0.0.1:$port/v1/chat/completions" -d "$chat,\"stream\":true}" | grep -q "DONE"'
finish
