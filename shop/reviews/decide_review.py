from django.db import transaction

from .models import Rating, Review


@transaction.atomic
def publish_review(*, review: Review) -> bool:
    """False where it was published already."""
    rating = Rating.objects.select_for_update().get(pk=review.rating_id)
    changed = review.decide(Review.Status.PUBLISHED)
    rating.recount()
    return changed


@transaction.atomic
def refuse_review(*, review: Review, reason: Review.Reason) -> bool:
    """Stars are no reason: only those of `Review.Reason` are. False where nothing changed."""
    rating = Rating.objects.select_for_update().get(pk=review.rating_id)
    changed = review.decide(Review.Status.REFUSED, Review.Reason(reason))
    rating.recount()
    return changed
