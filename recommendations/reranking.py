"""A second look at the table's best hundred: boosted trees over two dozen numbers.

Needs the extra ``learn`` (numpy, scikit-learn). scikit-learn is slow and large to import, so
this belongs into commands and workers, never into a web process.

Besides counts of the pair, the item and the history they are told how near a candidate lies to
what came before when the whole table is pressed into a few dimensions (a truncated singular value
decomposition): so it also counts what two items have in common that nobody took together.

The trees learn on people whom the table they look at has not seen: the histories are dealt into
four parts, and each part is asked of a table made from the other three.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Collection, Hashable, Sequence
from typing import Any, Generic, TypeVar

import numpy as np  # type: ignore[import-not-found, unused-ignore]
from scipy import sparse  # type: ignore[import-not-found, import-untyped, unused-ignore]
from sklearn import config_context  # type: ignore[import-not-found, import-untyped, unused-ignore]
from sklearn.ensemble import (  # type: ignore[import-not-found, import-untyped, unused-ignore]
    HistGradientBoostingClassifier,
)
from sklearn.utils.extmath import (  # type: ignore[import-not-found, import-untyped, unused-ignore]
    randomized_svd,
)

from .learning import AGEING, DAY, POOL, Table, Tally

PARTS = 4
QUESTIONS = 2  # last items of each history that are asked for
LESSONS = 8_000  # questions learnt from, at most
RECENT = 8  # items of the history that are compared with each candidate
DIMENSIONS = 64
FADING = 0.7  # of what came before, where nearness is measured
MONTH = 30 * DAY

Item = TypeVar("Item", bound=Hashable)
History = tuple[Sequence[Item], Sequence[float]]  # items and gaps, oldest first; gaps may be empty


class Nearness(Generic[Item]):
    """Each item as a few numbers, as what leads on and as what is led to."""

    def __init__(self, table: Table[Item], seed: int = 0) -> None:
        self.places = {item: place for place, item in enumerate(table.tallies)}
        cells = [
            (cell.powered * (tallied.seen + 8) ** -0.4 * (table.tallies[target].seen + 8) ** -0.4)
            for source, row in table.rows.items()
            for tallied in [table.tallies[source]]
            for target, cell in row.items()
        ]
        sources = [self.places[source] for source, row in table.rows.items() for _ in row]
        targets = [self.places[target] for row in table.rows.values() for target in row]
        size = len(self.places)
        matrix = sparse.csr_matrix((cells, (sources, targets)), shape=(size, size))
        left, weights, right = randomized_svd(
            matrix, max(1, min(DIMENSIONS, size - 1)), n_iter=3, random_state=seed
        )
        self.leading = left * np.sqrt(weights)
        self.led_to = right.T * np.sqrt(weights)
        directions = self.led_to / (np.linalg.norm(self.led_to, axis=1) + 1e-6)[:, None]
        # The last row is for what the table learns later.
        self.directions = np.vstack([directions, np.zeros(directions.shape[1])])

    def of(self, items: Sequence[Item], pool: Sequence[tuple[Item, float]]) -> Any:
        """A row each: led to by the last item, by the last ten, and like the last ten."""
        recent = [
            (FADING**age, self.places[item])
            for age, item in enumerate(items[:-11:-1])
            if item in self.places
        ]
        if not recent:
            return np.zeros((3, len(pool)))
        fading = np.array([weight for weight, _ in recent])
        before = [place for _, place in recent]
        wanted = np.stack(
            [
                self.leading[before[0]] * (items[-1] in self.places),
                fading @ self.leading[before],
                fading @ self.led_to[before],
            ]
        )
        return wanted @ self.directions[[self.places.get(item, -1) for item, _ in pool]].T


class Reranker(Generic[Item]):
    def __init__(self, table: Table[Item], nearness: Nearness[Item], trees: Any) -> None:
        self.table = table
        self.nearness = nearness
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
            asked = features(self.table, self.nearness, items, gaps, pool)
            scores = self.trees.decision_function(asked)
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
        min_samples_leaf=150,
        l2_regularization=5,
        early_stopping=False,
        random_state=seed,
    )
    tell(f"second look: learning from {len(rows)} choices")
    trees.fit(np.concatenate(rows), np.concatenate(answers))
    return Reranker(table, Nearness(table, seed), trees)


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
        if not table.tallies:
            continue  # one person alone: whom to ask, but nobody to learn from
        nearness = Nearness(table, seed)
        quota = LESSONS * (part + 1) // PARTS
        for index in order[part::PARTS]:
            items, gaps = histories[index]
            for end in range(len(items) - 1, max(0, len(items) - 1 - QUESTIONS), -1):
                pool = table.best(items[:end], limit=POOL)
                right = np.array([item == items[end] for item, _ in pool])
                if right.any() and len(rows) < quota:
                    asked = features(table, nearness, items[:end], gaps[:end], pool)
                    rows.append(asked.astype(np.float32))
                    answers.append(right)
            if len(rows) >= quota:
                break
        tell(f"second look: part {part + 1} of {PARTS} read")
    return rows, answers


def features(
    table: Table[Item],
    nearness: Nearness[Item],
    items: Sequence[Item],
    gaps: Sequence[float],
    pool: Sequence[tuple[Item, float]],
) -> Any:
    """One row of numbers for each candidate: of the pair, the item, the history and its times."""
    tallies = [table.tallies[item] for item, _ in pool]
    scores = np.array([score for _, score in pool])
    seen = np.array([tally.seen for tally in tallies])
    pair = _of_pairs(table, items, tallies, {item: place for place, (item, _) in enumerate(pool)})
    pair[7] /= np.sqrt(seen + 4)
    at_once = np.array([tally.at_once for tally in tallies])
    places = np.array([tally.places for tally in tallies])
    followed = np.array([tally.followed for tally in tallies])
    last = table.tallies.get(items[-1]) or Tally()
    together, next_to, next_at_once = pair[3:6]
    columns = [
        scores,
        np.arange(len(pool)),
        scores / scores[0],
        *pair[:3],
        together,
        next_to,
        next_to / (last.followed + 3),
        next_at_once,
        next_at_once / (next_to + 0.5),
        *pair[6:],
        *nearness.of(items, pool),
        seen,
        (places + 20) / (seen + 8),
        (at_once + 3) / (seen + 8),
        (seen - followed + 2) / (seen + 8),
    ]
    told = _of_history(items, gaps, last.seen, last.at_once / (last.seen + 8))
    found = np.empty((len(pool), len(columns) + len(told)))
    for number, column in enumerate(columns):
        found[:, number] = column
    found[:, len(columns) :] = told
    return found


def _of_pairs(
    table: Table[Item], items: Sequence[Item], tallies: Sequence[Tally], places: dict[Item, int]
) -> Any:
    """A row for each number, a column for each candidate: what the last items say about it."""
    width = len(tallies)
    by_age = [[0.0] * width for _ in range(3)]
    together, next_to, at_once, links, alike, onward = ([0.0] * width for _ in range(6))
    recent = enumerate(items[: -RECENT - 1 : -1])
    known = [(age, source) for age, source in recent if source in table.tallies]
    for number, (age, source) in enumerate(known):
        tally = table.tallies[source]
        ageing = AGEING**age
        likeness = ageing * (tally.seen + 4) ** -0.5
        for item, cell in table.rows.get(source, {}).items():
            place = places.get(item)
            if place is None:
                continue
            links[place] += 1
            alike[place] += likeness * cell.together
            onward[place] += ageing * cell.next_to
            if number < 3:
                shrunk = tally.as_source * tallies[place].as_target
                by_age[number][place] = cell.weight * shrunk
            if number == 0:
                together[place] = cell.together
                next_to[place] = cell.next_to
                at_once[place] = cell.next_at_once
    return np.array([*by_age, together, next_to, at_once, links, alike, onward])


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
