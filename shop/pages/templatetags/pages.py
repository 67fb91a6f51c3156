from collections.abc import Iterable
from typing import Any

from django import template

register = template.Library()


@register.filter
def together(picks: Iterable[Any]) -> int:
    """What the shown size of every pick costs together, in öre."""
    return sum(pick.item.main_size().price for pick in picks)
