"""Sign-up for a size that is sold out: a double opt-in with a text of its own."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from shop.catalogue.models import Variant
from shop.customers import consent_texts
from shop.customers.consent_texts import ConsentText
from shop.customers.contact_for import contact_for
from shop.customers.models import ConsentEvent, Contact

from .queue_mail import queue_mail
from .waiting import Waiting

# So that nobody can fill someone else's letter box by pressing the button again and again.
PAUSE = timedelta(minutes=10)
MOST_AT_ONCE = 20


@transaction.atomic
def ask_to_be_told(*, email: str, variant: Variant, language: str, source: str) -> bool:
    """First step: the wish and the mail that asks back, both or neither.

    False where no mail goes out: one has just gone, she is on the list already, or on too many.
    """
    contact = contact_for(email=email, language=language)
    Contact.objects.select_for_update().get(pk=contact.pk)
    waiting = contact.waiting.filter(variant=variant).first()
    if waiting and (waiting.is_confirmed or waiting.asked > timezone.now() - PAUSE):
        return False
    if waiting is None and contact.waiting.count() >= MOST_AT_ONCE:
        return False
    request = record(
        contact,
        ConsentEvent.Kind.STOCK_REQUESTED,
        consent_texts.BACK_IN_STOCK,
        language,
        f"{source}, {variant.sku}",
    )
    if waiting:
        waiting.delete()
    waiting = Waiting.objects.create(
        contact=contact, variant=variant, language=language, request=request
    )
    queue_mail(
        kind="back_in_stock_confirmation",
        reference=str(waiting.pk),
        recipient=email,
        language=language,
    )
    return True


@transaction.atomic
def confirm_waiting(*, waiting: Waiting, language: str) -> None:
    """Second step; a second press changes nothing."""
    if not Waiting.objects.filter(pk=waiting.pk, confirmed=None).update(confirmed=timezone.now()):
        return
    record(
        waiting.contact,
        ConsentEvent.Kind.STOCK_CONFIRMED,
        consent_texts.BACK_IN_STOCK,
        language,
        f"confirmation page, {waiting.variant.sku}",
        request=waiting.request,
    )


@transaction.atomic
def stop_waiting(*, waiting: Waiting, language: str) -> None:
    record(
        waiting.contact,
        ConsentEvent.Kind.STOCK_STOPPED,
        consent_texts.NOT_WAITING_ANY_MORE,
        language,
        f"stop page, {waiting.variant.sku}",
    )
    waiting.delete()


def record(
    contact: Contact,
    kind: ConsentEvent.Kind,
    text: ConsentText,
    language: str,
    source: str,
    request: ConsentEvent | None = None,
) -> ConsentEvent:
    return ConsentEvent.objects.create(
        contact=contact,
        kind=kind,
        text=text.in_language(language),
        text_version=text.version,
        source=source[:200],
        request=request,
    )
