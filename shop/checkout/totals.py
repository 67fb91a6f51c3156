from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings

from shop import money

from . import vat
from .models import CartLine, DeliveryRate


@dataclass(frozen=True)
class Totals:
    """What a bag costs, gross; `vat` is contained in `total`."""

    goods: int
    delivery: int
    vat_rate: Decimal
    # How much more in the bag makes delivery free, and from what sum on; None where it never is.
    free_from: int | None = None

    @property
    def total(self) -> int:
        return self.goods + self.delivery

    @property
    def vat(self) -> int:
        return money.vat_share(self.total, self.vat_rate)

    @property
    def to_free_delivery(self) -> int:
        return max(0, (self.free_from or 0) - self.goods)


def totals_of(lines: Iterable[CartLine], rate: DeliveryRate | None) -> Totals:
    goods = sum(line.total for line in lines)
    return Totals(
        goods=goods,
        delivery=rate.price_for(goods) if rate and goods else 0,
        vat_rate=vat.home_rate(),
        free_from=rate.free_from if rate else None,
    )


def rate_at_home() -> DeliveryRate | None:
    """What the bag reckons with before an address is known: the cheapest way at home."""
    return DeliveryRate.objects.to(settings.COMPANY["country"]).first()
