from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from shop.checkout.report_picks import forget_buyer


class Command(BaseCommand):
    help = (
        "Erases that one person bought things from what the pairing engine learns from; the orders "
        "themselves stay, as the law on bookkeeping wants."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{forget_buyer(options['email'])} purchases belong to nobody now.")
