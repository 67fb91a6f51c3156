from __future__ import annotations

import datetime

from django.utils import timezone

from .models import Decision

# A page that was cached yesterday may still report that it was seen.
UNSEEN_KEPT = datetime.timedelta(days=1)
# A year's seasons, to judge a policy by.
SEEN_KEPT = datetime.timedelta(days=400)


def forget_old_decisions(*, at: datetime.datetime | None = None) -> int:
    """Deletes decisions that say nothing any more; what serves now is kept. Says how many."""
    at = at or timezone.now()
    unseen = Decision.objects.outdated(at - UNSEEN_KEPT).only("pk")
    seen = Decision.objects.filter(shown__gt=0, slot__lt=at - SEEN_KEPT).only("pk")
    found = 0
    for decisions in (unseen, seen):
        _total, by_model = decisions.delete()
        found += by_model.get(Decision._meta.label, 0)
    return found
