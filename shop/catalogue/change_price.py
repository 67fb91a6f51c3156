"""The ways in which what shoppers pay changes. Each logs what they see from then on.

`by` is who does it (a user's name, or empty for the shop itself), `at` when: now, except where a
history is loaded, and never before what is logged already. Each raises ValidationError with a
sentence where it refuses, and changes nothing then.
"""

from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from shop import money

from .models import Product, Variant, VariantQuerySet
from .prices import PriceChange, Reduction, log_of, steps_of
from .prior_price import offers


@transaction.atomic
def log_prices(
    *, product: Product, by: str = "", reason: str = "", at: datetime | None = None
) -> None:
    """Write down what shoppers see of a product where that is not what the log says.

    To be called in the transaction of whatever puts it or one of its sizes on the shelf or takes
    it off. A second call changes nothing.
    """
    for size in locked(Variant.objects.filter(product=product)):
        enter(size, by, reason, moment_after(size, at))


@transaction.atomic
def change_price(
    *, variant: Variant, price: int, by: str = "", reason: str = "", at: datetime | None = None
) -> Variant:
    """A new ordinary price, from now on. A reduction runs on, and so does what it may be compared
    with: the price before it began."""
    refuse_no_price(price)
    [size] = locked(Variant.objects.filter(pk=variant.pk))
    moment = moment_after(size, at)
    size.ordinary_price = price
    size.save(update_fields=["ordinary_price"])
    enter(size, by, reason, moment)
    return reread(size)


@transaction.atomic
def reduce_price(
    *,
    variant: Variant,
    price: int,
    starts: datetime | None = None,
    ends: datetime | None = None,
    by: str = "",
    reason: str = "",
    at: datetime | None = None,
) -> Reduction:
    """A lower price for a time, from `starts` (without: at once) until `ends` (without: until
    further notice). Over one that runs already only a deeper one may begin."""
    refuse_no_price(price)
    [size] = locked(Variant.objects.filter(pk=variant.pk))
    moment = at or timezone.now()
    starts = starts or moment
    if starts < moment:
        raise ValidationError({"starts": gettext("A reduction cannot begin in the past.")})
    if ends is not None and ends <= starts:
        raise ValidationError({"ends": gettext("The end must come after the start.")})
    if price >= size.ordinary_price:
        raise ValidationError(
            {
                "price": gettext("A reduced price must be below the ordinary one, %(price)s.")
                % {"price": money.kronor(size.ordinary_price)}
            }
        )
    for other in size.reductions.all():
        if other.overlaps(starts, ends):
            refuse_unless_deeper(other, starts, price)
    reduction = Reduction.objects.create(
        variant=size, price=price, starts=starts, ends=ends, by=by, reason=reason, created=moment
    )
    settle_offers(reread(size))
    return reduction


@transaction.atomic
def end_reduction(*, reduction: Reduction, at: datetime | None = None) -> Reduction:
    """End it now; one that has not begun is called off. One that is over stays as it was."""
    [size] = locked(Variant.objects.filter(pk=reduction.variant_id))
    moment = at or timezone.now()
    [stored] = [each for each in size.reductions.all() if each.pk == reduction.pk]
    if stored.ends is not None and stored.ends <= moment:
        raise ValidationError(gettext("This reduction is over already."))
    stored.ends = max(moment, stored.starts)
    stored.save(update_fields=["ends"])
    settle_offers(reread(size))
    return stored


def refuse_no_price(price: int) -> None:
    if price <= 0:
        raise ValidationError({"price": gettext("A price must be more than 0 kr.")})


def refuse_unless_deeper(other: Reduction, starts: datetime, price: int) -> None:
    deeper = other.price > price if other.starts < starts else other.price < price
    if other.starts != starts and deeper:
        return
    raise ValidationError(
        gettext(
            "It overlaps the reduction to %(price)s that starts %(starts)s: of two the later must "
            "be the lower one. End that one first, or choose other days."
        )
        % {
            "price": money.kronor(other.price),
            "starts": timezone.localtime(other.starts).strftime("%Y-%m-%d %H:%M"),
        }
    )


def locked(sizes: VariantQuerySet) -> list[Variant]:
    """With their log, in the order in which stock is locked everywhere.

    Log and product are read by queries of their own, after the lock was waited for.
    """
    return list(with_log(sizes.select_for_update().order_by("sku")))


def with_log(sizes: VariantQuerySet) -> VariantQuerySet:
    return sizes.prefetch_related("product", "price_changes", "reductions")


def reread(size: Variant) -> Variant:
    return with_log(Variant.objects.all()).get(pk=size.pk)


def moment_after(size: Variant, at: datetime | None) -> datetime:
    """The moment of an entry. Clocks of two machines may differ: now is never before the last."""
    last = max((change.at for change in size.price_changes.all()), default=None)
    if at is None:
        now = timezone.now()
        return now if last is None else max(now, last)
    if last is not None and at < last:
        raise ValidationError(gettext("The log of prices goes on from its last entry only."))
    return at


def enter(size: Variant, by: str, reason: str, at: datetime) -> None:
    """An entry in the log where shoppers see something else than it says."""
    log = log_of(size)
    logged = log[-1].price if log else None
    visible = size.ordinary_price if size.product.is_published else None
    if visible != logged:
        PriceChange.objects.create(
            variant=size, price=visible, at=at, by=by[:150], reason=reason[:200]
        )
    if size.reductions.all():
        settle_offers(reread(size))


def settle_offers(size: Variant) -> None:
    """Reckon anew what is reduced now or later, and store it where that changed something."""
    found = offers_of(size, since=timezone.now())
    if found != size.offers:
        size.offers = found
        size.save(update_fields=["offers"])


def offers_of(size: Variant, *, since: datetime) -> list[dict[str, Any]]:
    """As `Variant.offers` holds them; those that are over by then are left out."""
    found = offers(log_of(size), steps_of(size), zone=timezone.get_default_timezone())
    return [
        {
            "starts": offer.starts.astimezone(UTC).isoformat(),
            "ends": offer.ends.astimezone(UTC).isoformat() if offer.ends else None,
            "price": offer.price,
            "lowest_before": offer.lowest_before,
        }
        for offer in found
        if offer.ends is None or offer.ends > since
    ]
