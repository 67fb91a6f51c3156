"""The test bank: another party that happens to live in our process.

It keeps its own book (TestCharge), makes up its mind after a delay, and reports by a signed
webhook over HTTP like any provider would. Nothing here touches our payments or orders.
"""

import hashlib
import hmac
import json
import logging
import secrets
from datetime import timedelta
from urllib.error import URLError
from urllib.request import Request, urlopen

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from .models import TestCharge, TestRefund

logger = logging.getLogger(__name__)

SIGNATURE_HEADER = "Test-Bank-Signature"
BATCH = 50
PATIENCE_SECONDS = 10


def sign(body: bytes, timestamp: int) -> str:
    """`t=<unix time>,v1=<HMAC-SHA256 of time and body>`."""
    message = str(timestamp).encode() + b"." + body
    digest = hmac.new(settings.TEST_PAYMENT_SECRET.encode(), message, hashlib.sha256).hexdigest()
    return f"t={timestamp},v1={digest}"


def open_charge(*, reference: str, amount: int, currency: str, outcome: str) -> TestCharge:
    """The same reference again gives the same charge."""
    due = timezone.now() + timedelta(seconds=settings.TEST_PAYMENT_DELAY)
    charge, _created = TestCharge.objects.get_or_create(
        reference=reference,
        defaults={
            "charge_id": f"tc_{secrets.token_hex(8)}",
            "event_id": f"te_{secrets.token_hex(8)}",
            "amount": amount,
            "currency": currency,
            "outcome": outcome,
            "due": due,
            "next_attempt": due,
        },
    )
    return charge


def decide_due() -> None:
    TestCharge.objects.undecided().update(status=F("outcome"))


def cancel_charge(reference: str) -> TestCharge | None:
    """The charge as it then stands: cancelled, or too late."""
    decide_due()
    TestCharge.objects.filter(reference=reference, status=TestCharge.Status.OPEN).update(
        status=TestCharge.Status.CANCELLED
    )
    return TestCharge.objects.filter(reference=reference).first()


@transaction.atomic
def refund_charge(*, charge_reference: str, refund_reference: str, amount: int) -> bool:
    """False where the charge is not captured or would be refunded beyond its amount."""
    charge = TestCharge.objects.select_for_update().filter(reference=charge_reference).first()
    if charge is None or charge.status != TestCharge.Status.CAPTURED:
        return False
    if TestRefund.objects.filter(reference=refund_reference).exists():
        return True
    if charge.refunded + amount > charge.amount:
        return False
    TestRefund.objects.create(charge=charge, reference=refund_reference, amount=amount)
    TestCharge.objects.filter(pk=charge.pk).update(refunded=F("refunded") + amount)
    return True


def answer_due() -> int:
    """Decide what is due and report it; how many reports were accepted."""
    decide_due()
    return sum(report(charge) for charge in TestCharge.objects.to_report()[:BATCH])


def report(charge: TestCharge) -> bool:
    claimed = TestCharge.objects.filter(pk=charge.pk, next_attempt=charge.next_attempt).update(
        next_attempt=timezone.now() + timedelta(seconds=15 * 2**charge.attempts),
        attempts=F("attempts") + 1,
    )
    if not claimed:
        return False  # another worker is at it
    body = message(charge)
    address = settings.SITE_URL + reverse("payments:webhook", args=["test"])
    request = Request(  # noqa: S310 - our own address, from the settings
        address,
        data=body,
        method="POST",
        headers={
            "Content-Type": "application/json",
            SIGNATURE_HEADER: sign(body, int(timezone.now().timestamp())),
        },
    )
    try:
        with urlopen(request, timeout=PATIENCE_SECONDS):  # noqa: S310
            pass
    except (URLError, OSError) as error:
        logger.warning("The test bank could not report %s to %s: %s", charge, address, error)
        return False
    TestCharge.objects.filter(pk=charge.pk).update(reported=timezone.now())
    return True


def message(charge: TestCharge) -> bytes:
    return json.dumps(
        {
            "id": charge.event_id,
            "charge": charge.charge_id,
            "reference": charge.reference,
            "status": charge.status,
            "amount": charge.amount,
            "currency": charge.currency,
        }
    ).encode()
