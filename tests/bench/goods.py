"""Ten thousand products and some articles to measure with."""

from __future__ import annotations

import csv
import gzip
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from recommendations import knowledge
from recommendations.contract import Content, Product, Ref

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data"
TESTS = ROOT / "tests" / "recommendations"
# File, and its columns of name, category and list.
SHOPS = [
    ("sephora_product_info_dev.csv.gz", "product_name", "tertiary_category", "ingredients"),
    ("sephora_cosmetics_dev.csv.gz", "Name", "Label", "Ingredients"),
    ("shopify_export_skincare.csv.gz", "Title", "Type", "Body (HTML)"),
]
NAMES = ["Serum", "Face Oil", "Face Cream", "Face Wash", "Sun Fluid SPF 30", "Booster", "Balm"]


@dataclass(frozen=True, slots=True)
class Goods:
    """Of all sorts, as shops have them. ``told`` says where they are from."""

    told: str
    products: list[Product]


def goods(count: int) -> Goods:
    chance = random.Random(0)
    real = list(_real())
    told = f"{min(len(real), count):,} lists of shops"
    if not real:
        real = [_made_up(chance) for _ in range(min(count, 1000))]
        told = f"lists made up from the tables of knowledge, for there is no {DATA}"
    elif len(real) > count:
        real = chance.sample(real, count)
    return Goods(f"{told}, and variations of them", varied(real, count))


def _real() -> Iterator[Product]:
    csv.field_size_limit(16 * 1024 * 1024)
    seen = set()
    for file, *columns in SHOPS:
        if not (DATA / file).exists():
            continue
        with gzip.open(DATA / file, "rt", encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                name, category, printed = (row[column] or "" for column in columns)
                if printed and printed not in seen:
                    seen.add(printed)
                    yield Product(Ref("p", "-"), name, category=category, ingredients=printed)


def _made_up(chance: random.Random) -> Product:
    names = sorted({fact.inci for fact in knowledge.ingredients().values()})
    printed = ", ".join(["Aqua", *chance.sample(names, chance.randint(4, 30))])
    return Product(Ref("p", "-"), chance.choice(NAMES), ingredients=printed)


def varied(products: list[Product], count: int) -> list[Product]:
    """The first as they are, then with a name left out and two neighbours in turned order."""
    chance = random.Random(0)
    found = []
    for number in range(count):
        product = products[number % len(products)]
        if number >= len(products):
            names = product.ingredients.split(", ")
            if len(names) > 3:
                del names[chance.randrange(1, len(names))]
                place = chance.randrange(len(names) - 1)
                names[place], names[place + 1] = names[place + 1], names[place]
            product = replace(product, ingredients=", ".join(names))
        found.append(replace(product, ref=Ref("product", str(number))))
    return found


def articles() -> list[Content]:
    lines = (TESTS / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    return [
        Content(Ref("article", entry["id"]), entry["lang"], entry["title"], entry["excerpt"])
        for entry in map(json.loads, lines)
    ]


def sentences() -> list[tuple[str, str, str]]:
    """Scope, language and text."""
    with (TESTS / "claims_sentences.csv").open(encoding="utf-8", newline="") as file:
        return [(row["scope"], row["lang"], row["text"]) for row in csv.DictReader(file)]


def histories() -> Path | None:
    path = DATA / "amazon_beauty_5core_seq_dev.txt.gz"
    return path if path.exists() else None
