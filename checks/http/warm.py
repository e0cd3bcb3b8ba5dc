#!/usr/bin/env python3
"""How long the first chat takes after /health says that the model is ready, beside the median of the chats after it; with warm-up and without,
in turn. Wanted with it: at most twice the median. Needs Python 3.9 and nothing else.
"""
import json, pathlib, re, statistics, subprocess, sys, tempfile, time, urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]


def body(number):
    """A chat that is new each time: of a prompt that was there before only the last token is computed."""
    question = f"Let a = {number}. Let b = a + 3. Let c = b * 2. What is c?"
    return json.dumps({"messages": [{"role": "user", "content": question}], "max_tokens": 40, "temperature": 0}).encode()


def run(*options):
    log = tempfile.NamedTemporaryFile("r", suffix=".log")
    begin = time.monotonic()
    process = subprocess.Popen([ROOT / "muninn", "serve", "--port", "0", "--no-log", *options], stderr=open(log.name, "w"))
    try:
        port = None
        while True:
            if process.poll() is not None:
                sys.exit(pathlib.Path(log.name).read_text())
            if port is None:
                found = re.search(r"listening on http://127.0.0.1:(\d+)", pathlib.Path(log.name).read_text())
                port = found and found.group(1)
            else:
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5).read()
                    break
                except OSError:
                    pass
            time.sleep(0.01)
        ready = time.monotonic() - begin
        times = []
        for number in range(21):
            start = time.monotonic()
            urllib.request.urlopen(f"http://127.0.0.1:{port}/v1/chat/completions", body(number), timeout=60).read()
            times.append(time.monotonic() - start)
        return ready, times[0], statistics.median(times[1:])
    finally:
        process.terminate()
        process.wait()


ratios = []
for _ in range(3):
    for name, options in (("warm", []), ("cold", ["--no-warm-up"])):
        ready, first, median = run(*options)
        print(f"{name}: ready after {ready:.2f} s, first chat {first * 1e3:.0f} ms, median {median * 1e3:.0f} ms: {first / median:.1f} x")
        if name == "warm":
            ratios.append(first / median)
print(f"warm: {statistics.median(ratios):.1f} x in the median, {'as wanted' if statistics.median(ratios) <= 2 else 'NOT as wanted'}")
sys.exit(statistics.median(ratios) > 2)
