"""The picks for an object of the host, ready to be drawn in one language.

Template tag, endpoints and mails all call ``pair``, so they show the same for the same input.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.utils import timezone

from . import conf
from .contract import Content, NeedProfile, Pick, Product, Ref, Step, Thread
from .engine import Influence, compose
from .influences import influences_on
from .models import Decision

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
    # The id of the stored decision that drew it; empty where it is simply the best.
    decision: str = ""

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
    influence = influences_on([content.ref])[content.ref]
    if profile is None and not exclude and products is None:
        decided = _decided(content, influence)
        if decided is not None:
            decision, picks = decided
            return draw(picks, language, decision=str(decision.pk))
    picks = compose(
        content,
        conf.product_source().all() if products is None else products,
        profile=profile,
        exclude=exclude,
        influence=influence,
    )
    return draw(picks, language)


def _decided(content: Content, influence: Influence) -> tuple[Decision, list[Pick]] | None:
    """What was drawn for all visitors, if every pick of it may still be shown.

    The drawn products are composed anew: an article or a list that changed since, a product sold
    out or a new rule of the merchant shows at once.
    """
    policy = conf.policy().version
    decision = Decision.objects.current(str(content.ref), policy, timezone.now())
    if decision is None:
        return None
    found = conf.product_source().get(decision.products)
    drawn = [found[ref] for ref in decision.products if ref in found]
    picks = compose(content, drawn, influence=influence)
    if [pick.product for pick in picks] != decision.products:
        return None
    return decision, picks


def draw(picks: list[Pick], language: str, *, decision: str = "") -> list[Drawn]:
    """Leaves out what the host cannot draw, and what has no reason in ``language``."""
    items = conf.product_source().items([pick.product for pick in picks]) if picks else {}
    short = language.partition("-")[0]
    return [
        Drawn(
            items[pick.product], pick, reason.text, reason.thread, WHEN[pick.step][short], decision
        )
        for pick in picks
        if pick.product in items and (reason := pick.reason(language)) is not None
    ]
