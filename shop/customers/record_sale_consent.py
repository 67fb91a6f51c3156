from django.db import transaction

from . import consent_texts
from .contact_for import contact_for
from .models import ConsentEvent, Contact
from .signals import consent_withdrawn


@transaction.atomic
def record_sale_consent(*, email: str, language: str, objects: bool, source: str) -> Contact:
    """Keep what a buyer answered to the notice beside the e-mail field of the checkout."""
    contact = contact_for(email=email, language=language)
    kinds = ConsentEvent.Kind
    ConsentEvent.objects.create(
        contact=contact,
        kind=kinds.OBJECTED if objects else kinds.SOFT_OPT_IN,
        text=consent_texts.SOFT_OPT_IN.in_language(language),
        text_version=consent_texts.SOFT_OPT_IN.version,
        source=source,
    )
    if objects:
        consent_withdrawn.send(Contact, contact=contact)
    return contact
