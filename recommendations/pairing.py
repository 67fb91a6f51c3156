"""The picks for an object of the host, ready to be drawn in one language.

Template tag, endpoints and mails all call ``pair``, so they show the same for the same input.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone

from . import conf
from .contract import Content, NeedProfile, Pick, Product, Purchase, Ref, Step, Thread
from .engine import compose
from .influences import influences_on
from .models import Decision
from .stock import composed

# Where nobody knows better: 30 ml at half a millilitre a day, as a serum for the face is used.
USUALLY_LASTS_DAYS = 60

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
    visitor: str = "",
    products: Iterable[Product] | None = None,
) -> list[Drawn]:
    """In the order of use; empty where nothing fits or ``item`` is no content of the host.

    For everybody alike it is what was drawn for this time slot; a shopper's own ``profile`` and
    ``exclude``, or other ``products``, get the best for her. Of a ``visitor`` that the host's
    PURCHASE_HISTORY knows, what is ``in_use`` is left out as well; whether that may be asked is
    for the host to say.
    """
    exclude = in_use(visitor).union(exclude)
    if profile is None and not exclude and products is None:
        return pair_many([item], language=language)[0]
    source = conf.content_source()
    ref = source.ref_for(item)
    content = source.get([ref]).get(ref) if ref else None
    if content is None:
        return []
    influences = influences_on([content.ref])
    if products is None:
        picks = composed([content], influences, profile=profile, exclude=exclude)[content.ref]
    else:
        influence = influences[content.ref]
        picks = compose(content, products, profile=profile, exclude=exclude, influence=influence)
    return draw(picks, language)


def in_use(visitor: str, at: datetime.datetime | None = None) -> frozenset[Ref]:
    """What a visitor has bought and not yet used up."""
    history = conf.purchase_history() if visitor else None
    if history is None:
        return frozenset()
    at = at or timezone.now()
    return frozenset(
        purchase.product for purchase in history.purchases(visitor) if at < _used_up(purchase)
    )


def _used_up(purchase: Purchase) -> datetime.datetime:
    days = USUALLY_LASTS_DAYS if purchase.lasts_days is None else purchase.lasts_days
    return purchase.at + datetime.timedelta(days=days)


def pair_many(items: Sequence[object], *, language: str) -> list[list[Drawn]]:
    """What ``pair`` gives for each of ``items``, in a number of queries that does not grow."""
    source = conf.content_source()
    refs = [source.ref_for(item) for item in items]
    contents = source.get([ref for ref in refs if ref])
    paired = _paired(list(contents.values()))
    known = _items([pick for picks, _ in paired.values() for pick in picks])
    return [
        _drawn(picks, known, language, decision)
        for ref in refs
        for picks, decision in [paired.get(ref, ([], "")) if ref else ([], "")]
    ]


def _paired(contents: Collection[Content]) -> dict[Ref, tuple[list[Pick], str]]:
    """The picks for each content, and the id of the decision that drew them.

    The drawn products are composed anew, so that none is shown that no longer fits, is sold out or
    is left out by a rule of the merchant; where one fell out, the best are taken. What would come
    in (a new product, a rule that pins one) waits for the next time slot's draw.
    """
    influences = influences_on([content.ref for content in contents])
    decisions = Decision.objects.serving(
        [str(content.ref) for content in contents], conf.policy().version, timezone.now()
    )
    drawn = {ref for decision in decisions.values() for ref in decision.products}
    found = conf.product_source().get(drawn) if drawn else {}
    paired: dict[Ref, tuple[list[Pick], str]] = {}
    for content in contents:
        decision = decisions.get(str(content.ref))
        if decision is not None:
            chosen = [found[ref] for ref in decision.products if ref in found]
            picks = compose(content, chosen, influence=influences[content.ref])
            if [pick.product for pick in picks] == decision.products:
                paired[content.ref] = picks, str(decision.pk)
    rest = [content for content in contents if content.ref not in paired]
    return paired | {ref: (picks, "") for ref, picks in composed(rest, influences).items()}


def draw(picks: list[Pick], language: str) -> list[Drawn]:
    """Leaves out what the host cannot draw, and what has no reason in ``language``."""
    return _drawn(picks, _items(picks), language)


def _items(picks: Collection[Pick]) -> Mapping[Ref, object]:
    return conf.product_source().items([pick.product for pick in picks]) if picks else {}


def _drawn(
    picks: Iterable[Pick], items: Mapping[Ref, object], language: str, decision: str = ""
) -> list[Drawn]:
    short = language.partition("-")[0]
    return [
        Drawn(
            items[pick.product], pick, reason.text, reason.thread, WHEN[pick.step][short], decision
        )
        for pick in picks
        if pick.product in items and (reason := pick.reason(language)) is not None
    ]
