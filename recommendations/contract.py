"""What a host implements, and the plain values that pass between host and engine.

Standard library only: no model, request, currency or setting is known here. Items are pointed
to by a ``Ref``, which is a pair of strings and can be stored anywhere as ``"kind:key"``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol, runtime_checkable


@dataclass(frozen=True, slots=True, order=True)
class Ref:
    """Points to an item of the host. ``key`` may hold colons, ``kind`` may not."""

    kind: str
    key: str

    def __post_init__(self) -> None:
        if not self.kind or ":" in self.kind or not self.key:
            raise ValueError(
                f"A Ref needs a kind without a colon and a key; got {self.kind!r} and {self.key!r}."
            )

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}"

    @classmethod
    def parse(cls, text: str) -> Ref:
        kind, colon, key = text.partition(":")
        if not colon:
            raise ValueError(f"A stored Ref looks like 'kind:key'; got {text!r}.")
        return cls(kind, key)


@dataclass(frozen=True, slots=True)
class Situation:
    """What the host knows for sure. ``None`` means: read it from the text."""

    sweat: int | None = None  # 0 dry, 1 warm, 2 sweaty
    water: bool | None = None
    outdoors: bool | None = None
    evening: bool | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """An article in one language. ``exercises`` are slugs of the knowledge table, if known."""

    ref: Ref
    language: str
    title: str
    text: str
    exercises: tuple[str, ...] = ()
    situation: Situation = Situation()


@dataclass(frozen=True, slots=True)
class Product:
    """Something on sale. ``ingredients`` is the list as printed on the pack."""

    ref: Ref
    name: str
    brand: str = ""
    category: str | None = None
    size: str = ""
    ingredients: str = ""
    available: bool = True


class SkinFeel(StrEnum):
    DRY = "dry"
    OILY = "oily"
    COMBINATION = "combination"
    SENSITIVE = "sensitive"


@dataclass(frozen=True, slots=True)
class NeedProfile:
    """What a shopper chose to say. An empty profile changes nothing.

    ``avoid`` holds names as printed on a pack (allergens, ingredients) in any letter case;
    ``needs`` holds names of the needs table.
    """

    skin_feel: SkinFeel | None = None
    needs: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    avoid_scent: bool = False
    pregnancy: bool = False


class Step(StrEnum):
    """In the order of use."""

    CLEANSE = "cleanse"
    HYDRATE = "hydrate"
    TREAT = "treat"
    SEAL = "seal"
    PROTECT = "protect"


@dataclass(frozen=True, slots=True)
class Thread:
    """The three stops from the article to the product, each a short text without full stop."""

    did: str
    want: str
    so: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a product fits, in one language."""

    text: str
    thread: Thread


@dataclass(frozen=True, slots=True)
class Evidence:
    """What scored, by the names of the knowledge tables."""

    moment: str
    exercise: str | None
    need: str
    ingredient: str | None
    place: int | None  # 1 = first on the printed list
    trait: str | None = None  # what it feels like, of what the moment likes


@dataclass(frozen=True, slots=True)
class Pick:
    product: Ref
    step: Step
    order_of_use: int  # 1 = use first among the picks shown together
    score: float
    evidence: Evidence
    reasons: Mapping[str, Reason] = field(default_factory=dict)

    def reason(self, language: str) -> Reason | None:
        """In ``language`` or the nearest one that is written: ``sv-se`` gives ``sv``."""
        return self.reasons.get(language) or self.reasons.get(language.partition("-")[0])


@runtime_checkable
class ContentSource(Protocol):
    """Unknown and unpublished refs are missing from ``get``; a batch costs O(1) queries."""

    def ref_for(self, item: object) -> Ref | None:
        """The ref of an object a template holds; ``None`` when it is not content of ours."""

    def refs(self) -> Iterable[Ref]:
        """All that is published, in O(1) queries."""

    def get(self, refs: Collection[Ref]) -> Mapping[Ref, Content]: ...


@runtime_checkable
class ProductSource(Protocol):
    """Only what is published; what is out of stock is there with ``available=False``."""

    def ref_for(self, item: object) -> Ref | None:
        """The ref of an object a template holds; ``None`` when it is no product of ours."""

    def all(self) -> Iterable[Product]: ...

    def get(self, refs: Collection[Ref]) -> Mapping[Ref, Product]: ...

    def items(self, refs: Collection[Ref]) -> Mapping[Ref, object]:
        """The host's own objects for drawing, in O(1) queries."""


@dataclass(frozen=True, slots=True)
class Purchase:
    product: Ref
    at: datetime
    lasts_days: int | None = None  # how long one pack usually lasts; None where nobody knows


@runtime_checkable
class PurchaseHistory(Protocol):
    def purchases(self, visitor: str) -> Sequence[Purchase]:
        """Paid purchases of a visitor, newest first; empty for a stranger."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something a visitor did with picks: shown, clicked, put in the cart, bought."""

    verb: str
    content: Ref | None
    product: Ref
    at: datetime
    visitor: str = ""


@runtime_checkable
class EventSink(Protocol):
    def record(self, events: Sequence[Event]) -> None: ...


@runtime_checkable
class ConsentPolicy(Protocol):
    def allows(self, purpose: str, visitor: str) -> bool:
        """Whether this visitor agreed to ``purpose``, for example ``personal_picks``."""
