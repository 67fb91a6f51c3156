"""Random histories of a price, and an oracle that answers by walking back hour by hour.

    python -m tests.catalogue.price_histories 10000

compares as many of them with `prior_price` and prints what it found. The same number gives the
same histories.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from shop.catalogue.prior_price import Entry, Step, prior_price

ZONE = ZoneInfo("Europe/Stockholm")
HOUR = timedelta(hours=1)
SPAN = 75 * 24  # hours
# The clocks change on 2026-03-29 and 2026-10-25.
BEGINNINGS = [
    datetime(2026, 2, 10, tzinfo=UTC),
    datetime(2026, 9, 5, tzinfo=UTC),
    datetime(2026, 5, 1, tzinfo=UTC),
]
PRICES = [19900, 24900, 29900, 31900, 35900, 39900, 44900]
QUESTIONS = 12


@dataclass(frozen=True)
class History:
    begins: datetime
    log: list[Entry]
    steps: list[Step]
    questions: list[datetime]


def some_history(random: Random) -> History:
    begins = random.choice(BEGINNINGS)
    steps = some_steps(random, begins)
    log = some_log(random, begins, steps)
    # Half of the questions at an edge, where mistakes live.
    edges = [each.at for each in log] + [step.starts for step in steps]
    edges += [step.ends for step in steps if step.ends]
    asked = [some_moment(random, begins) for _ in range(QUESTIONS // 2)]
    asked += [
        random.choice(edges) + random.choice([-1, 0, 1]) * HOUR for _ in range(QUESTIONS // 2)
    ]
    return History(begins, log, steps, asked)


def some_moment(random: Random, begins: datetime, latest: int = SPAN - 1) -> datetime:
    """Any hour, often midnight in Stockholm, often whole days apart from the others."""
    moment = begins + random.randint(0, latest) * HOUR
    if random.random() < 0.5:
        local = moment.astimezone(ZONE).replace(hour=random.choice([0, 0, 2, 3, 12]))
        moment = local.astimezone(UTC)
    return max(moment, begins)


def some_log(random: Random, begins: datetime, steps: list[Step]) -> list[Entry]:
    """Younger than 30 days or older, with gaps off the shelf, sometimes two at one moment."""
    first = some_moment(random, begins, random.choice([10 * 24, SPAN // 2]))
    later = [some_moment(random, first, 60 * 24) for _ in range(random.randint(0, 5))]
    for step in steps:
        # Where it matters to the hour: at both ends of the 30 days, and in the reduction.
        for aimed in (step.starts - timedelta(days=30), step.starts, step.starts + 24 * HOUR):
            if random.random() < 0.5:
                later.append(aimed + random.randint(-2, 2) * HOUR)
    later = sorted(max(at, first) for at in later)
    prices = [None if random.random() < 0.25 else random.choice(PRICES) for _ in later]
    return [
        Entry(at, price)
        for at, price in zip([first, *later], [random.choice(PRICES), *prices], strict=True)
    ]


def some_steps(random: Random, begins: datetime) -> list[Step]:
    """One after the other without a break, or anywhere, overlapping too."""
    steps: list[Step] = []
    for _ in range(random.randint(1, 4)):
        before = steps[-1].ends if steps else None
        starts = before if before and random.random() < 0.6 else some_moment(random, begins)
        length = random.choice([0, 1, 24, 48, 7 * 24, 20 * 24, random.randint(1, 900)])
        ends = None if random.random() < 0.15 else starts + length * HOUR
        steps.append(Step(starts, ends, random.choice(PRICES[:-1])))
    return steps


@dataclass(frozen=True)
class Seen:
    """One hour: the ordinary price, and the lowest reduced one that applies."""

    ordinary: int | None
    lowest: int | None

    @property
    def is_reduced(self) -> bool:
        return self.ordinary is not None and self.lowest is not None and self.lowest < self.ordinary

    @property
    def price(self) -> int | None:
        return self.lowest if self.is_reduced else self.ordinary


def hour_by_hour(history: History) -> list[Seen]:
    seen = []
    for number in range(SPAN):
        moment = history.begins + number * HOUR
        ordinary = None
        for entry in history.log:
            if entry.at <= moment:
                ordinary = entry.price
        lowest = None
        for step in history.steps:
            runs = step.starts <= moment and (step.ends is None or step.ends > moment)
            if runs and (lowest is None or step.price < lowest):
                lowest = step.price
        seen.append(Seen(ordinary, lowest))
    return seen


def answer(history: History, seen: list[Seen], moment: datetime) -> int | None:
    """Walks back from the hour asked to the hour the reduction began, and 30 days on."""
    hour = (moment - history.begins) // HOUR
    now = seen[hour]
    if not now.is_reduced or now.price is None:
        return None
    began, price = hour, now.price
    for earlier in range(hour - 1, -1, -1):
        here = seen[earlier]
        if here.lowest is None:
            break
        if here.price is None or here.ordinary is None:
            continue
        if not here.is_reduced or here.price < price:
            break
        began, price = earlier, here.price
    beginning = history.begins + began * HOUR
    lowest = None
    for earlier in range(began - 1, -1, -1):
        if not within_thirty_days(history.begins + earlier * HOUR, beginning):
            break
        here_price = seen[earlier].price
        if here_price is not None and (lowest is None or here_price < lowest):
            lowest = here_price
    return lowest if lowest is not None and lowest > now.price else None


def within_thirty_days(moment: datetime, beginning: datetime) -> bool:
    """By the hours gone by, or by the clock on the wall: whichever reaches further back."""
    on_the_wall = moment.astimezone(ZONE).replace(tzinfo=None)
    at_the_beginning = beginning.astimezone(ZONE).replace(tzinfo=None)
    return beginning - moment <= timedelta(
        hours=720
    ) or at_the_beginning - on_the_wall <= timedelta(days=30)


def mismatches(history: History) -> Iterator[tuple[datetime, int | None, int | None]]:
    """Moments at which the shop says otherwise than the oracle: moment, said, right."""
    seen = hour_by_hour(history)
    for moment in history.questions:
        if history.begins <= moment < history.begins + SPAN * HOUR:
            said = prior_price(history.log, history.steps, moment, zone=ZONE)
            right = answer(history, seen, moment)
            if said != right:
                yield moment, said, right


@dataclass(frozen=True)
class Comparison:
    histories: int
    announcing: int  # of them, those that let a reduction be announced when asked
    wrong: list[str]


def compare(number: int) -> Comparison:
    announcing, wrong = 0, []
    for seed in range(number):
        history = some_history(Random(seed))
        announcing += any(
            prior_price(history.log, history.steps, moment, zone=ZONE)
            for moment in history.questions
        )
        wrong += [
            f"history {seed}, {moment}: said {said}, right is {right}"
            for moment, said, right in mismatches(history)
        ]
    return Comparison(number, announcing, wrong)


def main(number: int) -> int:
    found = compare(number)
    for sentence in found.wrong:
        print(sentence)
    print(
        f"{found.histories} histories ({found.announcing} announce a reduction): "
        f"{len(found.wrong)} mismatches"
    )
    return 1 if found.wrong else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000))
