"""The log of prices and the reductions, from which everything said about a price is reckoned."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, NoReturn

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .prior_price import Entry, Step

if TYPE_CHECKING:
    from .models import Variant


class AppendOnly(TypeError):
    """What shoppers have seen cannot be changed afterwards."""

    def __init__(self) -> None:
        super().__init__("The log of prices only grows: write another entry instead.")


class PriceChangeQuerySet(models.QuerySet["PriceChange"]):
    def update(self, **given: Any) -> NoReturn:
        raise AppendOnly

    def delete(self) -> NoReturn:
        raise AppendOnly


class PriceChange(models.Model):
    """From a moment on, the ordinary price of a size that shoppers could see.

    Only what they could see is here: a draft has no entries, and one that leaves the shelf gets
    an entry without a price. Written by the deeds of `change_price.py` alone.
    """

    variant = models.ForeignKey(
        "catalogue.Variant",
        models.PROTECT,
        related_name="price_changes",
        verbose_name=_("size"),
    )
    price = models.PositiveIntegerField(
        _("price in öre, VAT included"), null=True, help_text=_("Empty: off the shelf.")
    )
    at = models.DateTimeField(_("from"), default=timezone.now)
    # The name as it was: an account that is deleted must not change the log.
    by = models.CharField(_("by"), max_length=150, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    objects = PriceChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("price change")
        verbose_name_plural = _("price changes")
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["variant", "at"], name="price_change_in_order")]
        constraints = [
            models.CheckConstraint(
                condition=Q(price__isnull=True) | Q(price__gt=0), name="price_change_above_nothing"
            )
        ]

    def __str__(self) -> str:
        return f"{self.variant_id}, {self.at:%Y-%m-%d %H:%M}: {self.price}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly


class ReductionQuerySet(models.QuerySet["Reduction"]):
    def in_force(self, moment: datetime) -> "ReductionQuerySet":
        return self.filter(starts__lte=moment).not_over(moment)

    def not_over(self, moment: datetime) -> "ReductionQuerySet":
        return self.filter(Q(ends__isnull=True) | Q(ends__gt=moment))

    def delete(self) -> NoReturn:
        raise AppendOnly


class Reduction(models.Model):
    """A lower price for a time. The ordinary one comes back by itself when that is over.

    A deeper one may begin while another runs: shoppers pay the lowest. Only the end may be moved,
    and not into the past; one that has not begun is called off by ending it at its start.
    """

    variant = models.ForeignKey(
        "catalogue.Variant", models.PROTECT, related_name="reductions", verbose_name=_("size")
    )
    price = models.PositiveIntegerField(_("price in öre, VAT included"))
    starts = models.DateTimeField(_("starts"))
    ends = models.DateTimeField(
        _("ends"), null=True, blank=True, help_text=_("Empty: until further notice.")
    )
    created = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    by = models.CharField(_("by"), max_length=150, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    objects = ReductionQuerySet.as_manager()

    class Meta:
        verbose_name = _("reduction")
        verbose_name_plural = _("reductions")
        ordering = ["starts", "pk"]
        indexes = [models.Index(fields=["variant", "starts"], name="reduction_in_order")]
        constraints = [
            models.CheckConstraint(condition=Q(price__gt=0), name="reduction_above_nothing"),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")),
                name="reduction_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.variant_id}, {self.starts:%Y-%m-%d %H:%M}: {self.price}"

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly

    @property
    def was_called_off(self) -> bool:
        return self.ends == self.starts

    @property
    def is_over(self) -> bool:
        return self.ends is not None and self.ends <= timezone.now()

    @property
    def has_begun(self) -> bool:
        return self.starts <= timezone.now()

    def overlaps(self, starts: datetime, ends: datetime | None) -> bool:
        if self.was_called_off:
            return False
        return (ends is None or self.starts < ends) and (self.ends is None or starts < self.ends)


def log_of(size: "Variant") -> list[Entry]:
    return [Entry(change.at, change.price) for change in size.price_changes.all()]


def steps_of(size: "Variant") -> list[Step]:
    return [Step(each.starts, each.ends, each.price) for each in size.reductions.all()]
