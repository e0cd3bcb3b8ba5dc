#!/usr/bin/env python3
"""What eight depths of a choice task cost beside the deepest alone: runs take turns, the processor time of each is told.

  checks/harness/depths.py [--questions 1000] [--rounds 3] [--model DIR] [--work DIR]
"""
import argparse, json, os, pathlib, random, resource, shutil, subprocess, time

HOME = pathlib.Path(__file__).resolve().parent.parent.parent
EIGHT = "1,2,4,8,12,16,24,32"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--model", default=str(HOME / "models/muninn-mini"))
    parser.add_argument("--muninn", default=str(HOME / "muninn"), help="the command to check")
    parser.add_argument("--work", type=pathlib.Path, default=HOME / "target/check-depths")
    given = parser.parse_args()
    muninn = given.muninn
    given.work.mkdir(parents=True, exist_ok=True)
    out = subprocess.run([muninn, "tasks", "--family", "chains", "--difficulty", "4", "--count", str(given.questions), "--json",
                          "--seed", "9", "--split", "held-out"], check=True, capture_output=True, text=True).stdout
    rows = []
    for number, line in enumerate(out.splitlines()):
        row, chance = json.loads(line), random.Random(number)
        choices = chance.sample([str(n) for n in range(31) if str(n) != row["answer"]], 3) + [row["answer"]]
        chance.shuffle(choices)
        rows.append({"prompt": row["prompt"], "choices": choices, "gold": choices.index(row["answer"])})
    (given.work / "choices.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (given.work / "choices.yaml").write_text(
        "task: choices\ndataset_path: json\ndataset_kwargs: {data_files: {test: choices.jsonl}}\noutput_type: multiple_choice\n"
        'test_split: test\ndoc_to_text: "{{ prompt }}\\nAnswer:"\ndoc_to_choice: "{{ choices }}"\ndoc_to_target: gold\n')
    spent = {"deepest": [], "eight": [], "start": []}
    for _ in range(given.rounds):
        for name, depths, limit in (("start", "1", 1), ("deepest", "32", given.questions), ("eight", EIGHT, given.questions)):
            folder = given.work / name
            shutil.rmtree(folder, ignore_errors=True)
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            begun = time.time()
            subprocess.run([muninn, "eval", str(given.work / "choices.yaml"), "--data", str(given.work), "--model", given.model,
                            "--recurrences", depths, "--limit", str(limit), "--out", str(folder), "--quiet"],
                           check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            report = json.loads((folder / "report.json").read_text())
            inside = report["sections"][0]["data"]["lines"][-1]["seconds"] * limit
            spent[name].append((processor, inside, time.time() - begun))
            print(f"{name}: {processor:.1f} s of processors, {inside:.1f} s in the model, {spent[name][-1][2]:.1f} s in all", flush=True)
    for what, part in (("processor time", 0), ("time in the model", 1), ("time in all", 2)):
        each = {name: sum(value[part] for value in values) for name, values in spent.items()}
        print(f"{what}, sums of {given.rounds} rounds: eight depths {each['eight']:.1f} s, the deepest alone {each['deepest']:.1f} s, "
              f"ratio {each['eight'] / each['deepest']:.2f}")


if __name__ == "__main__":
    main()
