from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import F

from shop.emails.models import OutgoingMail


class Command(BaseCommand):
    help = "Let days pass for the mails that wait (demo and tests only); the worker sends them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=int, required=True, help="How many days pass.")

    def handle(self, *args: Any, days: int, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                "fast_forward is refused: it would send waiting mails too early to real people. "
                "It works in the demo (DEMO=1) only."
            )
        if days < 1:
            raise CommandError(f"--days is {days}; expected a whole number of at least 1.")
        moved = OutgoingMail.objects.queued().update(due_at=F("due_at") - timedelta(days=days))
        due = OutgoingMail.objects.due().count()
        self.stdout.write(
            f"{days} days passed for {moved} waiting mails; {due} of them are due now."
        )
