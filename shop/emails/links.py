"""Addresses that stand in mails: absolute, and signed where they carry someone's right."""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse

from shop.customers.models import ConsentEvent, Contact

from .waiting import Waiting

CONFIRM_WITHIN = timedelta(hours=48)

# "." instead of ":" so that mail clients find the end of the link.
_unsubscribe = signing.Signer(salt="shop.emails.unsubscribe", sep=".")
_confirm = signing.TimestampSigner(salt="shop.emails.confirm", sep=".")
_confirm_waiting = signing.TimestampSigner(salt="shop.emails.confirm_waiting", sep=".")
_stop_waiting = signing.Signer(salt="shop.emails.stop_waiting", sep=".")


def absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def static_file(name: str) -> str:
    """The plain address, without the hash of today's content: a letter is read for years."""
    return absolute(f"{settings.STATIC_URL}{name}")


def unsubscribe(contact: Contact) -> str:
    """The stop link of one contact; it works for ever."""
    return absolute(reverse("emails:unsubscribe", args=[_unsubscribe.sign(str(contact.pk))]))


def contact_from(token: str) -> Contact | None:
    try:
        return Contact.objects.filter(pk=int(_unsubscribe.unsign(token))).first()
    except (signing.BadSignature, ValueError):
        return None


def confirm(request: ConsentEvent) -> str:
    """The link of the double opt-in; it works for CONFIRM_WITHIN."""
    return absolute(reverse("emails:confirm", args=[_confirm.sign(str(request.pk))]))


def newsletter_request_from(token: str) -> ConsentEvent | None:
    try:
        pk = int(_confirm.unsign(token, max_age=CONFIRM_WITHIN))
    except (signing.BadSignature, ValueError):
        return None
    return (
        ConsentEvent.objects.filter(pk=pk, kind=ConsentEvent.Kind.NEWSLETTER_REQUESTED)
        .select_related("contact")
        .first()
    )


def confirm_waiting(waiting: Waiting) -> str:
    """The link of the double opt-in for a size; it works for CONFIRM_WITHIN."""
    token = _confirm_waiting.sign(str(waiting.pk))
    return absolute(reverse("emails:confirm_waiting", args=[token]))


def stop_waiting(waiting: Waiting) -> str:
    """The way off the list of a size; it works as long as she is on it."""
    return absolute(reverse("emails:stop_waiting", args=[_stop_waiting.sign(str(waiting.pk))]))


def waiting_to_confirm(token: str) -> Waiting | None:
    try:
        pk = int(_confirm_waiting.unsign(token, max_age=CONFIRM_WITHIN))
    except (signing.BadSignature, ValueError):
        return None
    return Waiting.objects.with_parts().filter(pk=pk).first()


def waiting_to_stop(token: str) -> int | None:
    """Its number; the row itself may be gone already."""
    try:
        return int(_stop_waiting.unsign(token))
    except (signing.BadSignature, ValueError):
        return None
