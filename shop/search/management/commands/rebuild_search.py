from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from shop.search.index import is_current, rebuild


class Command(BaseCommand):
    help = (
        "Makes the search index anew from what the shop has. It is kept in step by itself; this "
        "is for the first start, for new tables of knowledge and after changes by SQL."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--if-needed",
            action="store_true",
            help="only where it was made by another version, or never",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["if_needed"] and is_current():
            return
        for kind, count in rebuild().items():
            self.stdout.write(f"{count:6} {kind} entries")
