"""What a price may be compared with: plain values in, plain values out.

A reduction may be announced against one price only, the lowest that shoppers could see in the 30
days before it began (Directive 98/6/EC art. 6a; CJEU C-330/23), and every percentage is reckoned
from that one. The rules, where the law leaves room:

- The 30 days end when the reduction begins. They are never shorter than 30 days of 24 hours, nor
  than 30 days on the wall clock of the market: over a change to or from daylight-saving time the
  longer of the two is taken, since the law says "not shorter than 30 days".
- What lasted into the 30 days counts, what ended at their first moment does not. What nobody could
  see (a draft, a product off the shelf) does not count.
- On sale for less than 30 days: all there is. Never seen before: nothing to compare with.
- While a reduction runs on or deepens, without a break, the comparison stays that of its beginning.
  Off the shelf in the middle of it is no break; a step back up is, and so is an ordinary price as
  low as the reduced one.
- Where reductions overlap, shoppers pay the lowest.

History and reductions are those of one size in one market.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import pairwise

DAYS = timedelta(days=30)


@dataclass(frozen=True)
class Entry:
    """From `at` on, the ordinary price; None from when on shoppers see nothing."""

    at: datetime
    price: int | None


@dataclass(frozen=True)
class Step:
    """A lower price from `starts` until `ends`; without an end until further notice."""

    starts: datetime
    ends: datetime | None
    price: int

    def covers(self, moment: datetime) -> bool:
        return self.starts <= moment and (self.ends is None or moment < self.ends)


@dataclass(frozen=True)
class Stretch:
    """A stretch of time over which nothing changes."""

    starts: datetime
    ends: datetime | None
    price: int | None  # what shoppers see and pay
    reduced: bool  # a step lowers it; behind the scenes: would


@dataclass(frozen=True)
class Offer:
    """A reduced price, and the lowest of the 30 days before it was reduced, if there was one."""

    starts: datetime
    ends: datetime | None
    price: int
    lowest_before: int | None

    def covers(self, moment: datetime) -> bool:
        return self.starts <= moment and (self.ends is None or moment < self.ends)

    @property
    def prior(self) -> int | None:
        """What it may be compared with; None where it is not below, so nothing is announced."""
        is_below = self.lowest_before is not None and self.price < self.lowest_before
        return self.lowest_before if is_below else None

    @property
    def percent(self) -> int:
        """Whole per cent off the prior price, never more than it is; 0: do not say."""
        return 0 if self.prior is None else 100 * (self.prior - self.price) // self.prior


def timeline(log: Sequence[Entry], steps: Sequence[Step]) -> list[Stretch]:
    """What shoppers see from the first entry or step on, without gaps; the last one is open."""
    ends = [step.ends for step in steps if step.ends is not None]
    moments = sorted({*(entry.at for entry in log), *(step.starts for step in steps), *ends})
    # Of several entries at one moment the last one holds.
    changes = {entry.at: entry.price for entry in log}
    stretches = []
    ordinary: int | None = None
    for starts, until in pairwise([*moments, None]):
        assert starts is not None  # noqa: S101  # only the last one is
        ordinary = changes.get(starts, ordinary)
        lowest = min((step.price for step in steps if step.covers(starts)), default=None)
        reduced = lowest is not None and (ordinary is None or lowest < ordinary)
        price = lowest if reduced and ordinary is not None else ordinary
        stretches.append(Stretch(starts, until, price, reduced))
    return stretches


def offers(log: Sequence[Entry], steps: Sequence[Step], *, zone: tzinfo) -> list[Offer]:
    """Every stretch in which shoppers see a reduced price, in order."""
    stretches = timeline(log, steps)
    found = []
    for index, stretch in enumerate(stretches):
        if stretch.reduced and stretch.price is not None:
            lowest = lowest_before(stretches, beginning(stretches, index), zone=zone)
            found.append(Offer(stretch.starts, stretch.ends, stretch.price, lowest))
    return found


def prior_price(
    log: Sequence[Entry], steps: Sequence[Step], at: datetime, *, zone: tzinfo
) -> int | None:
    """What the price at that moment may be compared with; None where no reduction is in force,
    or none that may be announced."""
    offer = covering(offers(log, steps, zone=zone), at)
    return offer.prior if offer else None


def covering(found: Iterable[Offer], moment: datetime) -> Offer | None:
    return next((offer for offer in found if offer.covers(moment)), None)


def beginning(stretches: Sequence[Stretch], index: int) -> datetime:
    """When shoppers could first see the reduction that is in force in a stretch."""
    price, began = stretches[index].price, stretches[index].starts
    for stretch in reversed(stretches[:index]):
        if not stretch.reduced:
            break
        if stretch.price is None:
            continue
        if price is not None and stretch.price < price:
            break
        price, began = stretch.price, stretch.starts
    return began


def lowest_before(stretches: Sequence[Stretch], moment: datetime, *, zone: tzinfo) -> int | None:
    """The lowest price that shoppers could see in the 30 days before a moment."""
    since = thirty_days_before(moment, zone=zone)
    seen = [
        stretch.price
        for stretch in stretches
        if stretch.price is not None
        and stretch.starts < moment
        and (stretch.ends is None or stretch.ends > since)
    ]
    return min(seen, default=None)


def thirty_days_before(moment: datetime, *, zone: tzinfo) -> datetime:
    local = moment.astimezone(zone)
    # Without the zone first: so many days back at the same time on the wall.
    on_the_wall = (local.replace(tzinfo=None) - DAYS).replace(tzinfo=zone)
    utc = moment.astimezone(UTC)
    return min(utc - DAYS, on_the_wall.astimezone(UTC))
