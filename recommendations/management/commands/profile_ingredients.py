"""``profile_ingredients --in products.csv --out profiles.csv``: what printed lists say."""

from __future__ import annotations

import csv
import json
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management import CommandError

from recommendations import knowledge
from recommendations.contract import Product, Ref
from recommendations.ingredients import parse
from recommendations.knowledge import SKIN_NEEDS
from recommendations.management.own_knowledge import WithKnowledge
from recommendations.profiles import profile
from recommendations.skin_needs import skin_needs

ASKED = ("id", "name", "brand", "category", "ingredients")
TOLD = (
    *("id", "usable", "reason", "matched_share", "inci", "organic", "step", "allergens"),
    *("cautions", *(f"need_{need}" for need in SKIN_NEEDS)),
)
LARGEST_CELL = 16 * 1024 * 1024


class Command(WithKnowledge):
    help = (
        "Reads the ingredients lists of a CSV file with the columns id, name, brand, category and"
        " ingredients, and writes what is in them as CSV or, with --json, as JSON. Allergens are"
        " those of Annex III, which stand on a pack from 0.001 % of what stays on the skin and"
        " 0.01 % of what is rinsed off; a kit is judged by its first list, its allergens and"
        " cautions are those of all its lists. Needs no database."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--in", dest="source", type=Path, required=True)
        parser.add_argument("--out", type=Path, help="where to write; otherwise to the output")
        parser.add_argument("--json", action="store_true", help="JSON instead of CSV")

    def handle(self, *args: Any, **options: Any) -> None:
        products = list(read_products(options["source"]))
        told = []
        for number, product in enumerate(products, start=1):
            told.append(tell(product) | (tell_more(product) if options["json"] else {}))
            if number % 500 == 0 or number == len(products):
                self.stderr.write(f"{number} of {len(products)} products")
        out: Path | None = options["out"]
        try:
            if out is None:
                write(self.stdout, told, as_json=options["json"])
            else:
                with out.open("w", encoding="utf-8", newline="") as file:
                    write(file, told, as_json=options["json"])
        except OSError as error:
            raise CommandError(f"{out}: cannot be written ({error}).") from None
        usable = sum(bool(row["usable"] == "yes") for row in told)
        names = sum(len(row["inci"]) for row in told)
        self.stderr.write(f"{usable} usable lists with {names} names")
        for reason, count in Counter(
            row["reason"] for row in told if row["usable"] == "no"
        ).items():
            self.stderr.write(f"{count} without a list: {reason}")


def read_products(path: Path) -> Iterator[Product]:
    """A wrong line ends the command with the file, its line and what is expected."""
    csv.field_size_limit(LARGEST_CELL)
    seen: dict[str, int] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file, strict=True)
            missing = [name for name in ASKED if name not in (rows.fieldnames or ())]
            if missing:
                raise CommandError(
                    f"{path}, line 1: column {', '.join(missing)} is missing; a header with"
                    f" {', '.join(ASKED)} is expected."
                )
            while True:
                line = rows.line_num + 1
                try:
                    row = next(rows)
                except StopIteration:
                    return
                except csv.Error as error:
                    raise CommandError(f"{path}, line {line}: no CSV ({error}).") from None
                yield product_of(path, line, row, seen)
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{path}: cannot be read as UTF-8 text ({error}).") from None


def product_of(path: Path, line: int, row: dict[Any, Any], seen: dict[str, int]) -> Product:
    cells = len(row) - (None in row) - sum(value is None for value in row.values())
    if None in row or None in row.values():
        given = cells + len(row.get(None) or ())
        expected = len(row) - (None in row)
        raise CommandError(f"{path}, line {line}: {given} cells; {expected} are expected.")
    if not row["id"].strip():
        raise CommandError(f"{path}, line {line}: id is empty.")
    if row["id"] in seen:
        raise CommandError(
            f"{path}, line {line}: id {row['id']!r} was used in line {seen[row['id']]}."
        )
    seen[row["id"]] = line
    return Product(
        ref=Ref("product", row["id"]),
        name=row["name"],
        brand=row["brand"],
        category=row["category"] or None,
        ingredients=row["ingredients"],
    )


def tell(product: Product) -> dict[str, Any]:
    listed, seen = parse(product.ingredients), profile(product)
    needs = skin_needs(product)
    return {
        "id": product.ref.key,
        "usable": "yes" if listed.usable else "no",
        "reason": listed.reason or listed.note,
        "matched_share": round(listed.matched_share, 4),
        "inci": [item.inci for item in listed.items],
        "organic": [item.inci for item in listed.items if item.organic],
        "step": seen.step.value if seen.step else "",
        "allergens": list(listed.allergens),
        "cautions": sorted(seen.cautions | listed.cautions),
        **{f"need_{need}": round(needs[need], 4) for need in SKIN_NEEDS},
    }


def tell_more(product: Product) -> dict[str, Any]:
    """What only JSON has room for."""
    listed = parse(product.ingredients)
    thresholds = {label: knowledge.allergen_thresholds()[label] for label in listed.allergens}
    return {
        "names": [
            {
                "printed": item.printed,
                "inci": item.inci,
                "place": item.place,
                "share": round(item.share, 4),
                "functions": item.functions,
            }
            for item in listed.items
        ],
        "unknown": listed.unknown,
        "may_contain": listed.may_contain,
        "lists": [
            {"name": part.name, "inci": [item.inci for item in part.items]} for part in listed.named
        ],
        "declared_above_pct": {
            label: {"leave_on": at.leave_on, "rinse_off": at.rinse_off} if at else "banned"
            for label, at in thresholds.items()
        },
    }


def write(file: Any, told: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        file.write(json.dumps(told, ensure_ascii=False, indent=1) + "\n")
        return
    rows = csv.DictWriter(file, TOLD, lineterminator="\n")
    rows.writeheader()
    for row in told:
        rows.writerow(
            {name: ";".join(cell) if isinstance(cell, list) else cell for name, cell in row.items()}
        )
