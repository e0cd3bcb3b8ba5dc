#!/usr/bin/env python3
"""Clients that keep a server busy without asking for anything: 10,050 half headers; 60 bodies of 8 MB, each sent half; bodies that come a
byte at a time. /health and a chat must be answered meanwhile, with a heap of 256 MB, and the memory be given back afterwards.

Needs Python 3.9 and a limit of open files above 11,000 (ulimit -n).
"""
import json, os, pathlib, re, resource, socket, subprocess, sys, tempfile, time, urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]


def start():
    log = tempfile.NamedTemporaryFile("r", suffix=".log")
    env = dict(os.environ, MUNINN_JAVA_OPTS="-Xmx256m")
    process = subprocess.Popen([ROOT / "muninn", "serve", "--port", "0"], stderr=open(log.name, "w"), env=env)
    while True:
        text = pathlib.Path(log.name).read_text()
        if "serving '" in text:
            return process, int(re.search(r"listening on http://127.0.0.1:(\d+)", text).group(1)), log
        if process.poll() is not None:
            sys.exit(text)
        time.sleep(0.1)


def metric(port, name):
    text = urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=20).read().decode()
    return sum(float(line.rsplit(" ", 1)[1]) for line in text.splitlines() if re.match(name + r"[ {]", line))


def chat(port):
    body = json.dumps({"messages": [{"role": "user", "content": "Let a = 4. What is a?"}], "max_tokens": 8}).encode()
    begin = time.monotonic()
    urllib.request.urlopen(f"http://127.0.0.1:{port}/v1/chat/completions", body, timeout=30).read()
    return time.monotonic() - begin


def resident(pid):
    return int(re.search(r"VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{pid}/status").read_text()).group(1)) / 1024


def say(name, port, pid):
    begin = time.monotonic()
    urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=20).read()
    asked = time.monotonic() - begin
    print(f"{name}: /health {asked * 1e3:.0f} ms, a chat {chat(port) * 1e3:.0f} ms, connections {metric(port, 'muninn_http_connections'):.0f},"
          f" evicted {metric(port, 'muninn_http_connections_evicted_total'):.0f}, slow {metric(port, 'muninn_http_connections_slow_total'):.0f},"
          f" bodies {metric(port, 'muninn_http_body_bytes') / 1e6:.0f} MB, in RAM {resident(pid):.0f} MiB")
    return asked < 1


def main():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    process, port, log = start()
    right = say("at first", port, process.pid)
    half = []
    for _ in range(10_050):
        s = socket.create_connection(("127.0.0.1", port))
        s.sendall(b"GET /health HTTP/1.1\r\nHost: loc")
        half.append(s)
    right &= say("10,050 half headers", port, process.pid)
    time.sleep(12)
    right &= say("12 s later", port, process.pid)
    [s.close() for s in half]
    bodies = []
    for _ in range(60):
        s = socket.create_connection(("127.0.0.1", port))
        s.sendall(b"POST /tokenize HTTP/1.1\r\nHost: localhost\r\nContent-Length: 8000000\r\n\r\n")
        try:
            s.setblocking(False)
            sent, end = 0, time.monotonic() + 1
            while sent < 4_000_000 and time.monotonic() < end:
                try:
                    sent += s.send(b" " * 65536)
                except BlockingIOError:
                    time.sleep(0.001)
        except OSError:
            pass
        bodies.append(s)
    right &= say("60 bodies of 8 MB, sent half", port, process.pid)
    [s.close() for s in bodies]
    time.sleep(2)
    slow = socket.create_connection(("127.0.0.1", port))
    body = json.dumps({"prompt": "slow but honest"}).encode()
    slow.sendall(b"POST /tokenize HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(body))
    for byte in body:
        slow.sendall(bytes([byte]))
        time.sleep(1.5)  # longer in all than any time-out
    answer = slow.recv(4096)
    print("a byte every 1.5 s, 40 s in all:", answer.split(b"\r\n")[0].decode())
    right &= answer.startswith(b"HTTP/1.1 200")
    time.sleep(35)
    right &= say("35 s later", port, process.pid)
    process.terminate()
    process.wait()
    print("as wanted" if right else "NOT as wanted")
    sys.exit(not right)


main()
