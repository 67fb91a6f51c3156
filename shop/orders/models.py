import datetime
import secrets
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, get_random_string
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from shop.catalogue.models import Variant, unit_price_text

from .countries import Country

# No 0/O, 1/I/L: numbers are read out over the telephone.
NUMBER_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_number() -> str:
    return f"AG-{get_random_string(7, NUMBER_ALPHABET)}"


def new_token() -> str:
    return secrets.token_urlsafe(18)


@dataclass(frozen=True)
class VatShare:
    """What was sold at one VAT rate, delivery included."""

    rate: Decimal
    gross: int
    vat: int

    @property
    def net(self) -> int:
        return self.gross - self.vat


class OrderQuerySet(models.QuerySet["Order"]):
    def paid(self) -> "OrderQuerySet":
        return self.filter(status=Order.Status.PAID)

    def pending(self) -> "OrderQuerySet":
        return self.filter(status=Order.Status.PENDING)

    def unannounced(self, paid_before: datetime.datetime) -> "OrderQuerySet":
        """Paid, but a receiver of `order_paid` has not heard of it or failed."""
        return self.paid().filter(announced=None, paid__lte=paid_before)

    def find(self, number: str, email: str) -> "Order | None":
        """The order of that number if it was placed with that address."""
        return self.filter(number=number.strip().upper(), email__iexact=email.strip()).first()

    def with_lines(self) -> "OrderQuerySet":
        """With what an order page draws."""
        lines = OrderLine.objects.select_related("variant__product").prefetch_related(
            "variant__product__pictures", "withdrawals"
        )
        return self.prefetch_related(models.Prefetch("lines", lines), "withdrawals")


