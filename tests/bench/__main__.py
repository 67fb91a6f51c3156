"""`make bench`: side-by-side figures as a table, and in var/bench.json.

    python -m tests.bench [--quick] [--out FILE]

``--quick`` only shows that everything runs: its figures mean nothing.
"""

import argparse
import json
import os
import platform
import sys
from dataclasses import asdict
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[2]

if TYPE_CHECKING:
    from tests.bench.rows import Row


def main() -> int:
    os.environ["OMP_NUM_THREADS"] = "1"
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.recommendations.host.settings"
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--quick", action="store_true", help="small sizes, to see that it runs")
    parser.add_argument("--out", type=Path, default=ROOT / "var" / "bench.json")
    options = parser.parse_args()

    import django

    django.setup()
    from tests.bench.rows import QUICK, ROWS, Size

    size = QUICK if options.quick else Size()
    started = perf_counter()
    rows: list[Row] = []
    for measure in ROWS:
        print(f"{measure.__name__} ...", file=sys.stderr, flush=True)
        for row in measure(size):
            rows.append(row)
            print(line(row), flush=True)
    seconds = round(perf_counter() - started, 1)
    print(f"{seconds} s in all; one core, Python {platform.python_version()}")
    options.out.parent.mkdir(parents=True, exist_ok=True)
    report = {
        "size": asdict(size),
        "seconds": seconds,
        "python": platform.python_version(),
        "machine": platform.platform(),
        "rows": [asdict(row) for row in rows],
    }
    options.out.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    return 0


def line(row: "Row") -> str:
    verdict = {True: "reached", False: "MISSED", None: ""}[row.reached]
    figures = "  ".join(f"{name} {value:g}" for name, value in row.figures.items())
    mark = f"  [{row.mark}: {verdict}]" if row.mark else ""
    return f"{row.what:<64} {figures}{mark}{f'  ({row.note})' if row.note else ''}"


if __name__ == "__main__":
    sys.exit(main())
