"""The picks for an object of the host, ready to be drawn in one language.

Template tag, endpoints and mails all call ``pair``, so they show the same for the same input.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from . import conf
from .contract import NeedProfile, Pick, Product, Ref, Step, Thread
from .engine import compose

WHEN = {
    Step.CLEANSE: {"en": "to cleanse", "sv": "för att rengöra"},
    Step.HYDRATE: {"en": "to hydrate", "sv": "för att återfukta"},
    Step.TREAT: {"en": "to care", "sv": "för att vårda"},
    Step.SEAL: {"en": "to seal", "sv": "som sista lager"},
    Step.PROTECT: {"en": "to protect", "sv": "för att skydda"},
}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A pick with the host's own object and its words in one language."""

    item: object
    pick: Pick
    reason: str
    thread: Thread
    when: str

    @property
    def ref(self) -> Ref:
        return self.pick.product

    @property
    def step(self) -> Step:
        return self.pick.step

    @property
    def order_of_use(self) -> int:
        return self.pick.order_of_use


def pair(
    item: object,
    *,
    language: str,
    profile: NeedProfile | None = None,
    exclude: Collection[Ref] = (),
    products: Iterable[Product] | None = None,
) -> list[Drawn]:
    """In the order of use; empty where nothing fits or ``item`` is no content of the host."""
    source = conf.content_source()
    ref = source.ref_for(item)
    content = source.get([ref]).get(ref) if ref else None
    if content is None:
        return []
    shelf = conf.product_source()
    picks = compose(
        content, shelf.all() if products is None else products, profile=profile, exclude=exclude
    )
    return draw(picks, language)


def draw(picks: list[Pick], language: str) -> list[Drawn]:
    """Leaves out what the host cannot draw, and what has no reason in ``language``."""
    items = conf.product_source().items([pick.product for pick in picks]) if picks else {}
    short = language.partition("-")[0]
    return [
        Drawn(items[pick.product], pick, reason.text, reason.thread, WHEN[pick.step][short])
        for pick in picks
        if pick.product in items and (reason := pick.reason(language)) is not None
    ]