class Order(models.Model):
    """What was bought, as it was agreed: it keeps its own words and numbers.

    `pending` holds stock until the bank has answered; `cancelled` has given it back.
    """

    class Status(models.TextChoices):
        PENDING = "pending", _("waiting for payment")
        PAID = "paid", _("paid")
        CANCELLED = "cancelled", _("cancelled")

    class CancelReason(models.TextChoices):
        DECLINED = "declined", _("the bank declined the payment")
        EXPIRED = "expired", _("no payment came in time")
        STOPPED = "stopped", _("the shopper stopped the payment")
        REFUNDED = "refunded", _("paid too late, sold out, paid back")

    number = models.CharField(_("number"), max_length=20, unique=True, default=new_number)
    # The second half of the link that shows this order to a guest.
    token = models.CharField(max_length=40, default=new_token, editable=False)
    # One submitted checkout is one order, however often it arrives.
    checkout_key = models.CharField(max_length=64, unique=True, editable=False)
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.PENDING, db_index=True
    )
    cancel_reason = models.CharField(
        _("why cancelled"), max_length=10, choices=CancelReason, blank=True
    )
    placed = models.DateTimeField(_("placed"), default=timezone.now, db_index=True)
    paid = models.DateTimeField(_("paid"), null=True, blank=True)
    cancelled = models.DateTimeField(_("cancelled"), null=True, blank=True)
    # When every receiver of order_paid had heard of it.
    announced = models.DateTimeField(null=True, blank=True, editable=False)

    email = models.EmailField(_("e-mail"))
    name = models.CharField(_("name"), max_length=120)
    address = models.CharField(_("street and number"), max_length=200)
    postcode = models.CharField(_("postcode"), max_length=12)
    city = models.CharField(_("city"), max_length=80)
    country = models.CharField(_("country"), max_length=2)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    language = models.CharField(_("language"), max_length=2)
    objects_to_marketing = models.BooleanField(_("objects to marketing"), default=False)
    # The sentence that stood beside the box, as shown.
    marketing_notice = models.CharField(_("marketing notice"), max_length=250, blank=True)
    terms_version = models.CharField(_("terms version"), max_length=20)

    currency = models.CharField(_("currency"), max_length=3)
    goods_total = models.PositiveIntegerField(_("goods, öre"))
    delivery_name = models.CharField(_("delivery"), max_length=80)
    delivery_price = models.PositiveIntegerField(_("delivery, öre"))
    delivery_vat_rate = models.DecimalField(
        _("VAT rate of delivery"), max_digits=4, decimal_places=2
    )
    delivery_vat = models.PositiveIntegerField(_("VAT in delivery, öre"))
    delivery_days_min = models.PositiveSmallIntegerField(_("delivery days, least"))
    delivery_days_max = models.PositiveSmallIntegerField(_("delivery days, most"))
    total = models.PositiveIntegerField(_("total, öre"))
    vat_total = models.PositiveIntegerField(_("VAT included, öre"))
    payment_method = models.CharField(_("payment method"), max_length=60, blank=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        ordering = ["-placed", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(total=models.F("goods_total") + models.F("delivery_price")),
                name="order_total_adds_up",
            )
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """The guest's link, in the order's own language."""
        with override(self.language):
            return reverse("orders:order", args=[self.number, self.token])

    def opens_with(self, token: str) -> bool:
        return constant_time_compare(self.token, token)

    @property
    def is_pending(self) -> bool:
        return self.status == self.Status.PENDING

    @property
    def is_paid(self) -> bool:
        return self.status == self.Status.PAID

    @property
    def is_cancelled(self) -> bool:
        return self.status == self.Status.CANCELLED

    @property
    def address_lines(self) -> list[str]:
        """As on the parcel, the country in the active language."""
        place = f"{self.postcode} {self.city}"
        return [self.name, self.address, place, str(Country(self.country).label)]

    def vat_by_rate(self) -> list[VatShare]:
        """Gross and VAT per rate, highest rate first; they sum up to `total` and `vat_total`."""
        sums: dict[Decimal, list[int]] = defaultdict(lambda: [0, 0])
        parts = [(line.vat_rate, line.total, line.vat) for line in self.lines.all()]
        parts.append((self.delivery_vat_rate, self.delivery_price, self.delivery_vat))
        for rate, gross, vat in parts:
            if gross:
                sums[rate][0] += gross
                sums[rate][1] += vat
        return [
            VatShare(rate, gross, vat) for rate, (gross, vat) in sorted(sums.items(), reverse=True)
        ]

    def mark_paid(self) -> bool:
        """Make it paid, once; True for the one caller that did.

        A cancelled order can be paid as well: its payment came late and its stock was taken again.
        """
        now = timezone.now()
        changed = (
            Order.objects.filter(pk=self.pk)
            .exclude(status=self.Status.PAID)
            .update(status=self.Status.PAID, paid=now, cancelled=None, cancel_reason="")
        )
        if changed:
            self.status, self.paid = self.Status.PAID, now
            self.cancelled, self.cancel_reason = None, ""
        return bool(changed)

    def mark_cancelled(self, reason: "Order.CancelReason") -> bool:
        """Cancel it if it still waits; True for the one caller that did."""
        now = timezone.now()
        changed = (
            Order.objects.pending()
            .filter(pk=self.pk)
            .update(status=self.Status.CANCELLED, cancelled=now, cancel_reason=reason)
        )
        if changed:
            self.status, self.cancelled = self.Status.CANCELLED, now
            self.cancel_reason = reason
        return bool(changed)

    def mark_refunded(self) -> None:
        """Cancelled already; now its late money goes back as well."""
        self.cancel_reason = self.CancelReason.REFUNDED
        self.save(update_fields=["cancel_reason"])

    @property
    def can_be_withdrawn(self) -> bool:
        """The 14 days count from delivery; until parcels are followed they have not begun."""
        return self.is_paid

    @property
    def is_delivered(self) -> bool:
        """Until parcels are followed: paid, and the longest delivery that was promised is over.

        It was promised in working days, so the weekends between them count too.
        """
        weekends = 1 + self.delivery_days_max // 5
        longest = datetime.timedelta(days=self.delivery_days_max + 2 * weekends)
        return self.is_paid and self.paid is not None and self.paid + longest <= timezone.now()

    @property
    def is_withdrawn(self) -> bool:
        """Whether she has withdrawn from all of it."""
        lines = self.lines.all()
        return self.is_paid and not any(line.left_to_withdraw for line in lines)


class OrderLine(models.Model):
    order = models.ForeignKey(Order, models.CASCADE, related_name="lines", verbose_name=_("order"))
    # What has been sold stays in the catalogue, as a draft if need be.
    variant = models.ForeignKey(
        Variant, models.PROTECT, related_name="order_lines", verbose_name=_("size")
    )
    product_slug = models.SlugField(_("product"), max_length=100)
    sku = models.CharField(_("article number"), max_length=64)
    name = models.CharField(_("name"), max_length=150)
    size = models.CharField(_("size as shown"), max_length=100, blank=True)
    content = models.DecimalField(
        _("content"), max_digits=8, decimal_places=2, null=True, blank=True
    )
    content_unit = models.CharField(
        _("unit of content"), max_length=3, choices=Variant.Unit, default=Variant.Unit.MILLILITRE
    )
    hygiene_sealed = models.BooleanField(_("sealed for hygiene"), default=False)
    price = models.PositiveIntegerField(_("price, öre"))
    quantity = models.PositiveIntegerField(_("quantity"))
    total = models.PositiveIntegerField(_("total, öre"))
    vat_rate = models.DecimalField(_("VAT rate"), max_digits=4, decimal_places=2)
    vat = models.PositiveIntegerField(_("VAT included, öre"))
    position = models.PositiveSmallIntegerField(default=0, editable=False)
    # Of the pairing engine, where it was put into the bag from beside an article.
    decision = models.UUIDField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("order line")
        verbose_name_plural = _("order lines")
        ordering = ["order", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(total=models.F("price") * models.F("quantity")),
                name="order_line_total_adds_up",
            ),
            models.CheckConstraint(
                condition=models.Q(quantity__gte=1), name="order_line_has_quantity"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.title}"

    @property
    def title(self) -> str:
        return f"{self.name}, {self.size}" if self.size else self.name

    @property
    def unit_price_text(self) -> str:
        """Price per litre or kilogram as agreed, with the unit written out; may be empty."""
        return unit_price_text(self.price, self.content, self.content_unit)

    @property
    def left_to_withdraw(self) -> int:
        """Reads `withdrawals`, prefetched or by a query."""
        return self.quantity - sum(withdrawn.quantity for withdrawn in self.withdrawals.all())


class WithdrawalQuerySet(models.QuerySet["Withdrawal"]):
    def unannounced(self, submitted_before: datetime.datetime) -> "WithdrawalQuerySet":
        return self.filter(announced=None, submitted__lte=submitted_before)

    def sent_as(self, key: str, order: Order) -> "Withdrawal | None":
        """What a confirmed page of that order recorded when it first arrived."""
        return self.filter(key=key, order=order).first()


class Withdrawal(models.Model):
    """A statement of withdrawal, as it was made; nothing about what follows from it."""

    order = models.ForeignKey(
        Order, models.PROTECT, related_name="withdrawals", verbose_name=_("order")
    )
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail"))
    language = models.CharField(_("language"), max_length=2)
    statement = models.TextField(_("statement as submitted"))
    submitted = models.DateTimeField(_("submitted"), default=timezone.now)
    # The same confirmed page sent twice is one statement.
    key = models.CharField(max_length=64, editable=False)
    announced = models.DateTimeField(null=True, blank=True, editable=False)

    objects = WithdrawalQuerySet.as_manager()

    class Meta:
        verbose_name = _("withdrawal")
        verbose_name_plural = _("withdrawals")
        ordering = ["-submitted", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["order", "key"], name="withdrawal_page_once")
        ]

    def __str__(self) -> str:
        return gettext("Withdrawal from %(order)s") % {"order": self.order}


class WithdrawalLine(models.Model):
    withdrawal = models.ForeignKey(Withdrawal, models.CASCADE, related_name="lines")
    order_line = models.ForeignKey(
        OrderLine, models.PROTECT, related_name="withdrawals", verbose_name=_("order line")
    )
    quantity = models.PositiveIntegerField(_("quantity"))

    class Meta:
        verbose_name = _("withdrawn line")
        verbose_name_plural = _("withdrawn lines")
        ordering = ["withdrawal", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["withdrawal", "order_line"], name="withdrawal_line_once"
            ),
            models.CheckConstraint(
                condition=models.Q(quantity__gte=1), name="withdrawal_line_has_quantity"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.order_line.title}"
