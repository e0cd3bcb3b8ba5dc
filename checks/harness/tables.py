#!/usr/bin/env python3
"""The harness's own table tool over results files: `tables.py OURS [THEIRS]`, run by a Python that has lm-eval.

OURS and THEIRS are results files or directories with one. Prints lm_eval.utils.make_table of OURS, of its groups too where there are any. With
THEIRS, ends with 1 unless both tables have the same rows and cells: texts alike, figures to a millionth.
"""
import json, math, pathlib, sys

from lm_eval.utils import make_table


def tables(place):
    path = pathlib.Path(place)
    files = [path] if path.is_file() else sorted(path.rglob("results_*.json"))
    if len(files) != 1:
        sys.exit(f"{place}: {len(files)} results files, wanted 1")
    results = json.loads(files[0].read_text(encoding="utf-8"))
    return [make_table(results, column) for column in ("results", "groups") if results.get(column)]


def rows(table):
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines() if set(line) - set("|-: ")]


def alike(one, other):
    try:
        return math.isclose(float(one), float(other), rel_tol=1e-6, abs_tol=1.0001e-4)  # a table has four decimals
    except ValueError:
        return one == other


def differences(ours, theirs):
    if len(ours) != len(theirs):
        yield f"{len(ours)} and {len(theirs)} tables"
    for a, b in zip(map(rows, ours), map(rows, theirs)):
        if len(a) != len(b):
            yield f"{len(a)} and {len(b)} rows"
        for one, other in zip(a, b):
            if len(one) != len(other) or not all(map(alike, one, other)):
                yield f"{one} and {other}"


def main():
    ours = tables(sys.argv[1])
    print("\n".join(ours))
    found = list(differences(ours, tables(sys.argv[2]))) if len(sys.argv) > 2 else []
    for each in found:
        print("DIFFERS:", each)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
