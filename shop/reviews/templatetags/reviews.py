from typing import Any

from django import template

from shop.catalogue.models import Product
from shop.orders.models import Order, OrderLine
from shop.reviews.links import write_url
from shop.reviews.models import Review
from shop.reviews.views import PER_PAGE

register = template.Library()


@register.simple_tag
def latest_reviews(product: Product) -> dict[str, Any]:
    """`{% latest_reviews product as found %}`: `found.rating` (None: no reviews) and the newest
    of `found.reviews`. One query."""
    newest = Review.objects.published().of_product(product).select_related("rating").newest_first()
    reviews = list(newest[:PER_PAGE])
    return {"reviews": reviews, "rating": reviews[0].rating if reviews else None}


@register.simple_tag
def review_links(order: Order) -> list[tuple[OrderLine, str]]:
    """Each line that may be reviewed, with the address to do so; empty where she has.

    One query, and none before it is delivered.
    """
    if not order.is_delivered:
        return []
    done = set(Review.objects.filter(line__order=order).values_list("line", flat=True))
    return [(line, "" if line.pk in done else write_url(line)) for line in order.lines.all()]
