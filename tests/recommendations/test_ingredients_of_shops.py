"""Figures on lists as shops print them; skipped where the data sets are not at hand."""

import csv
import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest

from recommendations.ingredients import parse

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
    items = [item for row in rows(DATA / name) for item in parse(row[column]).items]
    matched = sum(item.inci in inventory for item in items)
    assert len(items) > 10_000
    assert matched / len(items) >= 0.96


@pytest.mark.parametrize(("name", "column"), LISTS)
def test_a_cell_without_a_list_is_named_as_such(name: str, column: str) -> None:
    reasons = {parse(row[column]).reason for row in rows(DATA / name)}
    assert reasons <= {"", "empty", "printed elsewhere", "no ingredient names"}
