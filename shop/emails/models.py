import uuid
from datetime import datetime, timedelta
from email.utils import make_msgid
from typing import Self
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.customers.models import MARKETING, Basis, Contact

from .registry import MAILS
from .waiting import Waiting as Waiting  # a model, found by Django through this module

# A claim older than this belongs to a worker that died: the longest a living one needs is a few
# network timeouts (EMAIL_TIMEOUT).
LEASE = timedelta(minutes=2)
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
MAX_ATTEMPTS = 12


def new_message_id() -> str:
    return make_msgid(domain=urlsplit(settings.SITE_URL).hostname)


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    def queued(self) -> Self:
        return self.filter(status=OutgoingMail.Status.QUEUED)

    def due(self) -> Self:
        return self.queued().filter(due_at__lte=timezone.now())

    def owed(self) -> Self:
        """What a contract or the law makes us send."""
        return self.filter(legal_basis__in=[Basis.CONTRACT, Basis.LEGAL_DUTY])

    def lost(self) -> Self:
        """Not sent, and nothing will send it."""
        status = OutgoingMail.Status
        return self.filter(status__in=[status.FAILED, status.DROPPED, status.IN_DOUBT])

    def overdue(self, patience: timedelta) -> Self:
        """Still not sent. Each try moves `due_at`, so after the first one its age counts."""
        before = timezone.now() - patience
        waiting = self.filter(status__in=[OutgoingMail.Status.QUEUED, OutgoingMail.Status.SENDING])
        return waiting.filter(Q(due_at__lt=before) | Q(attempts__gt=0, created__lt=before))

    def settled_before(self, moment: datetime) -> Self:
        """Sent before that moment, or given up and older than it."""
        return self.filter(sent_at__lt=moment) | self.lost().filter(due_at__lt=moment)

    def marketing_to(self, contact: Contact) -> Self:
        return self.filter(contact=contact, legal_basis__in=MARKETING)

    def abandoned(self) -> Self:
        """Claimed by a worker that never came back."""
        return self.filter(
            status=OutgoingMail.Status.SENDING, claimed_at__lt=timezone.now() - LEASE
        )

    def drop(self, reason: str) -> int:
        """Give up those that no worker has claimed; says how many."""
        return self.queued().update(status=OutgoingMail.Status.DROPPED, error=reason)

    def claim(self, pk: int, worker: uuid.UUID) -> "OutgoingMail | None":
        """Take one mail for this worker; None where another was faster or it is not due.

        One conditional UPDATE, so two workers never hold the same mail, on any database.
        """
        taken = (
            self.due()
            .filter(pk=pk)
            .update(
                status=OutgoingMail.Status.SENDING,
                claimed_by=worker,
                claimed_at=timezone.now(),
                handed_over_at=None,
                attempts=F("attempts") + 1,
            )
        )
        return self.select_related("contact").get(pk=pk) if taken else None


