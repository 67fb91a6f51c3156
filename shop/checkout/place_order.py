from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.conf import settings
from django.db import transaction

from shop.catalogue.models import Variant
from shop.customers import consent_texts
from shop.orders.models import Order, OrderLine
from shop.payments.models import Payment
from shop.payments.providers.base import Method

from . import legal, vat
from .models import Cart, CartLine, DeliveryRate
from .totals import Totals, totals_of


@dataclass(frozen=True)
class Details:
    """What the shopper typed; names as in Order."""

    email: str
    name: str
    address: str
    postcode: str
    city: str
    country: str
    phone: str
    objects_to_marketing: bool


@dataclass(frozen=True)
class Shortage:
    title: str
    wanted: int
    left: int


class EmptyBag(Exception):
    pass


class OutOfStock(Exception):
    def __init__(self, shortages: Sequence[Shortage]) -> None:
        super().__init__(", ".join(shortage.title for shortage in shortages))
        self.shortages = shortages


class TotalChanged(Exception):
    """The order would cost something else than the page said."""

    def __init__(self, total: int) -> None:
        super().__init__(total)
        self.total = total


@transaction.atomic
def place_order(
    *,
    cart: Cart,
    details: Details,
    delivery: DeliveryRate,
    method: Method,
    language: str,
    key: str = "",
    shown_total: int | None = None,
) -> Order:
    """Turn the bag into a pending order that holds its stock, with a payment yet to be started.

    The same checkout again gives the same order: `key` is that of the form, and all orders of one
    bag wait for each other. Raises EmptyBag, OutOfStock (naming all that lacks) or TotalChanged;
    nothing is changed then. Locks: bag, then stock by article number, as in settle_order.
    """
    cart = Cart.objects.select_for_update().get(pk=cart.pk)
    placed = already_placed(cart, key)
    if placed is not None:
        return placed
    lines = list(cart.ordered_lines())
    if not lines:
        raise EmptyBag
    take_stock(lines)
    totals = totals_of(lines, delivery)
    if shown_total is not None and shown_total != totals.total:
        raise TotalChanged(totals.total)
    order = write_order(cart, details, delivery, method, language, totals)
    write_lines(order, lines, totals)
    Payment.objects.create(
        order_number=order.number,
        amount=order.total,
        currency=order.currency,
        provider=settings.PAYMENT_PROVIDER,
        method=method.key,
    )
    cart.order_number = order.number
    cart.save(update_fields=["order_number", "updated"])
    return order


def already_placed(cart: Cart, key: str) -> Order | None:
    """A key we never gave out finds nothing, and the bag's own one counts."""
    keys = [key, cart.checkout_key] if key else [cart.checkout_key]
    return Order.objects.filter(checkout_key__in=keys).order_by("placed").first()


def take_stock(lines: Sequence[CartLine]) -> None:
    shortages = [
        Shortage(str(line.variant), line.quantity, left_of(line))
        for line in lines
        if not (
            line.variant.product.is_published
            and Variant.objects.take(line.variant_id, line.quantity)
        )
    ]
    if shortages:
        raise OutOfStock(shortages)


def left_of(line: CartLine) -> int:
    line.variant.refresh_from_db(fields=["stock"])
    return line.left


def write_order(
    cart: Cart,
    details: Details,
    delivery: DeliveryRate,
    method: Method,
    language: str,
    totals: Totals,
) -> Order:
    return Order(
        checkout_key=cart.checkout_key,
        language=language,
        marketing_notice=consent_texts.SOFT_OPT_IN.in_language(language),
        terms_version=legal.TERMS_VERSION,
        currency=settings.CURRENCY,
        goods_total=totals.goods,
        delivery_name=delivery.name,
        delivery_price=totals.delivery,
        delivery_vat_rate=totals.vat_rate,
        delivery_days_min=delivery.days_min,
        delivery_days_max=delivery.days_max,
        total=totals.total,
        vat_total=totals.vat,
        payment_method=str(method.name),
        **asdict(details),
    )


def write_lines(order: Order, lines: Sequence[CartLine], totals: Totals) -> None:
    """Save the order with its lines; their VAT and that of delivery add up to the order's."""
    *line_vat, order.delivery_vat = vat.split(
        [*(line.total for line in lines), totals.delivery], totals.vat_rate
    )
    order.save(force_insert=True)
    OrderLine.objects.bulk_create(
        OrderLine(
            order=order,
            variant=line.variant,
            product_slug=line.variant.product.slug,
            sku=line.variant.sku,
            name=line.variant.product.name,
            size=line.variant.size,
            content=line.variant.quantity,
            content_unit=line.variant.unit,
            hygiene_sealed=line.variant.product.hygiene_sealed,
            price=line.variant.price,
            quantity=line.quantity,
            total=line.total,
            vat_rate=totals.vat_rate,
            vat=vat_share,
            position=position,
            decision=line.decision,
        )
        for position, (line, vat_share) in enumerate(zip(lines, line_vat, strict=True))
    )
