import datetime
import secrets
from datetime import timedelta

from django.db import models
from django.db.models import F, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def new_reference() -> str:
    return f"pay_{secrets.token_hex(12)}"


def new_refund_reference() -> str:
    return f"ref_{secrets.token_hex(12)}"


class PaymentQuerySet(models.QuerySet["Payment"]):
    def started(self) -> "PaymentQuerySet":
        """Without an answer from the bank."""
        return self.filter(status=Payment.Status.STARTED)

    def captured(self) -> "PaymentQuerySet":
        return self.filter(status=Payment.Status.CAPTURED)

    def silent_since(self, moment: datetime.datetime) -> "PaymentQuerySet":
        """Started before `moment`, unanswered, not asked about since; the longest unasked first."""
        return (
            self.started()
            .filter(
                Q(asked=None) | Q(asked__lte=moment),
                created__lte=moment,
            )
            .order_by(F("asked").asc(nulls_first=True), "created")
        )


class Payment(models.Model):
    """Our side of one payment. One order has one payment; a new attempt is a new order."""

    class Status(models.TextChoices):
        STARTED = "started", _("waiting for the bank")
        CAPTURED = "captured", _("captured")
        DECLINED = "declined", _("declined")
        EXPIRED = "expired", _("ended without a payment")

    # What the provider knows it by, and what makes starting it twice harmless.
    reference = models.CharField(
        _("reference"), max_length=40, unique=True, default=new_reference, editable=False
    )
    order_number = models.CharField(_("order"), max_length=20, unique=True)
    amount = models.PositiveIntegerField(_("amount, öre"))
    currency = models.CharField(_("currency"), max_length=3)
    provider = models.CharField(_("provider"), max_length=20)
    method = models.CharField(_("method"), max_length=30)
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.STARTED, db_index=True
    )
    provider_reference = models.CharField(_("reference at the provider"), max_length=80, blank=True)
    created = models.DateTimeField(_("created"), default=timezone.now)
    # When we last asked the provider ourselves, since no webhook had come.
    asked = models.DateTimeField(_("asked"), null=True, blank=True, editable=False)
    settled = models.DateTimeField(_("settled"), null=True, blank=True)

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["-created", "-pk"]

    def __str__(self) -> str:
        return f"{self.order_number}: {self.get_status_display()}"

    @property
    def is_started(self) -> bool:
        return self.status == self.Status.STARTED

    def is_over(self, window: timedelta) -> bool:
        """Nobody waits for it any longer."""
        return self.created + window <= timezone.now()

    @property
    def is_captured(self) -> bool:
        return self.status == self.Status.CAPTURED

    def settle(self, outcome: "Payment.Status") -> bool:
        """Take over the bank's answer; True for the one caller that changed something.

        Captured money is a fact whenever it is heard of, so it beats every other answer; nothing
        beats it.
        """
        before = [self.Status.STARTED]
        if outcome == self.Status.CAPTURED:
            before += [self.Status.DECLINED, self.Status.EXPIRED]
        now = timezone.now()
        changed = Payment.objects.filter(pk=self.pk, status__in=before).update(
            status=outcome, settled=now
        )
        if changed:
            self.status, self.settled = outcome, now
        return bool(changed)

    def left_to_refund(self) -> int:
        """Captured and not yet promised back; costs a query."""
        if not self.is_captured:
            return 0
        return self.amount - (self.refunds.aggregate(n=Sum("amount"))["n"] or 0)


class PaymentEvent(models.Model):
    """A webhook that proved genuine; one that comes again is known by its id."""

    payment = models.ForeignKey(
        Payment, models.CASCADE, related_name="events", verbose_name=_("payment")
    )
    provider = models.CharField(_("provider"), max_length=20)
    event_id = models.CharField(_("event"), max_length=80)
    outcome = models.CharField(_("outcome"), max_length=10)
    amount = models.BigIntegerField(_("amount, öre"))
    currency = models.CharField(_("currency"), max_length=3)
    problem = models.CharField(_("problem"), max_length=200, blank=True)
    received = models.DateTimeField(_("received"), default=timezone.now)

    class Meta:
        verbose_name = _("payment event")
        verbose_name_plural = _("payment events")
        ordering = ["-received", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["provider", "event_id"], name="payment_event_once")
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.event_id}"


