from typing import Any

from django.core.management.base import BaseCommand

from shop.demo.load_content import load_content


class Command(BaseCommand):
    help = "Fills the shop with the demo content. Running it again adds only what is missing."

    def handle(self, *args: Any, **options: Any) -> None:
        for kind, count in load_content().items():
            self.stdout.write(f"{count:4} {kind} made")
