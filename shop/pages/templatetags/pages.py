from collections.abc import Iterable
from typing import Any

from django import template

from shop.pages.for_my_skin import SkinForm

register = template.Library()


@register.filter
def together(picks: Iterable[Any]) -> int:
    """What the shown size of every pick costs together, in öre."""
    return sum(pick.item.main_size().price for pick in picks)


@register.simple_tag
def skin_form() -> SkinForm:
    """Nothing said yet."""
    return SkinForm()
