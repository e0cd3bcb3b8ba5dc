#!/usr/bin/env python3
"""Ten prompts of 1 MB while two answers are streamed and /health is asked all the time.

Wanted: /health answers within 50 ms, and gaps in a stream are not longer than twice their median, both in 99 of 100 cases; gaps are those of 32
tokens, so that the writing of single events does not count. Look at the figures without load first: they tell what else the machine does. Needs Python 3.9 and nothing else.

usage: load.py [--java-opts OPTS]
"""
import json, os, pathlib, re, socket, statistics, subprocess, sys, tempfile, threading, time

ROOT = pathlib.Path(__file__).resolve().parents[2]
LONG = ("Let a = 4. Let b = a + 3. What is b? " * 40000)[: 1 << 20]
WINDOW = 32


def start():
    log = tempfile.NamedTemporaryFile("r", suffix=".log")
    process = subprocess.Popen([ROOT / "muninn", "serve", "--port", "0", "--no-log"], stderr=open(log.name, "w"))
    while True:
        text = pathlib.Path(log.name).read_text()
        if "serving '" in text:
            return process, int(re.search(r"listening on http://127.0.0.1:(\d+)", text).group(1))
        if process.poll() is not None:
            sys.exit(text)
        time.sleep(0.1)


def connect(port):
    s = socket.create_connection(("127.0.0.1", port))
    s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return s


def post(port, path, body):
    data = json.dumps(body).encode()
    s = connect(port)
    s.sendall(b"POST %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % (path.encode(), len(data)))
    s.sendall(data)
    return s


def stream(port, until, gaps):
    """Streams answers one after the other; notes when each token came."""
    body = {"prompt": "Let a = 4.", "max_tokens": 400, "temperature": 0, "stream": True, "logit_bias": {"2": -100, "0": -100, "1": -100}}
    while time.monotonic() < until[0]:
        s = post(port, "/v1/completions", body)
        times, rest = [], b""
        while True:
            piece = s.recv(65536)
            if not piece:
                break
            rest += piece
            now = time.monotonic()
            times += [now] * rest.count(b"data: ")
            rest = rest[-5:]
        gaps.append(times)


def windows(runs):
    return [run[i + WINDOW] - run[i] for run in runs for i in range(0, len(run) - WINDOW, WINDOW)]


def health(port, until, times):
    s = connect(port)
    while time.monotonic() < until[0]:
        begin = time.monotonic()
        s.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
        answer = s.recv(4096)
        times.append(time.monotonic() - begin)
        assert answer.startswith(b"HTTP/1.1 200"), answer
        time.sleep(0.01)


def measure(port, seconds, work):
    until, gaps, asked = [time.monotonic() + 3600], [], []
    threads = [threading.Thread(target=stream, args=(port, until, gaps)) for _ in range(2)]
    threads.append(threading.Thread(target=health, args=(port, until, asked)))
    [t.start() for t in threads]
    begin = time.monotonic()
    statuses = work()
    until[0] = max(begin + seconds, time.monotonic())
    [t.join() for t in threads]
    return windows(gaps), asked, statuses, time.monotonic() - begin


def prompts(port, path, body):
    """Ten at once; their statuses."""
    statuses = []

    def one():
        s = post(port, path, body)
        answer = b""
        while piece := s.recv(65536):
            answer = (answer + piece)[:64]
        statuses.append(int(answer.split()[1]))

    threads = [threading.Thread(target=one) for _ in range(10)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    return sorted(statuses)


def report(name, gaps, asked, statuses, seconds):
    asked.sort()
    p99 = asked[int(0.99 * (len(asked) - 1))] * 1e3
    gaps.sort()
    median, most = statistics.median(gaps) * 1e3, gaps[-1] * 1e3
    late = gaps[int(0.99 * (len(gaps) - 1))] * 1e3
    print(f"{name}: {seconds:.1f} s, statuses {statuses}")
    print(f"  /health {len(asked)} times: median {statistics.median(asked) * 1e3:.1f} ms, p99 {p99:.1f} ms, most {asked[-1] * 1e3:.1f} ms")
    print(f"  {WINDOW} tokens of a stream, {len(gaps)} times: median {median:.1f} ms, p99 {late:.1f} ms ({late / median:.2f} x), most {most:.1f} ms ({most / median:.2f} x)")
    return p99 <= 50 and late <= 2 * median


def main():
    process, port = start()
    try:
        report("warming", *measure(port, 5, lambda: []))
        report("without load", *measure(port, 5, lambda: []))
        chats = {"messages": [{"role": "user", "content": LONG}]}
        right = report("ten chats of 1 MB", *measure(port, 5, lambda: prompts(port, "/v1/chat/completions", chats)))
        right &= report("ten texts of 1 MB to tokenize", *measure(port, 5, lambda: prompts(port, "/tokenize", {"prompt": LONG})))
    finally:
        process.terminate()
        process.wait()
    print("as wanted" if right else "NOT as wanted")
    sys.exit(not right)


main()
