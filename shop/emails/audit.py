"""Do money, stock and mail agree? Figures for people and scripts, disagreements as sentences.

In the figures an order is a paid one and a payment a captured one.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from shop.catalogue.change_price import offers_of, with_log
from shop.catalogue.models import Variant, offer_from
from shop.orders.models import Order, OrderLine, Withdrawal
from shop.payments.models import Payment, PaymentEvent, Refund
from shop.reviews.models import drifted_ratings

from .models import OutgoingMail

# What a task does within seconds may take this long before it counts as forgotten.
PATIENCE = timedelta(minutes=5)
# A mail server may say "not now" to strangers at first: after a quarter of an hour it takes them.
PATIENCE_WITH_MAIL = timedelta(minutes=30)


def figures() -> dict[str, Any]:
    return {
        "stock": total(Variant.objects.exclude(stock=None), "stock"),
        "reserved": total(lines_of(Order.Status.PENDING), "quantity"),
        "sold": total(lines_of(Order.Status.PAID), "quantity"),
        "orders_placed": Order.objects.paid().count(),
        "orders_pending": Order.objects.pending().count(),
        "orders_total": total(Order.objects.paid(), "total"),
        "payments_captured": Payment.objects.captured().count(),
        "payments_total": total(Payment.objects.captured(), "amount"),
        "refunds": Refund.objects.count(),
        "refunds_total": total(Refund.objects.all(), "amount"),
        "withdrawals": Withdrawal.objects.count(),
        # There are no vouchers yet.
        "voucher_uses": 0,
        "mails": {
            state: OutgoingMail.objects.filter(status=state).count()
            for state in OutgoingMail.Status.values
        },
        "stock_by_sku": stock_by_sku(),
    }


def stock_by_sku() -> dict[str, dict[str, int | None]]:
    """Per article number: stock (null: not counted), held by pending orders, sold."""
    held: dict[str, int] = counted(Order.Status.PENDING)
    sold: dict[str, int] = counted(Order.Status.PAID)
    return {
        sku: {"stock": stock, "reserved": held.get(sku, 0), "sold": sold.get(sku, 0)}
        for sku, stock in Variant.objects.order_by("sku").values_list("sku", "stock")
    }


def counted(status: Order.Status) -> dict[str, int]:
    sums = lines_of(status).values("variant__sku").annotate(n=Sum("quantity")).order_by()
    return dict(sums.values_list("variant__sku", "n"))


def lines_of(status: Order.Status) -> QuerySet[OrderLine]:
    return OrderLine.objects.filter(order__status=status)


def total(rows: QuerySet[Any], field: str) -> int:
    return rows.aggregate(n=Sum(field))["n"] or 0


def disagreements() -> Iterator[str]:
    yield from sums_of_orders()
    yield from orders_without_their_payment()
    yield from payments_without_their_order()
    yield from refunds_beyond_or_forgotten()
    yield from stock_held_for_nobody()
    yield from prices_beside_their_log()
    yield from drifted_ratings()
    yield from letters_missing()
    yield from letters_not_sent()


def sums_of_orders() -> Iterator[str]:
    lines = OrderLine.objects.filter(order=OuterRef("pk")).order_by().values("order")
    wrong = Order.objects.annotate(
        line_total=Coalesce(Subquery(lines.annotate(n=Sum("total")).values("n")), 0),
        line_vat=Coalesce(Subquery(lines.annotate(n=Sum("vat")).values("n")), 0),
    ).exclude(
        goods_total=F("line_total"),
        total=F("line_total") + F("delivery_price"),
        vat_total=F("line_vat") + F("delivery_vat"),
    )
    for order in wrong:
        yield (
            f"Order {order.number}: its lines and delivery come to other sums than its total of "
            f"{order.total} öre with {order.vat_total} öre VAT."
        )


def payment_field(name: str) -> Subquery:
    return Subquery(Payment.objects.filter(order_number=OuterRef("number")).values(name))


def orders_without_their_payment() -> Iterator[str]:
    orders = Order.objects.annotate(
        payment_status=payment_field("status"), payment_amount=payment_field("amount")
    )
    for order in orders.filter(payment_status=None):
        yield f"Order {order.number} has no payment at all."
    for order in orders.paid().filter(~Q(payment_status=Payment.Status.CAPTURED)):
        yield f"Order {order.number} is paid, but no payment for it was captured."
    differ = orders.filter(~Q(payment_amount=F("total")))
    for number, total_of_order, amount in differ.values_list("number", "total", "payment_amount"):
        yield (f"Order {number} costs {total_of_order} öre, its payment is for {amount} öre.")


def payments_without_their_order() -> Iterator[str]:
    order_status = Subquery(Order.objects.filter(number=OuterRef("order_number")).values("status"))
    captured = Payment.objects.captured().annotate(
        order_status=order_status, refunded=Coalesce(Sum("refunds__amount"), 0)
    )
    not_paid = captured.exclude(order_status=Order.Status.PAID) | captured.filter(order_status=None)
    kept = not_paid.filter(refunded__lt=F("amount"))
    for reference, number, amount, refunded in kept.values_list(
        "reference", "order_number", "amount", "refunded"
    ):
        yield (
            f"Payment {reference} was captured, but order {number} is not paid and only "
            f"{refunded} of {amount} öre go back."
        )
    for event in PaymentEvent.objects.exclude(problem="").select_related("payment"):
        if not event.payment.is_captured:
            yield f"Payment {event.payment.reference}: {event.problem}"


def refunds_beyond_or_forgotten() -> Iterator[str]:
    refunded = Payment.objects.annotate(refunded=Coalesce(Sum("refunds__amount"), 0))
    for payment in refunded.filter(refunded__gt=F("amount")):
        yield f"Payment {payment.reference}: more was refunded than was paid."
    for payment in refunded.filter(refunded__gt=0).exclude(status=Payment.Status.CAPTURED):
        yield f"Payment {payment.reference} was refunded, but never captured."
    for refund in Refund.objects.requested().filter(created__lt=timezone.now() - PATIENCE):
        yield f"Refund {refund.reference} of {refund.amount} öre was promised and not sent."
    for refund in Refund.objects.failed():
        yield (
            f"Refund {refund.reference} of {refund.amount} öre was given up after "
            f"{refund.attempts} attempts: {refund.problem}"
        )


def stock_held_for_nobody() -> Iterator[str]:
    for variant in Variant.objects.filter(stock__lt=0):
        yield f"Size {variant.sku} has a stock of {variant.stock}."
    ended = Order.objects.pending().annotate(payment_status=payment_field("status"))
    for order in ended.exclude(payment_status=Payment.Status.STARTED):
        yield f"Order {order.number} holds stock, but its payment is settled."


def prices_beside_their_log() -> Iterator[str]:
    """What shoppers are shown is what the log says, and what is reckoned from it."""
    now = timezone.now()
    for size in with_log(Variant.objects.order_by("sku")).iterator(chunk_size=500):
        log = [change.price for change in size.price_changes.all()]
        logged = log[-1] if log else None
        shown = size.ordinary_price if size.product.is_published else None
        if logged != shown:
            yield f"Size {size.sku}: shoppers see {shown}, the log of prices says {logged}."
        elif not_over(size.offers, now) != offers_of(size, since=now):
            yield f"Size {size.sku}: its reductions are not those that follow from the log."


def not_over(stored: list[dict[str, Any]], now: datetime) -> list[dict[str, Any]]:
    """Offers that are over stay with a size until its price changes next."""
    ends = [(offer, offer_from(offer).ends) for offer in stored]
    return [offer for offer, end in ends if end is None or end > now]


def letters_missing() -> Iterator[str]:
    """Each paid order has one confirmation, each withdrawal one acknowledgement, no more."""
    before = timezone.now() - PATIENCE
    letters = OutgoingMail.objects.filter(kind="order_confirmation")
    numbers = letters.values("reference")
    for order in Order.objects.paid().filter(paid__lt=before).exclude(number__in=numbers):
        yield f"Order {order.number} is paid, but its confirmation is not in the mail ledger."
    for letter in letters.exclude(reference__in=Order.objects.paid().values("number")):
        yield f"A confirmation for order {letter.reference} exists, but it is not paid."
    twice = letters.values("reference").annotate(n=Count("pk")).filter(n__gt=1).order_by()
    for number in twice.values_list("reference", flat=True):
        yield f"Order {number} has more than one confirmation in the mail ledger."
    acknowledged = set(
        OutgoingMail.objects.filter(kind="withdrawal_acknowledgement").values_list(
            "reference", flat=True
        )
    )
    for withdrawal in Withdrawal.objects.filter(submitted__lt=before).select_related("order"):
        if str(withdrawal.pk) not in acknowledged:
            yield f"The withdrawal from order {withdrawal.order} has not been acknowledged."


def letters_not_sent() -> Iterator[str]:
    """A row in the ledger is no letter yet: what we owe must have gone out."""
    owed = OutgoingMail.objects.owed()
    for mail in owed.lost() | owed.overdue(PATIENCE_WITH_MAIL):
        yield (
            f"Mail {mail.pk} ({mail.kind}, {mail.reference}) has not been sent, it is "
            f"{mail.get_status_display()}: {mail.error or 'nobody has tried.'}"
        )
