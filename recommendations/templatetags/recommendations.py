"""``{% load recommendations %}{% pairing article as picks %}`` and ``{% pairings article %}``."""

from __future__ import annotations

from django import template
from django.utils.translation import get_language

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
