import datetime
import secrets
import uuid
from collections.abc import Iterable

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from shop import money
from shop.catalogue.models import Variant
from shop.languages import Translated
from shop.orders.countries import Country
from shop.orders.models import Order

MOST_OF_ONE = 20


class DeliveryRateQuerySet(models.QuerySet["DeliveryRate"]):
    def to(self, country: str) -> "DeliveryRateQuerySet":
        """The cheapest first."""
        return self.filter(country=country)


class DeliveryRate(models.Model):
    """A way a parcel can travel to a country, and what that costs."""

    country = models.CharField(_("country"), max_length=2, choices=Country, db_index=True)
    name_en = models.CharField(_("name (English)"), max_length=80)
    name_sv = models.CharField(_("name (Swedish)"), max_length=80, blank=True)
    price = models.PositiveIntegerField(_("price in öre, VAT included"))
    free_from = models.PositiveIntegerField(
        _("free from, öre of goods"), null=True, blank=True, help_text=_("Empty: never free.")
    )
    days_min = models.PositiveSmallIntegerField(_("working days, least"))
    days_max = models.PositiveSmallIntegerField(_("working days, most"))

    name = Translated()

    objects = DeliveryRateQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery rate")
        verbose_name_plural = _("delivery rates")
        ordering = ["country", "price", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["country", "name_en"], name="delivery_rate_once"),
            models.CheckConstraint(
                condition=models.Q(days_min__lte=models.F("days_max")),
                name="delivery_rate_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_country_display()}: {self.name}"

    def price_for(self, goods_total: int) -> int:
        if self.free_from is not None and goods_total >= self.free_from:
            return 0
        return self.price


def new_token() -> str:
    return secrets.token_urlsafe(24)


def new_checkout_key() -> str:
    return uuid.uuid4().hex


class CartQuerySet(models.QuerySet["Cart"]):
    def untouched_since(self, moment: datetime.datetime) -> "CartQuerySet":
        return self.filter(updated__lt=moment)


class Cart(models.Model):
    """One visitor's bag, known by the token in her cookie."""

    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    # Goes into the checkout form; the order placed with it is the only one it can give. A new
    # one is made when that order has been paid or cancelled.
    checkout_key = models.CharField(max_length=64, default=new_checkout_key, editable=False)
    # Of the latest order placed from this bag.
    order_number = models.CharField(_("latest order"), max_length=20, blank=True, db_index=True)
    created = models.DateTimeField(_("created"), default=timezone.now)
    updated = models.DateTimeField(_("updated"), auto_now=True)

    objects = CartQuerySet.as_manager()

    class Meta:
        verbose_name = _("bag")
        verbose_name_plural = _("bags")
        ordering = ["-updated"]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    def ordered_lines(self) -> "models.QuerySet[CartLine]":
        """By article number, the order in which stock is locked everywhere."""
        return self.lines.select_related("variant__product").order_by("variant__sku")

    def drawn_lines(self) -> "list[CartLine]":
        """With what a page draws of them, in the order they were put in; two queries."""
        return list(
            self.lines.select_related("variant__product").prefetch_related(
                "variant__product__pictures"
            )
        )

    def count(self) -> int:
        return sum(self.lines.values_list("quantity", flat=True))

    def latest_order(self) -> Order | None:
        """The one placed last; costs a query."""
        if not self.order_number:
            return None
        return Order.objects.filter(number=self.order_number).first()

    def touch(self) -> None:
        """Something in it changed."""
        self.save(update_fields=["updated"])

    def begin_anew(self) -> None:
        """The order of the current key is settled: the next checkout is another one."""
        self.checkout_key = new_checkout_key()
        self.save(update_fields=["checkout_key", "updated"])

    def take_out(self, bought: Iterable[tuple[int, int]]) -> None:
        """Remove what was bought, as (variant id, quantity); what was added meanwhile stays."""
        quantities = dict(bought)
        for line in self.lines.filter(variant_id__in=quantities):
            line.quantity -= quantities[line.variant_id]
            if line.quantity > 0:
                line.save(update_fields=["quantity"])
            else:
                line.delete()


class CartLine(models.Model):
    cart = models.ForeignKey(Cart, models.CASCADE, related_name="lines")
    variant = models.ForeignKey(Variant, models.CASCADE, related_name="+", verbose_name=_("size"))
    quantity = models.PositiveIntegerField(
        _("quantity"), validators=[MinValueValidator(1), MaxValueValidator(MOST_OF_ONE)]
    )
    # What it cost when the shopper last changed her bag, so that a change can be told.
    price = models.PositiveIntegerField(_("price when put in, öre"))
    added = models.DateTimeField(_("added"), default=timezone.now)
    # Of the pairing engine, where it was put in from beside an article.
    decision = models.UUIDField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("bag line")
        verbose_name_plural = _("bag lines")
        ordering = ["added", "pk"]
        constraints = [models.UniqueConstraint(fields=["cart", "variant"], name="cart_line_once")]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.variant}"

    @property
    def left(self) -> int:
        """How many of `quantity` could be ordered now."""
        if not self.variant.product.is_published:
            return 0
        stock = self.variant.stock
        return self.quantity if stock is None else min(stock, self.quantity)

    @property
    def can_be_ordered(self) -> bool:
        return self.left == self.quantity

    @property
    def can_be_more(self) -> bool:
        stock = self.variant.stock
        return self.quantity < MOST_OF_ONE and (stock is None or stock > self.quantity)

    @property
    def total(self) -> int:
        """At today's price; nothing where none is left, since then it is not part of an order."""
        return self.variant.price * self.quantity if self.left else 0

    def notices(self) -> list[str]:
        """What changed since the shopper last touched her bag, each as a sentence."""
        sentences = []
        if not self.left:
            sentences.append(gettext("Sold out since you put it in. It is not part of the total."))
        elif not self.can_be_ordered:
            sentences.append(
                ngettext("Only %(left)s is left.", "Only %(left)s are left.", self.left)
                % {"left": self.left}
            )
        difference = self.variant.price - self.price
        if self.left and difference:
            change = {"amount": money.kronor(abs(difference))}
            sentences.append(
                gettext("Now %(amount)s less.") % change
                if difference < 0
                else gettext("Now %(amount)s more.") % change
            )
        return sentences
