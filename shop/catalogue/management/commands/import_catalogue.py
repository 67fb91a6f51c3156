import argparse
import json
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from shop.catalogue.shopify.defaults import UnusableDefaults, read_defaults
from shop.catalogue.shopify.import_products import import_products
from shop.catalogue.shopify.read_file import UnreadableFile, read_export
from shop.languages import LANGUAGES


def positive(text: str) -> Decimal:
    try:
        rate = Decimal(text.replace(",", "."))
    except InvalidOperation:
        rate = Decimal(0)
    if not (rate.is_finite() and 0 < rate <= 10_000):
        raise argparse.ArgumentTypeError(f"{text!r} is no rate; expected a number like 10.45.")
    return rate


class Command(BaseCommand):
    help = "Import products from another shop's export. Repeatable: a second run changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", choices=["shopify"])
        parser.add_argument("file", type=Path, help="the export, .csv or .csv.gz")
        parser.add_argument("--dry-run", action="store_true", help="report only, store nothing")
        parser.add_argument("--json", action="store_true", help="the report as JSON")
        parser.add_argument(
            "--rate",
            type=positive,
            default=Decimal(1),
            help="what one unit of the file's currency costs in this shop's (default: 1)",
        )
        parser.add_argument(
            "--language", choices=LANGUAGES, default="en", help="of the file's texts (default: en)"
        )

        parser.add_argument(
            "--defaults",
            type=Path,
            metavar="FILE.toml",
            help="what is the same for a whole brand or kind; fills what the export leaves empty",
        )
        parser.add_argument(
            "--pictures",
            type=Path,
            metavar="FOLDER",
            help="the files of the export's pictures, named as at the end of their addresses",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        try:
            defaults = read_defaults(options["defaults"]) if options["defaults"] else None
            export = read_export(file)
        except (UnreadableFile, UnusableDefaults) as error:
            raise CommandError(str(error)) from error
        pictures: Path | None = options["pictures"]
        if pictures and not pictures.is_dir():
            raise CommandError(f"{pictures} is no folder; expected one with picture files.")
        report = import_products(
            export=export,
            file=file.name,
            rate=options["rate"],
            language=options["language"],
            dry_run=options["dry_run"],
            defaults=defaults,
            pictures=pictures,
        )
        if options["json"]:
            self.stdout.write(json.dumps(report.as_dict(), ensure_ascii=False, indent=1))
        else:
            for line in report.as_text():
                self.stdout.write(line)
        if refused := report.refused_rows():
            raise CommandError(f"{refused} refused: not all of the file was imported, see above.")
