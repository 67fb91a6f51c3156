"""The signed address that lets the buyer of a line, and nobody else, review it."""

from django.core import signing
from django.urls import reverse

from shop.orders.models import OrderLine

_salt = "shop.reviews.write"


def write_url(line: OrderLine) -> str:
    return reverse("reviews:write", args=[signing.dumps(line.pk, salt=_salt)])


def line_from(key: str) -> OrderLine | None:
    """None for a link that we did not sign, and for what has not been delivered yet."""
    try:
        pk: int = signing.loads(key, salt=_salt)
    except signing.BadSignature:
        return None
    lines = OrderLine.objects.select_related("order", "variant__product")
    line = lines.filter(pk=pk).first()
    return line if line and line.order.is_delivered else None
