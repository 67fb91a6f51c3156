"""Figures on lists as shops print them; skipped where the data sets are not at hand."""

from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from recommendations.ingredient_names import inci_of, name_of
from recommendations.ingredients import REASONS, parse
from recommendations.knowledge import SKIN_NEEDS
from recommendations.skin_needs import skin_needs

from . import fit_skin_needs
from .data_sets import COSMETICS, DATA, INVENTORY, PRODUCTS, rows

LISTS = [(COSMETICS, "Ingredients"), (PRODUCTS, "ingredients")]

pytestmark = pytest.mark.skipif(
    not INVENTORY.exists(), reason=f"the data sets are not in {DATA}; they are not ours to ship"
)


@pytest.fixture(scope="module")
def inventory() -> frozenset[str]:
    return frozenset(row["inci_name"].strip().lower() for row in rows(INVENTORY))


@pytest.mark.parametrize(("file", "column"), LISTS, ids=["cosmetics", "products"])
def test_names_are_those_of_the_inventory(
    file: Path, column: str, inventory: frozenset[str]
) -> None:
    """Of every fourth cell, to be quick; a cell without a list is named as such."""
    lists = [parse(row[column]) for row in islice(rows(file), 0, None, 4)]
    items = [item for listed in lists for item in listed.items]
    matched = sum(item.inci in inventory for item in items)
    assert len(items) > 5_000
    assert matched / len(items) >= 0.97
    assert {listed.reason for listed in lists} <= {"", *REASONS}


def test_a_name_of_the_inventory_is_not_read_as_another(inventory: frozenset[str]) -> None:
    """Synonyms that the inventory holds side by side, and names with brackets, are the rest."""
    plain = [name for name in sorted(inventory)[::10] if not set(name) & set("()[]")]
    assert sum(inci_of(name_of(name)) == name for name in plain) / len(plain) >= 0.99


def test_needs_agree_with_the_badges_of_a_shop(capsys: pytest.CaptureFixture[str]) -> None:
    """Fitted anew without the brands that are judged."""
    shelf = fit_skin_needs.load()
    assert shelf.judged.sum() > 300
    plain, named = fit_skin_needs.by_brand_folds(shelf, shuffle=0)
    with capsys.disabled():
        for need, without, with_name in zip(SKIN_NEEDS, plain, named, strict=True):
            print(f"\n{need:12} {without:.3f} without name {with_name:.3f} with name", end="")
    assert np.mean(plain) >= 0.73
    assert np.mean(named) >= 0.785


def test_the_stored_weights_are_the_fitted_ones() -> None:
    found = [
        (list(skin_needs(fit_skin_needs.product_of(row)).values()), good_for)
        for row, good_for in fit_skin_needs.rows_with_badges()
        if row["tertiary_category"] in fit_skin_needs.JUDGED
    ]
    scores = np.array([values for values, _ in found])
    badges = np.array(
        [[float(b in good) for b in fit_skin_needs.BADGES.values()] for _, good in found]
    )
    curves = [fit_skin_needs.area_under_the_curve(scores[:, n], badges[:, n]) for n in range(8)]
    assert np.mean(curves) >= 0.79
    assert np.abs(scores.mean(0) - badges.mean(0)).max() < 0.02
