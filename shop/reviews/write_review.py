from django.db import IntegrityError, transaction

from shop.orders.models import OrderLine

from .models import Rating, Review
from .stars import BEST


class AlreadyReviewed(Exception):
    pass


class NotDelivered(Exception):
    pass


@transaction.atomic
def write_review(*, line: OrderLine, review: Review, language: str) -> Review:
    """Keep what a buyer has written; it is read by a person before anybody else sees it."""
    if not line.order.is_delivered:
        raise NotDelivered
    empty = {"counts": [0] * BEST}
    rating, _created = Rating.objects.get_or_create(product=line.variant.product, defaults=empty)
    review.line, review.rating, review.language = line, rating, language
    try:
        with transaction.atomic():
            review.save(force_insert=True)
    except IntegrityError as error:
        raise AlreadyReviewed from error
    return review
