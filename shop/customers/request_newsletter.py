from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from . import consent_texts
from .contact_for import contact_for
from .models import ConsentEvent, Contact

# So that nobody can fill someone else's letter box by pressing the button again and again.
PAUSE = timedelta(minutes=10)


@transaction.atomic
def request_newsletter(*, email: str, language: str, text: str, source: str) -> ConsentEvent | None:
    """Record the wish; None where the last one is still waiting and younger than PAUSE.

    `text` is what stood around the field, as shown.
    """
    contact = contact_for(email=email, language=language)
    Contact.objects.select_for_update().get(pk=contact.pk)
    kinds = ConsentEvent.Kind
    latest = contact.consent_events.exclude(kind__in=kinds.about_stock()).first()
    waiting = latest is not None and latest.kind == kinds.NEWSLETTER_REQUESTED
    if latest and waiting and latest.created > timezone.now() - PAUSE:
        return None
    return ConsentEvent.objects.create(
        contact=contact,
        kind=kinds.NEWSLETTER_REQUESTED,
        text=text,
        text_version=consent_texts.SIGN_UP_VERSION,
        source=source,
    )
