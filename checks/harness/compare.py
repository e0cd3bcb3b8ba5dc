#!/usr/bin/env python3
"""Muninn's figures beside lm-evaluation-harness's: the same task files, the same data, the same model; the harness asks a Muninn server.

Sample by sample: the prompts (so the examples that were drawn), the sums of log-probabilities (to 1e-4) and what is greedy, the written texts,
what the filters leave; then the figures and their standard errors. Prints a table, ends with 1 if anything differs.

  checks/harness/compare.py --data ../benchmarks [--model DIR] [--limit 50] [--work DIR]

Makes a virtual environment in the work directory (lm-eval[api], transformers), unless --python names one that has them.
"""
import argparse, gzip, json, math, os, pathlib, random, socket, subprocess, sys, time, urllib.request, venv

HERE = pathlib.Path(__file__).resolve().parent
HOME = HERE.parent.parent
SHIPPED = HOME / "eval/src/main/resources/dev/muninn/eval/harness/tasks"
TOLERANCE = 1e-4

# task, shots: six shipped tasks and those of this check that make up the other kinds
TASKS = [
    ("stepgame_2_json", 1), ("gsm8k_direct", 3), ("gsm8k_worked", 2), ("svamp_direct", 2), ("bbh_direct_navigate", 2),
    ("babi_1_json", 2), ("check_loglikelihood", 0), ("check_rolling", 0), ("check_blank", 1), ("check_choice", 2),
    ("check_write", 0), ("check_steps", 0),
]
# whose answers are log-probabilities; a chat has none
SCORED = {"stepgame_2_json", "check_loglikelihood", "check_rolling", "check_blank", "check_choice"}


def python_with_harness(given, work):
    if given:
        return given
    folder = work / "venv"
    python = folder / "bin/python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "lm-eval[api]", "transformers", "tokenizers"], check=True)
    return python