class RefundQuerySet(models.QuerySet["Refund"]):
    def requested(self) -> "RefundQuerySet":
        return self.filter(status=Refund.Status.REQUESTED)

    def due(self) -> "RefundQuerySet":
        """To be sent now, the longest waiting first."""
        return self.requested().filter(next_attempt__lte=timezone.now()).order_by("next_attempt")

    def failed(self) -> "RefundQuerySet":
        """Given up; people have to look."""
        return self.filter(status=Refund.Status.FAILED)

    def try_again(self) -> int:
        """Those given up, from the start; how many there were."""
        return self.failed().update(
            status=Refund.Status.REQUESTED, attempts=0, next_attempt=timezone.now()
        )


class Refund(models.Model):
    """Money that goes back; a row first, so that a crash cannot forget it."""

    # The pauses between them double: the last attempt comes after about 17 hours.
    MOST_ATTEMPTS = 11
    FIRST_PAUSE = timedelta(minutes=1)

    class Status(models.TextChoices):
        REQUESTED = "requested", _("requested")
        DONE = "done", _("done")
        FAILED = "failed", _("given up")

    payment = models.ForeignKey(
        Payment, models.PROTECT, related_name="refunds", verbose_name=_("payment")
    )
    reference = models.CharField(
        max_length=40, unique=True, default=new_refund_reference, editable=False
    )
    amount = models.PositiveIntegerField(_("amount, öre"))
    reason = models.CharField(_("reason"), max_length=120)
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.REQUESTED, db_index=True
    )
    created = models.DateTimeField(_("created"), default=timezone.now)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt = models.DateTimeField(_("next attempt"), default=timezone.now)
    problem = models.CharField(_("problem"), max_length=200, blank=True)
    done = models.DateTimeField(_("done"), null=True, blank=True)

    objects = RefundQuerySet.as_manager()

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        ordering = ["-created", "-pk"]

    def __str__(self) -> str:
        return f"{self.payment.order_number}: {self.amount}"

    def mark_done(self) -> None:
        Refund.objects.requested().filter(pk=self.pk).update(
            status=self.Status.DONE, done=timezone.now(), problem=""
        )

    def note_failure(self, problem: str) -> None:
        """Try later, ever less often; after the last attempt no more."""
        attempts = self.attempts + 1
        Refund.objects.requested().filter(pk=self.pk).update(
            attempts=attempts,
            next_attempt=timezone.now() + self.FIRST_PAUSE * 2**self.attempts,
            problem=problem[:200],
            status=self.Status.FAILED if attempts >= self.MOST_ATTEMPTS else self.status,
        )


class TestChargeQuerySet(models.QuerySet["TestCharge"]):
    def undecided(self) -> "TestChargeQuerySet":
        """Due, and the bank has made up its mind; silent ones never are."""
        return self.filter(status=TestCharge.Status.OPEN, due__lte=timezone.now()).exclude(
            outcome=TestCharge.Outcome.SILENT
        )

    def to_report(self) -> "TestChargeQuerySet":
        return self.filter(
            status__in=[TestCharge.Status.CAPTURED, TestCharge.Status.DECLINED],
            reported=None,
            attempts__lt=TestCharge.MOST_ATTEMPTS,
            next_attempt__lte=timezone.now(),
        )


class TestCharge(models.Model):
    """The test bank's own book: another party's side, so nothing of ours points into it."""

    __test__ = False  # no test class, whatever pytest thinks of the name
    MOST_ATTEMPTS = 8

    class Outcome(models.TextChoices):
        """What the bank will say; decided when the charge is made."""

        CAPTURED = "captured", _("captured")
        DECLINED = "declined", _("declined")
        SILENT = "silent", _("never answers")

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        CAPTURED = "captured", _("captured")
        DECLINED = "declined", _("declined")
        CANCELLED = "cancelled", _("cancelled")

    charge_id = models.CharField(max_length=40, unique=True)
    event_id = models.CharField(max_length=40, unique=True)
    reference = models.CharField(max_length=40, unique=True)
    amount = models.PositiveIntegerField()
    refunded = models.PositiveIntegerField(default=0)
    currency = models.CharField(max_length=3)
    outcome = models.CharField(max_length=10, choices=Outcome)
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    due = models.DateTimeField()
    reported = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt = models.DateTimeField(db_index=True)

    objects = TestChargeQuerySet.as_manager()

    class Meta:
        verbose_name = _("test bank charge")
        verbose_name_plural = _("test bank charges")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.charge_id


class TestRefund(models.Model):
    """The test bank's note of a refund, so that the same one twice moves money once."""

    __test__ = False

    charge = models.ForeignKey(TestCharge, models.CASCADE, related_name="refunds")
    reference = models.CharField(max_length=40, unique=True)
    amount = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("test bank refund")
        verbose_name_plural = _("test bank refunds")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.reference
