"""The optional parts of the contract, kept in memory."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from recommendations.contract import Event, Purchase, Ref

SPRING = datetime(2026, 4, 1, tzinfo=UTC)


class History:
    bought = {
        "regular": [
            Purchase(Ref("item", "wash"), SPRING, lasts_days=60),
            Purchase(Ref("item", "oil"), SPRING - timedelta(days=40)),
        ]
    }

    def purchases(self, visitor: str) -> Sequence[Purchase]:
        return self.bought.get(visitor, [])


class Diary:
    def __init__(self) -> None:
        self.events: list[Event] = []

    def record(self, events: Sequence[Event]) -> None:
        self.events.extend(events)


class Promises:
    given = {("personal_picks", "regular")}

    def allows(self, purpose: str, visitor: str) -> bool:
        return (purpose, visitor) in self.given