def lines(path, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def babi(path):
    story = []
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            number, rest = line.rstrip("\n").split(" ", 1)
            if number == "1":
                story = []
            if "\t" in rest:
                question, answer, _ = rest.split("\t")
                yield {"passage": "\n".join(story), "question": question.strip(), "answer": answer.strip()}
            else:
                story.append(rest.strip())


def make_data(data, made, muninn):
    """A folder with the data as it is, by links, and what the harness needs in another form."""
    made.mkdir(parents=True, exist_ok=True)
    for folder in data.iterdir():
        if folder.is_dir() and not (made / folder.name).exists():
            (made / folder.name).symlink_to(folder.resolve())
    for split in ("train", "test"):
        with gzip.open(data / f"stepgame/qa2_{split}.json.gz", "rt") as file:
            lines(made / f"made/stepgame2-{split}.jsonl", json.load(file).values())
        lines(made / f"made/babi1-{split}.jsonl", babi(data / f"babi/qa1_single-supporting-fact_{split}.txt.gz"))
        out = subprocess.run(muninn + ["tasks", "--family", "chains", "--difficulty", "3", "--count", "300", "--json",
                                       "--seed", "7" if split == "train" else "8", "--split",
                                       "train" if split == "train" else "held-out"], check=True, capture_output=True, text=True)
        rows = []
        for number, line in enumerate(out.stdout.splitlines()):
            row = json.loads(line)
            chance = random.Random(number)
            others = chance.sample([str(n) for n in range(31) if str(n) != row["answer"]], 3)
            choices = others + [row["answer"]]
            chance.shuffle(choices)
            rows.append({key: row[key] for key in ("prompt", "steps", "answer")} | {"choices": choices})
        lines(made / f"made/chains-{split}.jsonl", rows)
    names = ["Mary", "Ünal", "Zoë", "Bill"]
    things = ["the box", "the piano", "the 😀 card", "the door"]
    lines(made / "made/blank.jsonl", [
        {"sentence": f"{names[i % 4]} could not carry {things[i % 3]} because _ was too {'heavy' if i % 2 else 'weak'} that day {i}.",
         "option1": names[i % 4], "option2": things[i % 3], "answer": str(2 if i % 2 else 1)} for i in range(40)])


def make_tasks(folder):
    folder.mkdir(parents=True, exist_ok=True)
    for name, base, files in (("stepgame_2_json", "stepgame/stepgame_2.yaml", "stepgame2"), ("babi_1_json", "babi/babi_1.yaml", "babi1")):
        (folder / f"{name}.yaml").write_text(
            f"include: {SHIPPED / base}\ntask: {name}\ndataset_path: json\ndataset_kwargs:\n  data_files:\n"
            f"    train: made/{files}-train.jsonl\n    test: made/{files}-test.jsonl\n")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait_for(url, process):
    for _ in range(600):
        try:
            urllib.request.urlopen(url, timeout=2)
            return
        except OSError:
            if process.poll() is not None:
                sys.exit("the server ended")
            time.sleep(0.2)
    sys.exit("the server does not answer")


def by_shots(tasks):
    groups = {}
    for task, shots in tasks:
        groups.setdefault(shots, []).append(task)
    return groups


def read_samples(folder, task):
    rows = {}
    for path in sorted(folder.rglob(f"samples_{task}_2*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            rows[(row["doc_id"], row["filter"])] = row
    return rows


def arguments(row):
    """The texts that the model was given, whichever way a side writes them."""
    found = row["arguments"]
    if isinstance(found, dict):
        found = [list(found[key].values()) for key in sorted(found, key=lambda name: int(name.split("_")[-1]))]
    return [[part for part in each if isinstance(part, str)] for each in found]


def likelihoods(row):
    found = []
    for each in row["resps"]:
        value = each[0]
        found.append((float(value[0]), str(value[1])) if isinstance(value, list) else (float(value), ""))
    return found


def compare(task, ours, theirs, chat):
    problems, worst, texts = [], 0.0, 0
    if ours.keys() != theirs.keys():
        problems.append(f"questions differ: {len(ours)} and {len(theirs)}")
    for key in sorted(ours.keys() & theirs.keys()):
        a, b = ours[key], theirs[key]
        if not chat and arguments(a) != arguments(b):  # a chat is sent as messages, and rendered by the server
            problems.append(f"{key}: prompts differ:\n  {arguments(a)}\n  {arguments(b)}")
            continue
        first = b["resps"][0][0] if isinstance(b["resps"][0], list) else b["resps"][0]
        numeric = isinstance(first, list) or isinstance(first, float) or first.replace("-", "").replace(".", "").replace("e", "").isdigit() and "rolling" in task
        if numeric and "target" in b and (isinstance(first, list) or "rolling" in task):
            x, y = likelihoods(a), likelihoods(b)
            for (one, greedy), (other, same) in zip(x, y, strict=True):
                worst = max(worst, abs(one - other))
                if abs(one - other) > TOLERANCE or ("rolling" not in task and greedy.lower() != same.lower()):
                    problems.append(f"{key}: {one} {greedy} and {other} {same}")
            if max(range(len(x)), key=lambda i: x[i][0]) != max(range(len(y)), key=lambda i: y[i][0]):
                problems.append(f"{key}: the likeliest differs")
        else:
            texts += 1
            if a["resps"] != b["resps"]:
                problems.append(f"{key}: texts differ: {a['resps']} and {b['resps']}")
            if [str(each) for each in a["filtered_resps"]] != [str(each) for each in b["filtered_resps"]]:
                problems.append(f"{key}: filtered differ: {a['filtered_resps']} and {b['filtered_resps']}")
    return problems, worst, texts


def figures(folder, task):
    found = {}
    for path in sorted(folder.rglob("results_*.json")):
        results = json.loads(path.read_text())["results"]
        if task in results:
            found = {key: value for key, value in results[task].items() if "," in key}
    return found


def compare_figures(ours, theirs):
    problems = []
    for key, value in theirs.items():
        mine = ours.get(key)
        if value == "N/A" or mine == "N/A":
            if mine != value:
                problems.append(f"{key}: {mine} and {value}")
        elif mine is None or not math.isclose(mine, value, rel_tol=1e-6, abs_tol=1e-9):
            problems.append(f"{key}: {mine} and {value}")
    return problems


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--model", type=pathlib.Path, default=HOME / "models/muninn-mini")
    parser.add_argument("--backend", default="huggingface", choices=("huggingface", "remote"),
                        help="who makes tokens for the harness: the model's tokenizer.json, or the server (for GGUF files)")
    parser.add_argument("--as-text", action="store_true", help="send prompts as text (tokenized_requests=False), with the tokenizer's own tokens on both sides (add_bos_token=True)")
    parser.add_argument("--limit", type=int, default=50)
    parser.add_argument("--context", type=int, help="1024 unless told; 2048 for texts and chats, which the harness does not cut")
    parser.add_argument("--work", type=pathlib.Path, default=HOME / "target/check-harness")
    parser.add_argument("--chat", action="store_true", help="local-chat-completions beside --chat: tasks that write alone")
    parser.add_argument("--python", help="a Python that has lm-eval[api] and transformers")
    parser.add_argument("--muninn", default=str(HOME / "muninn"), help="the command to check")
    parser.add_argument("--tasks", help="only these, comma-separated")
    given = parser.parse_args()
    given.context = given.context or (2048 if given.as_text or given.chat else 1024)
    work = given.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    python = python_with_harness(given.python, work)
    muninn = [given.muninn]
    data = work / "data"
    make_data(given.data.resolve(), data, muninn)
    make_tasks(work / "tasks")
    tasks = [task for task in TASKS if not given.tasks or task[0] in given.tasks.split(",")]
    tasks = [task for task in tasks if not (given.chat and task[0] in SCORED)]
    model = given.model.resolve()
    port = free_port()
    log = open(work / "server.log", "w")
    server = subprocess.Popen(muninn + ["serve", "--model", str(model), "--name", "muninn", "--port", str(port), "--no-log"],
                              stdout=log, stderr=log)
    try:
        wait_for(f"http://127.0.0.1:{port}/v1/models", server)
        out = {}
        for shots, names in by_shots(tasks).items():
            ours = work / f"muninn-{shots}"
            theirs = work / f"harness-{shots}"
            for folder in (ours, theirs):
                subprocess.run(["rm", "-rf", str(folder)], check=True)
            command = muninn + ["eval", *names, "--model", str(model), "--data", str(data), "--include", str(HERE / "tasks"),
                                "--include", str(work / "tasks"), "--limit", str(given.limit), "--shots", str(shots),
                                "--context", str(given.context), "--out", str(ours), "--quiet"]
            command += ["--bos"] if given.as_text else []
            command += ["--chat", "--multi-turn"] if given.chat else []
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            environment = dict(os.environ, HF_HOME=str(work / "hf"), HF_HUB_OFFLINE="1", TOKENIZERS_PARALLELISM="false",
                               HF_DATASETS_CACHE=str(work / "hf/datasets"))
            tokenizer = f"tokenizer={model}," if given.backend == "huggingface" else ""
            arguments_ = (f"model=muninn,base_url=http://127.0.0.1:{port}/v1/completions,tokenizer_backend={given.backend},{tokenizer}"
                          f"tokenized_requests={not given.as_text},add_bos_token={given.as_text},num_concurrent=4,max_length={given.context},timeout=3000")
            if given.chat:
                arguments_ = (f"model=muninn,base_url=http://127.0.0.1:{port}/v1/chat/completions,num_concurrent=4,"
                              f"max_length={given.context},timeout=3000")
            script = work / "run.py"
            script.write_text(RUN)
            subprocess.run([str(python), str(script), json.dumps({
                "tasks": names, "args": arguments_, "shots": shots, "limit": given.limit, "out": str(theirs),
                "chat": given.chat, "model": "local-chat-completions" if given.chat else "local-completions",
                "include": [str(SHIPPED), str(HERE / "tasks"), str(work / "tasks")]})],
                check=True, cwd=data, env=environment, stdout=open(work / "harness.log", "a"), stderr=subprocess.STDOUT)
            for name in names:
                out[name] = (ours, theirs, shots)
        failed = False
        for ours, theirs in dict.fromkeys((a, b) for a, b, _ in out.values()):
            table = subprocess.run([str(python), str(HERE / "tables.py"), str(ours), str(theirs)], capture_output=True, text=True)
            alike = "as of the harness's file" if table.returncode == 0 else "DIFFERS from that of the harness's file"
            print(f"make_table of {ours.name}: {alike}\n{table.stdout}{table.stderr if table.returncode else ''}", file=sys.stderr)
            failed |= table.returncode != 0
        version = subprocess.run([str(python), "-c", "import lm_eval; print(lm_eval.__version__)"], capture_output=True, text=True).stdout.strip()
        print(f"lm-evaluation-harness {version}, {time.strftime('%Y-%m-%d')}, {model.name}, {given.limit} questions a task, "
              f"context {given.context}, tokens by {given.backend}{', prompts as text' if given.as_text else ''}"
              f"{', chats' if given.chat else ''}\n")
        print("| task | kind | shots | questions | largest difference of a sum | texts | figures (Muninn = harness) | verdict |")
        print("|---|---|---:|---:|---:|---:|---|---|")
        for name, (ours, theirs, shots) in out.items():
            a, b = read_samples(ours, name), read_samples(theirs, name)
            problems, worst, texts = compare(name, a, b, given.chat)
            found, wanted = figures(ours, name), figures(theirs, name)
            problems += compare_figures(found, wanted)
            if not wanted or not b:
                problems.append("the harness has no figures of it")
            kind = kind_of(work, name)
            shown = ", ".join(f"{key} {value:.4f}" for key, value in wanted.items() if "_stderr" not in key and value != "N/A")
            questions = len({doc for doc, _ in b})
            print(f"| {name} | {kind} | {shots} | {questions} | {worst:.1e} | {texts or '-'} | {shown} | {'equal' if not problems else 'DIFFERS'} |")
            for problem in problems[:5]:
                print("   ", problem, file=sys.stderr)
            failed |= bool(problems)
        return 1 if failed else 0
    finally:
        server.terminate()
        server.wait()


def kind_of(work, name):
    for path in sorted((work).rglob("results_*.json")):
        config = json.loads(path.read_text()).get("configs", {}).get(name)
        if config:
            return config.get("output_type", "generate_until")
    return "?"


RUN = '''
import json, sys, pathlib
import lm_eval
from lm_eval.tasks import TaskManager
from lm_eval.loggers import EvaluationTracker
wanted = json.loads(sys.argv[1])
manager = TaskManager(include_path=wanted["include"], include_defaults=False)
tracker = EvaluationTracker(output_path=wanted["out"])
results = lm_eval.simple_evaluate(model=wanted["model"], apply_chat_template=wanted["chat"], fewshot_as_multiturn=wanted["chat"],
    model_args=wanted["args"], tasks=wanted["tasks"], num_fewshot=wanted["shots"],
    limit=wanted["limit"], task_manager=manager, log_samples=True, evaluation_tracker=tracker, bootstrap_iters=100000)
samples = results.pop("samples")
tracker.save_results_aggregated(results=results, samples=samples)
for task, rows in samples.items():
    tracker.save_results_samples(task_name=task, samples=rows)
print(lm_eval.utils.make_table(results))
'''

if __name__ == "__main__":
    sys.exit(main())
