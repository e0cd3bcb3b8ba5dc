#!/usr/bin/env bash
# How long a command takes from its start to its last byte, beside an older commit, one after the other in turns.
# Usage: checks/startup.sh [ROUNDS] [COMMIT]     10 rounds, commit fb67c07 by default
set -euo pipefail
home=$(cd "$(dirname "$0")/.." && pwd)
rounds=${1:-10}
commit=${2:-fb67c07}
base=$home/target/checks/base-$commit
if [ ! -x "$base/muninn" ]; then
    mkdir -p "$base"
    git -C "$home" archive "$commit" | tar -x -C "$base"
fi
"$base/muninn" --version >/dev/null
"$home/muninn" --version >/dev/null
python3 - "$home" "$base" "$rounds" <<'PYTHON'
import os, statistics, subprocess, sys, time
home, base, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
question = "Let a = 4. Let b = a + 3. Let c = b * 2. What is c?"
commands = {"generate": ["generate", "-q", question], "--help": ["--help"]}
wall = {(name, where): [] for name in commands for where in ("now", "then")}
used = {key: [] for key in wall}
for turn in range(rounds):
    for name, words in commands.items():
        pair = (("now", home), ("then", base))
        for where, tree in pair if turn % 2 else reversed(pair):
            before, start = os.times(), time.monotonic()
            out = subprocess.run([tree + "/muninn", *words], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True).stdout
            wall[name, where].append(time.monotonic() - start)
            after = os.times()
            used[name, where].append(after.children_user + after.children_system - before.children_user - before.children_system)
            assert name != "generate" or out.strip() == b"Answer: 14", out
print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores, {rounds} rounds; seconds to the last byte (and of processor time, user and system: median, least)")
for name in commands:
    line = f"{name:9}"
    for where in ("then", "now"):
        line += f"  {where}: median {statistics.median(wall[name, where]):.2f}, least {min(wall[name, where]):.2f} (processor {statistics.median(used[name, where]):.2f}, {min(used[name, where]):.2f})"
    ratio = statistics.median(wall[name, "now"]) / statistics.median(wall[name, "then"])
    pairs = statistics.median(n / t for n, t in zip(wall[name, "now"], wall[name, "then"]))
    print(f"{line}  ratio of medians {ratio:.2f}, median of ratios {pairs:.2f}, of least {min(wall[name, 'now']) / min(wall[name, 'then']):.2f},"
          f" processor: of medians {statistics.median(used[name, 'now']) / statistics.median(used[name, 'then']):.2f},"
          f" of pairs {statistics.median(n / t for n, t in zip(used[name, 'now'], used[name, 'then'])):.2f},"
          f" of least {min(used[name, 'now']) / min(used[name, 'then']):.2f}")
PYTHON
