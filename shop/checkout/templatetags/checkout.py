from django import template
from django.conf import settings

from shop.checkout.models import DeliveryRate

register = template.Library()


@register.simple_tag
def cheapest_delivery() -> DeliveryRate | None:
    """At home; None where nothing is delivered yet. One query."""
    return DeliveryRate.objects.filter(country=settings.COMPANY["country"]).first()