class OutgoingMail(models.Model):
    """One letter to one address: the only record of what is to be sent and what was.

    Tasks carry no names; they say "drain" and read this table.
    """

    class Status(models.TextChoices):
        QUEUED = "queued", _("queued")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        DROPPED = "dropped", _("dropped")
        # A worker died between handing a marketing mail over and writing that down. It is not
        # sent again; a person decides.
        IN_DOUBT = "in_doubt", _("in doubt")

    kind = models.CharField(_("kind"), max_length=40)
    reference = models.CharField(
        _("about"), max_length=64, help_text=_("What it is about, such as the order number.")
    )
    recipient = models.EmailField(_("recipient"))
    contact = models.ForeignKey(
        Contact, models.PROTECT, related_name="mails", verbose_name=_("contact")
    )
    language = models.CharField(
        _("language"), max_length=2, choices=[("en", _("English")), ("sv", _("Swedish"))]
    )
    legal_basis = models.CharField(_("legal basis"), max_length=12, choices=Basis)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.QUEUED)
    due_at = models.DateTimeField(_("due"), default=timezone.now)
    latest_useful_at = models.DateTimeField(_("useful until"))
    claimed_at = models.DateTimeField(_("claimed"), null=True, blank=True)
    claimed_by = models.UUIDField(_("claimed by"), null=True, blank=True)
    handed_over_at = models.DateTimeField(_("handed to the mail server"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    message_id = models.CharField(
        _("message ID"), max_length=255, unique=True, default=new_message_id
    )
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    error = models.TextField(_("why not"), blank=True)
    # Empty until it is composed, at the moment of sending.
    subject = models.CharField(_("subject"), max_length=255, blank=True)
    text = models.TextField(_("text"), blank=True)
    html = models.TextField(_("HTML"), blank=True)
    created = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mails")
        ordering = ["-due_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "reference", "recipient"], name="mail_once_per_recipient"
            )
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(status="queued"), name="mail_queued_by_due"
            ),
            models.Index(fields=["status"], name="mail_by_status"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}: {self.recipient}"

    @property
    def basis(self) -> Basis:
        return Basis(self.legal_basis)

    @property
    def is_composed(self) -> bool:
        return bool(self.subject)

    def why_not(self) -> str:
        """The reason not to send it now, asked at the last moment; empty where it may go."""
        if timezone.now() > self.latest_useful_at:
            return "Too late to be of use."
        if not self.contact.may_be_mailed(self.basis):
            return "The recipient does not want marketing."
        return MAILS[self.kind].why_not(self)

    # Each step below is conditional on still holding the claim: a worker that was thought dead
    # and woke up again changes nothing.

    def _held(self) -> OutgoingMailQuerySet:
        return OutgoingMail.objects.filter(
            pk=self.pk, status=self.Status.SENDING, claimed_by=self.claimed_by
        )

    def hand_over(self, *, subject: str, text: str, html: str) -> bool:
        """Keep what is about to be sent. False where the claim was lost: then do not send."""
        self.subject, self.text, self.html = subject, text, html
        return bool(
            self._held().update(
                subject=subject, text=text, html=html, handed_over_at=timezone.now()
            )
        )

    def mark_sent(self) -> None:
        self._held().update(status=self.Status.SENT, sent_at=timezone.now(), error="")

    def mark_dropped(self, reason: str) -> None:
        self._held().update(status=self.Status.DROPPED, error=reason)

    def mark_failed(self, error: str) -> None:
        self._held().update(status=self.Status.FAILED, error=error)

    def mark_in_doubt(self, error: str) -> None:
        self._held().update(status=self.Status.IN_DOUBT, error=error)

    def retry_later(self, error: str) -> None:
        """Back to the queue with a growing pause; failed after the last attempt."""
        if self.attempts >= MAX_ATTEMPTS:
            self.mark_failed(error)
        else:
            self.wait_for_mending(error)

    def wait_for_mending(self, error: str) -> None:
        """Back to the queue with a growing pause, as long as it is of use: the fault is ours."""
        self._held().update(
            status=self.Status.QUEUED, due_at=self.next_attempt_at(), claimed_by=None, error=error
        )

    def next_attempt_at(self) -> datetime:
        doublings = min(self.attempts, MAX_ATTEMPTS) - 1
        return timezone.now() + min(FIRST_PAUSE * (1 << max(0, doublings)), LONGEST_PAUSE)

    def settle(self) -> None:
        """After its worker died: what never reached the mail server goes again; so does an order
        mail, under the same Message-ID; marketing that may have gone out does not."""
        if self.handed_over_at is not None and self.basis.is_marketing:
            self.mark_in_doubt("The worker died after handing it over.")
        elif self.attempts >= MAX_ATTEMPTS:
            self.mark_failed("The worker died each time.")
        else:
            self._held().update(status=self.Status.QUEUED, claimed_by=None)
