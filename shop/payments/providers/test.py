"""The test provider: asynchronous, can decline, can be silent, reports by signed webhook."""

import hmac
import json
import logging
from collections.abc import Mapping

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from kombu.exceptions import OperationalError

from shop.payments import bank
from shop.payments.models import Payment, Refund, TestCharge
from shop.payments.tasks import answer_test_charges

from .base import (
    AlreadyCaptured,
    Method,
    Outcome,
    Provider,
    RefundRefused,
    Report,
    Started,
    WebhookRefused,
)

logger = logging.getLogger(__name__)

TOLERANCE_SECONDS = 300
# Enough for the seconds of the next 30 000 years.
MOST_DIGITS = 12
DECLINED_CARD = "card_declined"


class TestProvider(Provider):
    __test__ = False
    name = "test"

    def methods(self) -> list[Method]:
        return [
            Method("swish", _("Swish (test)"), _("The test bank answers by itself; no app opens.")),
            Method("card", _("Card (test)"), _("A debit card at the test bank.")),
            Method(
                DECLINED_CARD,
                _("Card that is declined (test)"),
                _("Shows what happens when the bank says no."),
            ),
            Method(
                "invoice",
                _("Pay later, invoice (test)"),
                _("A credit. A real one would mean a credit check."),
                is_credit=True,
            ),
        ]

    def start(self, payment: Payment) -> Started:
        declined = payment.method == DECLINED_CARD
        charge = bank.open_charge(
            reference=payment.reference,
            amount=payment.amount,
            currency=payment.currency,
            outcome=TestCharge.Outcome.DECLINED if declined else settings.TEST_PAYMENT_OUTCOME,
        )
        try:
            answer_test_charges.apply_async(countdown=settings.TEST_PAYMENT_DELAY, retry=False)
        except (OperationalError, OSError) as error:
            # The bank also wakes up by itself every few seconds.
            logger.warning("The test bank could not be woken at once: %s", error)
        return Started(charge.charge_id)

    def fetch(self, payment: Payment) -> Report:
        bank.decide_due()
        charge = TestCharge.objects.filter(reference=payment.reference).first()
        if charge is None:
            return Report(payment.reference, Outcome.OPEN, payment.amount, payment.currency)
        return Report(charge.reference, Outcome(charge.status), charge.amount, charge.currency)

    def cancel(self, payment: Payment) -> None:
        charge = bank.cancel_charge(payment.reference)
        if charge is not None and charge.status == TestCharge.Status.CAPTURED:
            raise AlreadyCaptured(f"{charge} has been captured.")

    def refund(self, refund: Refund) -> None:
        done = bank.refund_charge(
            charge_reference=refund.payment.reference,
            refund_reference=refund.reference,
            amount=refund.amount,
        )
        if not done:
            raise RefundRefused(f"The test bank refused refund {refund.reference}.")

    def read_webhook(self, headers: Mapping[str, str], body: bytes) -> Report:
        verify(headers.get(bank.SIGNATURE_HEADER, ""), body)
        try:
            content = json.loads(body)
            return Report(
                reference=str(content["reference"]),
                outcome=Outcome(content["status"]),
                amount=int(content["amount"]),
                currency=str(content["currency"]),
                event_id=str(content["id"]),
            )
        except (ValueError, KeyError, TypeError) as error:
            raise WebhookRefused(f"The message could not be read: {error}.") from error


def verify(signature: str, body: bytes) -> None:
    timestamp = dict(part.partition("=")[::2] for part in signature.split(",")).get("t", "")
    if not (timestamp.isdecimal() and timestamp.isascii() and len(timestamp) <= MOST_DIGITS):
        raise WebhookRefused(f"The header {bank.SIGNATURE_HEADER} is missing or has no time.")
    if not hmac.compare_digest(signature.encode(), bank.sign(body, int(timestamp)).encode()):
        raise WebhookRefused("The signature does not belong to this message.")
    if abs(timezone.now().timestamp() - int(timestamp)) > TOLERANCE_SECONDS:
        raise WebhookRefused("The message is more than five minutes old.")
