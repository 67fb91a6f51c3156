from django.db import transaction

from . import consent_texts
from .contact_for import contact_for
from .models import ConsentEvent, Contact
from .signals import consent_withdrawn


@transaction.atomic
def record_sale_consent(
    *, email: str, language: str, objects: bool, text: str, source: str
) -> Contact:
    """Keep what a buyer answered to the notice beside the e-mail field of the checkout.

    `text` is the notice as shown, `source` names the sale: told twice of the same sale, the
    ledger keeps one line.
    """
    contact = contact_for(email=email, language=language)
    Contact.objects.select_for_update().get(pk=contact.pk)
    kind = ConsentEvent.Kind.OBJECTED if objects else ConsentEvent.Kind.SOFT_OPT_IN
    if not contact.consent_events.filter(kind=kind, source=source).exists():
        ConsentEvent.objects.create(
            contact=contact,
            kind=kind,
            text=text,
            text_version=consent_texts.version_of(text),
            source=source,
        )
        if objects:
            consent_withdrawn.send(Contact, contact=contact)
    return contact
