from django.db import transaction

from . import consent_texts
from .models import ConsentEvent


@transaction.atomic
def confirm_newsletter(*, request: ConsentEvent, language: str, source: str) -> bool:
    """The second step of the double opt-in. A request can be confirmed once.

    False where it was confirmed before: an old link takes no later "no" back.
    """
    _event, created = ConsentEvent.objects.get_or_create(
        request=request,
        defaults={
            "contact": request.contact,
            "kind": ConsentEvent.Kind.NEWSLETTER_CONFIRMED,
            "text": consent_texts.NEWSLETTER.in_language(language),
            "text_version": consent_texts.NEWSLETTER.version,
            "source": source,
        },
    )
    return created
