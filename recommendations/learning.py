"""What people went on to, item after item: a table that grows with each event.

Someone who did ``a`` and then ``b``, d places later, adds 0.8^(d-1) to the cell a -> b and 0.4
of that to b -> a. From there on it is a napkin:

    strength(a -> b) = (weight / ((seen(a) + 8)^0.7 x (seen(b) + 8)^0.3))^0.8
    score(b)         = sum of 0.6^age x strength(a -> b) over the last 20 items a of a history

Items are anything hashable, so one table serves "after this article, that product", "bought
with" and "next step of the routine". Standard library only; ``reranking`` is finer and heavier.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Generic, TypeVar

WINDOW = 10  # an event touches the cells of this many items before it
DISTANCE = 0.8
BACKWARD = 0.4
NEIGHBOURS = 50
SMOOTHING = 8
SOURCE_POWER = 0.7
TARGET_POWER = 0.3
POWER = 0.8
MEMORY = 20  # items of a history that count; those before weigh next to nothing
AGEING = 0.6
POOL = 100  # candidates that a finer look may reorder

DAY = 86_400

Item = TypeVar("Item", bound=Hashable)


class Cell:
    """What is known of one item after another."""

    __slots__ = ("next_at_once", "next_to", "powered", "together", "weight")

    def __init__(
        self, weight: float = 0.0, together: int = 0, next_to: int = 0, next_at_once: int = 0
    ) -> None:
        self.weight = weight
        self.powered = weight**POWER  # kept ready
        self.together = together  # within the window, in either order
        self.next_to = next_to  # right after it
        self.next_at_once = next_at_once  # right after it and within a day


class Tally:
    """What is known of one item by itself."""

    __slots__ = ("as_source", "as_target", "at_once", "followed", "places", "seen")

    def __init__(self, seen: int = 0, followed: int = 0, places: int = 0, at_once: int = 0) -> None:
        self.seen = seen
        self.followed = followed  # times something came right after it
        self.places = places  # sum of its places in histories; the first is 0
        self.at_once = at_once  # times it came within a day of the item before
        self._shrink()

    def count(self, place: int, at_once: bool) -> None:
        self.seen += 1
        self.places += place
        self.at_once += at_once
        self._shrink()

    def _shrink(self) -> None:
        """The two shrinking factors, kept ready."""
        self.as_source = (self.seen + SMOOTHING) ** (-SOURCE_POWER * POWER)
        self.as_target = (self.seen + SMOOTHING) ** (-TARGET_POWER * POWER)


class Table(Generic[Item]):
    """Directed co-occurrence, at most ``neighbours`` cells an item."""

    def __init__(self, neighbours: int = NEIGHBOURS) -> None:
        self.neighbours = neighbours
        self.tallies: dict[Item, Tally] = {}
        self.rows: dict[Item, dict[Item, Cell]] = {}
        self._popular: list[Item] | None = None

    def learn(self, before: Sequence[Item], item: Item, gap: float | None = None) -> None:
        """One event: ``item`` came after ``before`` (oldest first), ``gap`` seconds later."""
        self._learn(before[-WINDOW:], item, gap, place=len(before))

    def learn_history(self, items: Sequence[Item], gaps: Sequence[float] = ()) -> None:
        """All events of one person, oldest first; ``gaps`` has a number for each item."""
        for place, item in enumerate(items):
            before = items[max(0, place - WINDOW) : place]
            self._learn(before, item, gaps[place] if gaps else None, place)

    def _learn(self, before: Sequence[Item], item: Item, gap: float | None, place: int) -> None:
        at_once = place > 0 and gap is not None and gap < DAY
        self.tallies.setdefault(item, Tally()).count(place, at_once)
        self._popular = None
        weight = 1.0
        for distance, earlier in enumerate(reversed(before)):
            if earlier != item:
                cell = self._add(earlier, item, weight)
                if distance == 0:
                    cell.next_to += 1
                    cell.next_at_once += at_once
                    self.tallies.setdefault(earlier, Tally()).followed += 1
                self._add(item, earlier, weight * BACKWARD)
            weight *= DISTANCE

    def _add(self, source: Item, target: Item, weight: float) -> Cell:
        row = self.rows.get(source)
        if row is None:
            row = self.rows[source] = {}
            self.tallies.setdefault(source, Tally())  # not seen yet by ourselves
        cell = row.get(target)
        if cell is None:
            cell = row[target] = Cell()
            if len(row) > self.neighbours:
                del row[self._weakest(row, new=target)]
        cell.weight += weight
        cell.powered = cell.weight**POWER
        cell.together += 1
        return cell

    def _weakest(self, row: dict[Item, Cell], new: Item) -> Item:
        """The oldest of equals, and never the new one: it could not grow otherwise."""
        weakest, least = new, float("inf")
        for target, cell in row.items():  # min() with a key takes three times as long
            if cell.weight < least and target != new:
                weakest, least = target, cell.weight
        return weakest

    def strength(self, source: Item, target: Item) -> float:
        cell = self.rows.get(source, {}).get(target)
        if cell is None:
            return 0.0
        shrunk = self.tallies[source].as_source * self.tallies[target].as_target
        return float(cell.powered * shrunk)

    def scores(self, history: Sequence[Item]) -> dict[Item, float]:
        """Every item that something in the history leads to; may hold the history's own."""
        sums: dict[Item, float] = {}
        ageing = 1.0
        for source in history[: -MEMORY - 1 : -1]:
            row = self.rows.get(source)
            if row:
                factor = ageing * self.tallies[source].as_source
                for target, cell in row.items():
                    sums[target] = sums.get(target, 0.0) + factor * cell.powered
            ageing *= AGEING
        return {target: sum_ * self.tallies[target].as_target for target, sum_ in sums.items()}

    def best(
        self,
        history: Sequence[Item],
        *,
        limit: int,
        exclude: Collection[Item] = (),
        allow: Callable[[Item], bool] | None = None,
    ) -> list[tuple[Item, float]]:
        """The strongest with their scores; nothing of the history; shorter where little is known.

        For one item's neighbours give a history of that item; ``allow`` keeps to a kind of item.
        """
        scores = self.scores(history)
        for item in (*history, *exclude):
            scores.pop(item, None)
        found: Iterable[tuple[Item, float]] = scores.items()
        if allow is not None:
            found = [(item, score) for item, score in found if allow(item)]
        return sorted(found, key=itemgetter(1), reverse=True)[: max(0, limit)]

    def popular(self) -> list[Item]:
        """All items ever seen, the most frequent first, older ones first among equals."""
        if self._popular is None:
            seen = [item for item, tally in self.tallies.items() if tally.seen]
            self._popular = sorted(seen, key=lambda item: -self.tallies[item].seen)
        return self._popular


