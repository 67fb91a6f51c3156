"""Data sets that are read where they are at hand and never shipped."""

import csv
import gzip
from collections.abc import Iterator
from pathlib import Path

DATA = Path(__file__).parents[3] / "shared" / "data"
INVENTORY = DATA / "cosing_inventory_2020.csv.gz"
PRODUCTS = DATA / "sephora_product_info_dev.csv.gz"
COSMETICS = DATA / "sephora_cosmetics_dev.csv.gz"


def rows(path: Path) -> Iterator[dict[str, str]]:
    csv.field_size_limit(16 * 1024 * 1024)
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
