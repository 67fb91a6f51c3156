"""``evaluate_behaviour --train F [--test F]``: how well the next item is foretold."""

from __future__ import annotations

import gc
import importlib
import importlib.util
import json
import os
import statistics
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import process_time, thread_time
from typing import Any

from django.core.management import BaseCommand, CommandError

from recommendations import evaluation
from recommendations.learning import DAY, POOL, Table
from recommendations.management.files import write_text
from recommendations.management.histories import History, read_histories

SHOWN = 10
Ranker = Callable[[Sequence[str], Sequence[float]], list[str]]  # best first, history left out


@dataclass(frozen=True, slots=True)
class Question:
    items: Sequence[str]
    gaps: Sequence[float]
    target: str
    later: bool | None  # the target came a day after the item before, or more; None: not known


class Command(BaseCommand):
    help = (
        "Learns from histories in a file and measures how well each person's last item is"
        " foretold. Needs no database. Times are those of the processor: nothing here waits, and"
        " what else the machine does is not measured."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--train", type=Path, required=True)
        parser.add_argument(
            "--test",
            type=Path,
            help="people to foretell; without it the last item of each of --train, strictly",
        )
        parser.add_argument("--json", action="store_true", help="JSON instead of a table")
        parser.add_argument("--out", type=Path, help="where to write; otherwise to the output")
        parser.add_argument(
            "--ranking",
            choices=["best", "table", "popular"],
            default="best",
            help="best: the table and a second look, where numpy and scikit-learn are installed",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        os.environ["OMP_NUM_THREADS"] = "1"  # before numpy is imported
        histories = read_histories(options["train"])
        if options["test"]:
            asked = read_histories(options["test"])
            training = histories
        else:
            asked = histories
            training = [(items[:-2], gaps[:-2]) for items, gaps in histories]
        questions = [question(*history) for history in asked if len(history[0]) > 1]
        if not questions:
            raise CommandError(
                f"{options['test'] or options['train']}: nobody has two items; at least one line"
                " with two is expected."
            )
        catalogue = {item for history in (*histories, *asked) for item in history[0]}
        started = process_time()
        table, ranker = self.fit(training, options["ranking"])
        fit_seconds = process_time() - started
        figures = self.measure(table, ranker, questions, len(catalogue))
        gc.unfreeze()
        figures |= {"fit_seconds": round(fit_seconds, 2), "peak_mb": round(peak_mb(), 1)}
        told = report(ordered(figures), as_json=options["json"])
        if options["out"]:
            write_text(options["out"], told)
        else:
            self.stdout.write(told)

    def fit(self, training: Sequence[History], ranking: str) -> tuple[Table[str], Ranker]:
        # Nothing here is ever cyclic, and looking for cycles in millions of cells takes long.
        collecting = gc.isenabled()
        gc.disable()
        try:
            table: Table[str] = Table()
            for number, history in enumerate(training, start=1):
                table.learn_history(*history)
                self.tell_progress("learnt from", number, len(training))
            return table, self.ranker(table, training, ranking)
        finally:
            gc.freeze()
            if collecting:
                gc.enable()

    def ranker(self, table: Table[str], training: Sequence[History], ranking: str) -> Ranker:
        if ranking == "popular":
            return lambda items, gaps: []
        if ranking == "best":
            missing = [name for name in ("numpy", "sklearn") if not importlib.util.find_spec(name)]
            if not missing:
                reranking = importlib.import_module("recommendations.reranking")
                second_look = reranking.train(table, training, tell=self.stderr.write)
                if second_look is not None:
                    return lambda items, gaps: [
                        item for item, _ in second_look.best(items, gaps, limit=POOL)
                    ]
                self.stderr.write("Too little to learn a second look from: the table alone.")
            else:
                self.stderr.write(
                    f"{' and '.join(missing)} cannot be imported: the table alone, without the"
                    " second look (install the extra [learn])."
                )
        return lambda items, gaps: [item for item, _ in table.best(items, limit=POOL)]

    def measure(
        self, table: Table[str], ranker: Ranker, questions: Sequence[Question], size: int
    ) -> dict[str, Any]:
        popular = table.popular()
        place = {item: number for number, item in enumerate(popular)}
        ranks: list[int | None] = []
        shown: list[list[str]] = []
        seconds: list[float] = []
        for number, asked in enumerate(questions, start=1):
            started = thread_time()
            ranked = ranker(asked.items, asked.gaps)
            first = filled(ranked[:SHOWN], asked.items, popular)
            seconds.append(thread_time() - started)
            shown.append(first)
            ranks.append(rank_of(asked, ranked, place))
            self.tell_progress("foretold", number, len(questions))
        later = [rank for rank, asked in zip(ranks, questions, strict=True) if asked.later]
        timed = any(asked.later is not None for asked in questions)
        return {
            "hr@10": round(evaluation.hit_rate(ranks, SHOWN), 5),
            "ndcg@10": round(evaluation.ndcg(ranks, SHOWN), 5),
            "mrr": round(evaluation.reciprocal_rank(ranks), 5),
            "coverage@10": round(evaluation.coverage(shown, size), 5),
            "later_day": {
                "hr@10": round(evaluation.hit_rate(later, SHOWN), 5) if timed else None,
                "ndcg@10": round(evaluation.ndcg(later, SHOWN), 5) if timed else None,
            },
            "median_ms": round(statistics.median(seconds) * 1000, 3),
            "p95_ms": round(sorted(seconds)[int(len(seconds) * 0.95)] * 1000, 3),
        }

    def tell_progress(self, what: str, done: int, total: int) -> None:
        if done % 5000 == 0 or done == total:
            self.stderr.write(f"{what} {done} of {total} people")


def question(items: Sequence[str], gaps: Sequence[float]) -> Question:
    """The last item is the target. When it came is not told: it serves the figures alone."""
    return Question(items[:-1], gaps[:-1], items[-1], gaps[-1] >= DAY if gaps else None)


def filled(first: list[str], history: Sequence[str], popular: Sequence[str]) -> list[str]:
    """Up to ten with the most popular."""
    if len(first) >= SHOWN:
        return first
    hidden = {*history, *first}
    missing = SHOWN - len(first)
    few = popular[: missing + len(hidden)]  # at least as many as are missing are not hidden
    return first + [item for item in few if item not in hidden][:missing]


def rank_of(asked: Question, ranked: Sequence[str], place: dict[str, int]) -> int | None:
    """Among all items: first the ranked, then the rest by popularity, the history left out.

    ``None`` where the target is masked or was never learnt.
    """
    hidden = set(asked.items)
    if asked.target in hidden or asked.target not in place:
        return None
    if asked.target in ranked:
        return ranked.index(asked.target) + 1
    own = place[asked.target]
    elsewhere = sum(place.get(item, own) < own for item in hidden.union(ranked))
    return len(ranked) + own - elsewhere + 1


def peak_mb() -> float:
    """Of the whole process, as the operating system counts."""
    try:
        resource = importlib.import_module("resource")
    except ImportError:  # Windows
        return float("nan")
    peak = float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    return peak / (1024 * 1024 if os.uname().sysname == "Darwin" else 1024)


def ordered(figures: dict[str, Any]) -> dict[str, Any]:
    quality = ("hr@10", "ndcg@10", "mrr", "coverage@10", "later_day")
    cost = ("fit_seconds", "peak_mb", "median_ms", "p95_ms")
    return {name: figures[name] for name in (*quality, *cost)}


def report(figures: dict[str, Any], *, as_json: bool) -> str:
    if as_json:
        return json.dumps(figures, indent=1) + "\n"
    return "".join(
        f"{name:<20} {'-' if value is None else value}\n" for name, value in rows(figures)
    )


def rows(figures: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in figures.items():
        if isinstance(value, dict):
            yield from ((f"{name} {inner}", figure) for inner, figure in value.items())
        else:
            yield name, value
