from typing import Any, NoReturn

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Basis(models.TextChoices):
    """Why the law lets us write to someone (domain.md 1.8)."""

    CONTRACT = "contract", _("about an order")
    LEGAL_DUTY = "legal_duty", _("required by law")
    REQUEST = "request", _("asked for by the recipient")
    SOFT_OPT_IN = "soft_opt_in", _("marketing of similar products to a buyer")
    CONSENT = "consent", _("marketing with consent")

    @property
    def is_marketing(self) -> bool:
        return self in MARKETING


MARKETING = (Basis.SOFT_OPT_IN, Basis.CONSENT)


def folded(email: str) -> str:
    """The form in which two spellings of one address are equal."""
    return email.strip().casefold()


class ContactQuerySet(models.QuerySet["Contact"]):
    def for_address(self, email: str) -> "ContactQuerySet":
        return self.filter(email=folded(email))

    def mailable(self, basis: Basis) -> "ContactQuerySet":
        """Those who may be mailed on this basis; the same rule as `Contact.may_be_mailed`.

        A later "no" always wins. After a "no" only a confirmed newsletter counts again: a new
        purchase with an untouched box takes no objection back.
        """
        if not basis.is_marketing:
            return self
        kinds = ConsentEvent.Kind
        own = ConsentEvent.objects.filter(contact=OuterRef("pk"))
        later_no = ConsentEvent.objects.filter(
            contact=OuterRef("contact"), pk__gt=OuterRef("pk"), kind__in=kinds.refusals()
        )
        any_no = ConsentEvent.objects.filter(contact=OuterRef("contact"), kind__in=kinds.refusals())
        confirmed = own.filter(~Exists(later_no), kind=kinds.NEWSLETTER_CONFIRMED)
        if basis == Basis.CONSENT:
            return self.filter(Exists(confirmed))
        bought = own.filter(~Exists(any_no), kind=kinds.SOFT_OPT_IN)
        return self.filter(Q(Exists(confirmed)) | Q(Exists(bought)))


class Contact(models.Model):
    """An e-mail address we may one day write to, however it reached us."""

    email = models.EmailField(_("e-mail"), unique=True)
    language = models.CharField(
        _("language"), max_length=2, choices=[("en", _("English")), ("sv", _("Swedish"))]
    )
    created = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["-created", "-pk"]

    def __str__(self) -> str:
        return self.email

    def may_be_mailed(self, basis: Basis) -> bool:
        return Contact.objects.filter(pk=self.pk).mailable(basis).exists()


class ConsentEventQuerySet(models.QuerySet["ConsentEvent"]):
    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("The consent ledger is append-only: record a new event instead.")

    def delete(self) -> NoReturn:
        raise TypeError("The consent ledger is append-only: record a new event instead.")


class ConsentEvent(models.Model):
    """One line of the append-only ledger: what someone was shown, and what she did."""

    class Kind(models.TextChoices):
        NEWSLETTER_REQUESTED = "newsletter_requested", _("newsletter requested")
        NEWSLETTER_CONFIRMED = "newsletter_confirmed", _("newsletter confirmed")
        SOFT_OPT_IN = "soft_opt_in", _("bought and did not object")
        OBJECTED = "objected", _("objected at the checkout")
        UNSUBSCRIBED = "unsubscribed", _("unsubscribed")
        # About one size that was sold out: one mail, no marketing.
        STOCK_REQUESTED = "stock_requested", _("word of a size requested")
        STOCK_CONFIRMED = "stock_confirmed", _("word of a size confirmed")
        STOCK_STOPPED = "stock_stopped", _("word of a size stopped")

        @classmethod
        def refusals(cls) -> "tuple[ConsentEvent.Kind, ...]":
            return (cls.OBJECTED, cls.UNSUBSCRIBED)

        @classmethod
        def about_stock(cls) -> "tuple[ConsentEvent.Kind, ...]":
            return (cls.STOCK_REQUESTED, cls.STOCK_CONFIRMED, cls.STOCK_STOPPED)

    contact = models.ForeignKey(
        Contact, models.PROTECT, related_name="consent_events", verbose_name=_("contact")
    )
    kind = models.CharField(_("what happened"), max_length=24, choices=Kind)
    text = models.TextField(_("text as shown"))
    text_version = models.CharField(_("version of the text"), max_length=40, blank=True)
    source = models.CharField(_("where"), max_length=200)
    request = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="confirmation",
        verbose_name=_("confirms the request"),
    )
    created = models.DateTimeField(_("when"), default=timezone.now, editable=False)

    objects = ConsentEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent event")
        verbose_name_plural = _("consent events")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["contact", "kind"], name="consent_by_contact")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["newsletter_confirmed", "stock_confirmed"])
                | Q(request__isnull=True),
                name="consent_only_confirmations_answer",
            )
        ]

    def __str__(self) -> str:
        return f"{self.contact}: {self.get_kind_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("The consent ledger is append-only: record a new event instead.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("The consent ledger is append-only: record a new event instead.")
