"""A second look at the table's best hundred: boosted trees over a couple of dozen counts.

Needs the extra ``learn`` (numpy, scikit-learn). scikit-learn is slow and large to import, so
this belongs into commands and workers, never into a web process.

The trees learn on people whom the table they look at has not seen: the histories are dealt into
four parts, and each part is asked of a table made from the other three.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Collection, Hashable, Sequence
from typing import Any, Generic, TypeVar

import numpy as np  # type: ignore[import-not-found, unused-ignore]
from sklearn import config_context  # type: ignore[import-not-found, import-untyped, unused-ignore]
from sklearn.ensemble import (  # type: ignore[import-not-found, import-untyped, unused-ignore]
    HistGradientBoostingClassifier,
)

from .learning import AGEING, DAY, POOL, Table

PARTS = 4
QUESTIONS = 2  # last items of each history that are asked for
LESSONS = 8_000  # questions learnt from, at most
RECENT = 8  # items of the history that are compared with each candidate
MONTH = 30 * DAY

Item = TypeVar("Item", bound=Hashable)
History = tuple[Sequence[Item], Sequence[float]]  # items and gaps, oldest first; gaps may be empty


class Reranker(Generic[Item]):
    def __init__(self, table: Table[Item], trees: Any) -> None:
        self.table = table
        self.trees = trees

    def best(
        self,
        items: Sequence[Item],
        gaps: Sequence[float] = (),
        *,
        limit: int,
        exclude: Collection[Item] = (),
        allow: Callable[[Item], bool] | None = None,
    ) -> list[tuple[Item, float]]:
        """As ``Table.best``, in the order of the second look; ``limit`` up to ``POOL``."""
        pool = self.table.best(items, limit=POOL, exclude=exclude, allow=allow)
        if not pool:
            return []
        with config_context(assume_finite=True):  # checking takes as long as the trees
            scores = self.trees.decision_function(features(self.table, items, gaps, pool))
        order = np.argsort(-scores, kind="stable")[: max(0, limit)]
        return [(pool[place][0], float(scores[place])) for place in order]


def train(
    table: Table[Item],
    histories: Sequence[History[Item]],
    *,
    seed: int = 0,
    tell: Callable[[str], None] = lambda text: None,
) -> Reranker[Item] | None:
    """Over the finished ``table`` of these histories; ``None`` where they teach nothing."""
    rows, answers = lessons(histories, seed, tell)
    if not rows:
        return None
    trees = HistGradientBoostingClassifier(
        max_iter=50,
        learning_rate=0.12,
        max_leaf_nodes=15,
        min_samples_leaf=50,
        l2_regularization=5,
        early_stopping=False,
        random_state=seed,
    )
    tell(f"second look: learning from {len(rows)} choices")
    trees.fit(np.concatenate(rows), np.concatenate(answers))
    return Reranker(table, trees)


def lessons(
    histories: Sequence[History[Item]], seed: int, tell: Callable[[str], None]
) -> tuple[list[Any], list[Any]]:
    """For each question with its answer in the pool: the features, and which one was right."""
    order = list(range(len(histories)))
    random.Random(seed).shuffle(order)  # noqa: S311  a fair deal, no secret
    rows: list[Any] = []
    answers: list[Any] = []
    for part in range(PARTS):
        table: Table[Item] = Table()
        for number, index in enumerate(order):
            if number % PARTS != part:
                table.learn_history(*histories[index])
        quota = LESSONS * (part + 1) // PARTS
        for index in order[part::PARTS]:
            items, gaps = histories[index]
            for end in range(len(items) - 1, max(0, len(items) - 1 - QUESTIONS), -1):
                pool = table.best(items[:end], limit=POOL)
                right = np.array([item == items[end] for item, _ in pool])
                if right.any() and len(rows) < quota:
                    asked = features(table, items[:end], gaps[:end], pool)
                    rows.append(asked.astype(np.float32))
                    answers.append(right)
            if len(rows) >= quota:
                break
        tell(f"second look: part {part + 1} of {PARTS} read")
    return rows, answers


def features(
    table: Table[Item],
    items: Sequence[Item],
    gaps: Sequence[float],
    pool: Sequence[tuple[Item, float]],
) -> Any:
    """One row of numbers for each candidate: of the pair, the item, the history and its times."""
    recent = items[: -RECENT - 1 : -1]
    tallies = table.tallies
    last = tallies.get(items[-1])
    last_seen, last_followed, last_at_once = (
        (last.seen, last.followed, last.at_once) if last else (0, 0, 0)
    )
    sources = [
        (
            AGEING**age,
            table.rows.get(source, {}),
            tallies[source].as_source,
            (tallies[source].seen + 4) ** -0.5,
            source,
        )
        for age, source in enumerate(recent)
        if source in tallies
    ]
    of_history = _of_history(items, gaps, last_seen, last_at_once / (last_seen + 8))
    strongest = pool[0][1]
    found = []
    for rank, (item, score) in enumerate(pool):
        tally = tallies[item]
        back_row = table.rows.get(item, {})
        own_root = (tally.seen + 4) ** -0.5
        links = alike = back = onward = 0.0
        by_age = [0.0, 0.0, 0.0]
        together = next_to = at_once = 0
        for age, (ageing, row, as_source, root, source) in enumerate(sources):
            cell = row.get(item)
            if cell is not None:
                links += 1
                alike += ageing * cell.together * root * own_root
                onward += ageing * cell.next_to
                if age < 3:
                    by_age[age] = cell.weight * as_source * tally.as_target
                if age == 0:
                    together, next_to, at_once = cell.together, cell.next_to, cell.next_at_once
            other = back_row.get(source)
            if other is not None:
                back += ageing * other.weight * as_source * tally.as_source
        found.append(
            (
                score,
                rank,
                score / strongest,
                *by_age,
                together,
                next_to,
                next_to / (last_followed + 3),
                at_once,
                at_once / (next_to + 0.5),
                links,
                alike,
                back,
                onward,
                tally.seen,
                (tally.places + 20) / (tally.seen + 8),
                (tally.at_once + 3) / (tally.seen + 8),
                (tally.seen - tally.followed + 2) / (tally.seen + 8),
                *of_history,
            )
        )
    return np.array(found, dtype=np.float64)


def _of_history(
    items: Sequence[Item], gaps: Sequence[float], seen: int, at_once: float
) -> tuple[float, ...]:
    """The same for all candidates: how much, how known, and how it was spread over time."""
    return (
        len(items),
        seen,
        at_once,
        _pace(gaps[-1]) if len(gaps) > 0 else -1,
        _pace(gaps[-2]) if len(gaps) > 1 else -1,
        math.log1p(sum(gaps) / max(1, len(gaps) - 1)) if gaps else -1,
    )


def _pace(gap: float) -> int:
    return (gap >= DAY) + (gap >= MONTH)
