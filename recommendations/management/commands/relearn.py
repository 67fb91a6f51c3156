from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from recommendations.learn_purchases import relearn_purchases


class Command(BaseCommand):
    help = "Learns anew what people bought together, from the purchases that are still stored."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Learnt from {relearn_purchases()} purchases.")