@dataclass(frozen=True, slots=True)
class Evidence:
    """How often a pair was shown, and what came of it."""

    shown: int = 0
    clicked: int = 0
    bought: int = 0

    def __post_init__(self) -> None:
        if min(self.shown, self.clicked, self.bought) < 0:
            raise ValueError(f"Counts cannot be negative: {self}.")

    def __add__(self, other: Evidence) -> Evidence:
        return Evidence(
            self.shown + other.shown, self.clicked + other.clicked, self.bought + other.bought
        )


NO_EVIDENCE = Evidence()
PATIENCE = 200  # showings that weigh as much as what we knew before
PURCHASE_WORTH = 10  # clicks
# Of a score. Pages report what was seen and used, so anybody can make reports up: however many
# come, they change the order of what fits, and neither empty a page nor put a misfit first.
BENT_AT_LEAST, BENT_AT_MOST = 2 / 3, 3 / 2


def shrink(score: float, pair: Evidence, everywhere: Evidence, *, typical: float = 0.6) -> float:
    """A knowledge score, drawn towards behaviour the more often the pair was shown.

    A pair that pays as the average of ``everywhere`` does speaks for the ``typical`` score, one
    that pays twice as much for twice of it, but never for less than two thirds of the score, nor
    for more than half as much again or 1:

        told = typical x (pay of the pair / pay everywhere), within these bounds
        (200 x score + shown x told) / (200 + shown)

    with pay = (clicked + 10 x bought) / shown. Without evidence the score stays as it is; a
    product that a hard rule hid (0) stays hidden.
    """
    if score <= 0 or not pair.shown or not everywhere.shown:
        return score
    usual = (everywhere.clicked + PURCHASE_WORTH * everywhere.bought) / everywhere.shown
    if not usual:
        return score
    pay = (pair.clicked + PURCHASE_WORTH * pair.bought) / pair.shown
    told = max(score * BENT_AT_LEAST, min(typical * pay / usual, score * BENT_AT_MOST, 1.0))
    return (PATIENCE * score + pair.shown * told) / (PATIENCE + pair.shown)
