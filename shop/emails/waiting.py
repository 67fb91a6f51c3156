"""Who waits for which size; her address stays on the list until she has been told."""

from datetime import timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.catalogue.models import Variant
from shop.customers.models import ConsentEvent, Contact

# A size that has not come back by then is not going to.
MOST_MONTHS = 12
UNCONFIRMED_FOR = timedelta(hours=48)
CONFIRMED_FOR = timedelta(days=365)


class WaitingQuerySet(models.QuerySet["Waiting"]):
    def with_parts(self) -> Self:
        return self.select_related("contact", "variant__product")

    def confirmed(self) -> Self:
        return self.filter(confirmed__isnull=False)

    def to_be_told(self) -> Self:
        """Confirmed, not told yet, and the size is on sale again."""
        in_stock = Q(variant__stock__isnull=True) | Q(variant__stock__gt=0)
        return (
            self.confirmed()
            .filter(in_stock, variant__product__status="published", told__isnull=True)
            .order_by("confirmed", "pk")
        )

    def outdated(self) -> Self:
        now = timezone.now()
        return self.filter(
            Q(confirmed__isnull=True, asked__lt=now - UNCONFIRMED_FOR)
            | Q(confirmed__lt=now - CONFIRMED_FOR)
        )

    def told_again(self) -> None:
        """The size was sold out again before the mail went out: wait on, for another mail."""
        self.update(told=None, round=F("round") + 1)


class Waiting(models.Model):
    contact = models.ForeignKey(
        Contact, models.PROTECT, related_name="waiting", verbose_name=_("contact")
    )
    variant = models.ForeignKey(
        Variant, models.CASCADE, related_name="waiting", verbose_name=_("size")
    )
    language = models.CharField(
        _("language"), max_length=2, choices=[("en", _("English")), ("sv", _("Swedish"))]
    )
    request = models.ForeignKey(
        ConsentEvent, models.PROTECT, related_name="+", verbose_name=_("consent event")
    )
    asked = models.DateTimeField(_("asked"), default=timezone.now)
    confirmed = models.DateTimeField(_("confirmed"), null=True, blank=True)
    # When her mail was queued; the row goes once that has been sent.
    told = models.DateTimeField(_("told"), null=True, blank=True)
    round = models.PositiveSmallIntegerField(_("round"), default=1)

    objects = WaitingQuerySet.as_manager()

    class Meta:
        verbose_name = _("waiting for a size")
        verbose_name_plural = _("waiting for sizes")
        ordering = ["asked", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["contact", "variant"], name="waiting_once_for_a_size")
        ]
        indexes = [
            models.Index(
                fields=["confirmed"],
                condition=Q(confirmed__isnull=False, told__isnull=True),
                name="waiting_to_be_told",
            )
        ]

    def __str__(self) -> str:
        return f"{self.contact}: {self.variant.sku}"

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed is not None

    @property
    def is_over(self) -> bool:
        """What she waits for is here."""
        return self.variant.product.is_published and self.variant.in_stock

    @property
    def reference(self) -> str:
        """Of the mail that tells her: one for each time the size comes back."""
        return f"{self.pk}-{self.round}"
