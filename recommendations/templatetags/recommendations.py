"""``{% load recommendations %}``, then

- ``{% pairing article as picks %}`` or, drawn, ``{% pairings article %}``;
- ``{% bought_with product as others %}``.
"""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.translation import get_language

from .. import bought_with as purchases
from ..contract import NeedProfile
from ..pairing import Drawn, pair

register = template.Library()


@register.simple_tag
def pairing(item: object, profile: NeedProfile | None = None) -> list[Drawn]:
    """The picks for ``item`` in the active language; an empty list where nothing fits."""
    return pair(item, language=get_language() or "en", profile=profile)


@register.inclusion_tag("recommendations/pairings.html")
def pairings(item: object, profile: NeedProfile | None = None) -> dict[str, list[Drawn]]:
    """Draws the picks; nothing at all where nothing fits. Hosts override the template."""
    return {"picks": pairing(item, profile)}


@register.simple_tag
def bought_with(item: object, exclude: Iterable[object] = (), limit: int = 3) -> list[object]:
    """What buyers of ``item`` bought too, without what the page shows already."""
    return purchases.bought_with(item, exclude=exclude, limit=limit)
