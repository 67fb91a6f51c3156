"""What we owe people by mail must have left; a row that says why it did not is not enough."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from shop.emails.audit import PATIENCE_WITH_MAIL, letters_not_sent
from shop.emails.management.commands.audit import one_moment
from shop.emails.models import OutgoingMail
from shop.emails.queue_mail import queue_mail

pytestmark = pytest.mark.django_db
Status = OutgoingMail.Status
LONG_AGO = PATIENCE_WITH_MAIL + timedelta(seconds=1)


@pytest.fixture
def row() -> OutgoingMail:
    return queue_mail(
        kind="withdrawal_acknowledgement",
        reference="1",
        recipient="tove@example.se",
        language="en",
    )


def change(row: OutgoingMail, **fields: object) -> None:
    OutgoingMail.objects.filter(pk=row.pk).update(**fields)


@pytest.mark.parametrize("status", [Status.FAILED, Status.DROPPED, Status.IN_DOUBT])
def test_a_mail_we_owe_and_lost_is_named_with_its_reason(row: OutgoingMail, status: Status) -> None:
    change(row, status=status, error="550 No such user")
    (problem,) = letters_not_sent()
    assert problem == (
        f"Mail {row.pk} (withdrawal_acknowledgement, 1) has not been sent, it is {status.label}: "
        "550 No such user"
    )


@pytest.mark.parametrize("status", [Status.QUEUED, Status.SENDING])
def test_a_mail_we_owe_that_waits_too_long_is_named(row: OutgoingMail, status: Status) -> None:
    change(row, status=status)
    assert list(letters_not_sent()) == []
    change(row, due_at=timezone.now() - LONG_AGO)
    assert len(list(letters_not_sent())) == 1


def test_trying_again_and_again_hides_no_delay(row: OutgoingMail) -> None:
    change(row, attempts=3, created=timezone.now() - LONG_AGO)
    change(row, due_at=timezone.now() + timedelta(minutes=4), error="530 Authentication required")
    (problem,) = letters_not_sent()
    assert "530 Authentication required" in problem


def test_sent_mails_and_lost_marketing_are_no_problem(row: OutgoingMail) -> None:
    change(row, status=Status.SENT, due_at=timezone.now() - LONG_AGO)
    dropped = queue_mail(
        kind="how_to_use", reference="AG-1", recipient="tove@example.se", language="en"
    )
    change(dropped, status=Status.DROPPED)
    assert list(letters_not_sent()) == []


@pytest.mark.django_db(transaction=True)
def test_the_command_ends_with_1_then(row: OutgoingMail) -> None:
    change(row, status=Status.FAILED, error="550 No such user")
    out = StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("audit", "--json", stdout=out)
    assert end.value.code == 1
    assert "550 No such user" in json.loads(out.getvalue())["problems"][0]


@pytest.mark.django_db(transaction=True)
def test_it_sees_one_moment_and_keeps_no_shopper_waiting(row: OutgoingMail) -> None:
    def work() -> None:
        try:
            with transaction.atomic():
                change(row, status=Status.SENT)
        finally:
            connection.close()

    with one_moment(), ThreadPoolExecutor(1) as pool:
        assert OutgoingMail.objects.queued().count() == 1
        pool.submit(work).result(10)
        assert OutgoingMail.objects.queued().count() == 1
    assert OutgoingMail.objects.queued().count() == 0
