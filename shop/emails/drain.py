"""From the table of outgoing mail to the mail server."""

import logging
import smtplib
import uuid

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend

from .compose import as_message, compose
from .models import OutgoingMail
from .registry import NotWanted

logger = logging.getLogger(__name__)
BATCH = 100
# "Authentication required" and its kin: some servers say so only at the recipient.
ABOUT_OUR_LOGIN = {530, 534, 535, 538}


def drain() -> int:
    """Send up to BATCH due mails over one connection; says how many it looked at.

    A mail server that cannot be reached costs no attempt: nothing is claimed then.
    """
    settle_abandoned()
    worker = uuid.uuid4()
    waiting = OutgoingMail.objects.due().order_by("due_at", "pk")
    due = list(waiting.values_list("pk", flat=True)[:BATCH])
    if not due:
        return 0
    connection = get_connection()
    if not opened(connection):
        return 0
    try:
        for pk in due:
            mail = OutgoingMail.objects.claim(pk, worker)
            # After a failed delivery nobody knows the state of the connection: take a new one.
            if mail and not send(mail, connection) and not reopened(connection):
                return 0
    finally:
        close(connection)
    return len(due)


def settle_abandoned() -> None:
    for mail in OutgoingMail.objects.abandoned():
        logger.warning("A worker died over mail %s (%s).", mail.pk, mail.kind)
        mail.settle()


def opened(connection: BaseEmailBackend) -> bool:
    try:
        connection.open()
    except (smtplib.SMTPResponseException, smtplib.SMTPNotSupportedError) as error:
        logger.error("The mail server does not let us in: %s", error)
        close(connection)
        return False
    except (OSError, smtplib.SMTPException) as error:
        logger.warning("The mail server cannot be reached: %s", error)
        return False
    return True


def reopened(connection: BaseEmailBackend) -> bool:
    close(connection)
    return opened(connection)


def close(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except (OSError, smtplib.SMTPException) as error:
        logger.info("Closing a broken connection: %s", error)


def send(mail: OutgoingMail, connection: BaseEmailBackend) -> bool:
    """Send one claimed mail and write down what became of it. False after a failed delivery."""
    try:
        subject, text, html = compose(mail)
        reason = mail.why_not()
    except NotWanted as why:
        mail.mark_dropped(str(why))
        return True
    except Exception as error:
        # One mail that cannot be written must not hold up the others.
        logger.exception("Mail %s (%s) cannot be composed.", mail.pk, mail.kind)
        mail.retry_later(f"Composing: {error!r}")
        return True
    if reason:
        mail.mark_dropped(reason)
        return True
    if not mail.hand_over(subject=subject, text=text, html=html):
        return True
    try:
        connection.send_messages([as_message(mail)])
    except (ValueError, smtplib.SMTPNotSupportedError) as error:
        # No valid address, or a line break in a header.
        mail.mark_failed(str(error))
    except (smtplib.SMTPException, OSError) as error:
        logger.warning("Mail %s (%s) was not delivered: %s", mail.pk, mail.kind, error)
        note_refusal(mail, error)
        return False
    else:
        mail.mark_sent()
    return True


def note_refusal(mail: OutgoingMail, error: Exception) -> None:
    """Only a recipient refused for good fails. A broken line says nothing, so marketing is not
    sent again. All else is tried later, and what the server holds against us is an error to mend.
    """
    code = smtp_code(error)
    if code is None and mail.basis.is_marketing:
        mail.mark_in_doubt(str(error))
    elif code is None or code < 500:
        mail.retry_later(str(error))
    elif isinstance(error, smtplib.SMTPRecipientsRefused) and code not in ABOUT_OUR_LOGIN:
        mail.mark_failed(str(error))
    else:
        logger.error("The mail server refuses us, not the recipient: %s", error)
        mail.wait_for_mending(str(error))


def smtp_code(error: Exception) -> int | None:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return max(code for code, _answer in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return int(error.smtp_code)
    return None
