from django.db import transaction

from shop.customers.request_newsletter import request_newsletter

from .queue_mail import queue_mail


@transaction.atomic
def ask_for_newsletter(*, email: str, language: str, text: str, source: str) -> bool:
    """First step of the double opt-in: the wish and the mail that asks back, both or neither.

    False where the last wish still waits for its answer and is too young for a second mail.
    """
    wish = request_newsletter(email=email, language=language, text=text, source=source)
    if wish is None:
        return False
    queue_mail(
        kind="newsletter_confirmation",
        reference=str(wish.pk),
        recipient=email,
        language=language,
    )
    return True
