from django.db import transaction

from . import consent_texts
from .models import ConsentEvent, Contact
from .signals import consent_withdrawn


@transaction.atomic
def withdraw_consent(*, contact: Contact, source: str) -> None:
    """No marketing from now on, whatever it rested on. Saying it twice records one line."""
    # One at a time per contact: a mail client and a person may press at the same moment.
    Contact.objects.select_for_update().get(pk=contact.pk)
    kinds = ConsentEvent.Kind
    beside_the_point = (kinds.NEWSLETTER_REQUESTED, *kinds.about_stock())
    latest = contact.consent_events.exclude(kind__in=beside_the_point).first()
    if latest is None or latest.kind != kinds.UNSUBSCRIBED:
        ConsentEvent.objects.create(
            contact=contact,
            kind=kinds.UNSUBSCRIBED,
            text=consent_texts.UNSUBSCRIBE.in_language(contact.language),
            text_version=consent_texts.UNSUBSCRIBE.version,
            source=source,
        )
    consent_withdrawn.send(Contact, contact=contact)
