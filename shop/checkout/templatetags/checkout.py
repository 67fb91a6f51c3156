from django import template

from shop.checkout.models import DeliveryRate
from shop.checkout.totals import rate_at_home

register = template.Library()


@register.simple_tag
def cheapest_delivery() -> DeliveryRate | None:
    """At home; None where nothing is delivered yet. One query."""
    return rate_at_home()
