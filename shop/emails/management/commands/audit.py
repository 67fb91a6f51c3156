import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from shop.emails.audit import disagreements, figures

# Reading only: shoppers buy meanwhile. Django's own transactions take the write lock on SQLite.
ONE_MOMENT = {
    "sqlite": "BEGIN DEFERRED",
    "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
}


@contextmanager
def one_moment() -> Iterator[None]:
    """All queries inside see the shop at one moment."""
    with connection.cursor() as cursor:
        cursor.execute(ONE_MOMENT[connection.vendor])
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


class Command(BaseCommand):
    help = (
        "Counts stock, orders, payments, refunds and mails, and says where they disagree; "
        "ends with 1 then."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object on stdout")

    def handle(self, *args: Any, **options: Any) -> None:
        with one_moment():
            found = figures()
            problems = list(disagreements())
        if options["json"]:
            self.stdout.write(json.dumps({**found, "problems": problems}, indent=2))
        else:
            self.stdout.write(self.table(found))
            for problem in problems:
                self.stderr.write(problem)
            if not problems:
                self.stdout.write("Money, stock and mail agree.")
        if problems:
            sys.exit(1)

    def table(self, found: dict[str, Any]) -> str:
        rows = {name: value for name, value in found.items() if isinstance(value, int)}
        rows |= {f"mails {state}": number for state, number in found["mails"].items()}
        return "\n".join(f"{name.replace('_', ' '):<20}{value:>10}" for name, value in rows.items())
