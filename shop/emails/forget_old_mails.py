from datetime import timedelta

from django.utils import timezone

from .models import OutgoingMail

# What a mail said is personal data. Questions about it come within the right of withdrawal and
# its repayments, at most some 60 days after the order; after that the order itself, which the
# law on bookkeeping makes us keep, says what was agreed, and the ledger says that the mail went.
TEXTS_KEPT_FOR = timedelta(days=90)


def forget_old_mails() -> int:
    """Delete what mails said that are settled for TEXTS_KEPT_FOR; says how many. Rows stay."""
    old = OutgoingMail.objects.settled_before(timezone.now() - TEXTS_KEPT_FOR)
    return old.exclude(subject="", text="", html="").update(subject="", text="", html="")
