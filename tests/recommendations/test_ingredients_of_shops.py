"""Figures on lists as shops print them; skipped where the data sets are not at hand."""

import csv
import gzip
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest

from recommendations.ingredient_names import inci_of, name_of
from recommendations.ingredients import REASONS, parse
from recommendations.skin_needs import skin_needs

from .shelf import product

DATA = Path(__file__).parents[3] / "shared" / "data"
INVENTORY = DATA / "cosing_inventory_2020.csv.gz"
LISTS = [
    ("sephora_cosmetics_dev.csv.gz", "Ingredients"),
    ("sephora_product_info_dev.csv.gz", "ingredients"),
]

pytestmark = pytest.mark.skipif(
    not INVENTORY.exists(), reason=f"the data sets are not in {DATA}; they are not ours to ship"
)


def rows(path: Path) -> Iterator[dict[str, str]]:
    csv.field_size_limit(16 * 1024 * 1024)
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@pytest.fixture(scope="module")
def inventory() -> frozenset[str]:
    return frozenset(row["inci_name"].strip().lower() for row in rows(INVENTORY))


@pytest.mark.parametrize(("name", "column"), LISTS)
def test_names_are_those_of_the_inventory(
    name: str, column: str, inventory: frozenset[str]
) -> None:
    """Of every fourth cell, to be quick; a cell without a list is named as such."""
    lists = [parse(row[column]) for row in islice(rows(DATA / name), 0, None, 4)]
    items = [item for listed in lists for item in listed.items]
    matched = sum(item.inci in inventory for item in items)
    assert len(items) > 5_000
    assert matched / len(items) >= 0.97
    assert {listed.reason for listed in lists} <= {"", *REASONS}


def test_a_name_of_the_inventory_is_not_read_as_another(inventory: frozenset[str]) -> None:
    """Synonyms that the inventory holds side by side, and names with brackets, are the rest."""
    plain = [name for name in sorted(inventory)[::10] if not set(name) & set("()[]")]
    assert sum(inci_of(name_of(name)) == name for name in plain) / len(plain) >= 0.99


BADGES = {
    "dryness": "Dryness",
    "blemishes": "Acne/Blemishes",
    "ageing": "Anti-Aging",
    "dark_spots": "Dark spots",
    "dullness": "Dullness/Uneven Texture",
    "firmness": "Loss of firmness",
    "redness": "Redness",
    "pores": "Pores",
}
FORMS = ("Moisturizers", "Face Serums", "Face Oils")


@pytest.mark.parametrize(("with_name", "least"), [(True, 0.76), (False, 0.72)])
def test_needs_agree_with_the_badges_of_a_shop(with_name: bool, least: float) -> None:
    """Guards the stored weights, which saw these products; ``skin_needs`` tells of unseen ones."""
    needs, badges = [], []
    for row in rows(DATA / "sephora_product_info_dev.csv.gz"):
        good_for = re.findall(r"Good for: ([^']+)", row["highlights"])
        if row["tertiary_category"] in FORMS and good_for and parse(row["ingredients"]).usable:
            name = row["product_name"] if with_name else ""
            seen = product(row["product_id"], row["ingredients"], name, row["tertiary_category"])
            needs.append(skin_needs(replace(seen, name=name)))
            badges.append(good_for)
    curves = [
        area_under_the_curve([found[need] for found in needs], [badge in all_ for all_ in badges])
        for need, badge in BADGES.items()
    ]
    assert len(needs) > 300
    assert sum(curves) / len(curves) >= least


def area_under_the_curve(values: list[float], wanted: list[bool]) -> float:
    yes = [value for value, want in zip(values, wanted, strict=True) if want]
    no = [value for value, want in zip(values, wanted, strict=True) if not want]
    return sum((a > b) + 0.5 * (a == b) for a in yes for b in no) / (len(yes) * len(no))
