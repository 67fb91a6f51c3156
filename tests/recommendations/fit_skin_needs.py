"""Fits the weights of skin needs to the badges of a retailer, and says what that is worth.

``python -m tests.recommendations.fit_skin_needs`` prints the area under the curve of each badge
with brands kept apart; ``--write`` then fits on all brands and rewrites
``ingredients_for_skin.csv``. Where the fit starts is set by hand: ``skin_needs_by_hand.csv``.

How strongly the fit is held to its start (60; from 30 to 60 the figures agree to 0.001) and how
strongly needs crowd one another out (0.2 to 0.4 served the kinds of products that are not judged
here) are fixed and not fitted, so the folds need no folds within.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from recommendations import knowledge
from recommendations.contract import Product, Ref
from recommendations.ingredients import parse
from recommendations.knowledge import SKIN_NEEDS
from recommendations.skin_needs import CROWDED_OUT, amounts

from .data_sets import PRODUCTS, rows

BY_HAND = Path(__file__).parent / "skin_needs_by_hand.csv"
TABLE = knowledge.FOLDER / "ingredients_for_skin.csv"
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
JUDGED = ("Moisturizers", "Face Serums", "Face Oils")
HELD_TO_ITS_START = 60.0
NOT_MOVED = 1e9
FOLDS = 10
SHUFFLES = (0, 1, 2)
SOURCE = "set by hand, then moved a little by a ridge fit to badges of a retailer (brands in folds)"
SOURCE_OF_LEVELS = "so that as many carry a badge as do at the retailer"

Matrix = np.ndarray[Any, np.dtype[np.float64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass
class Shelf:
    """A row for each product; ``plain`` and ``named`` have a column for each row of the table."""

    kinds: list[tuple[str, int]]
    plain: Matrix
    named: Matrix
    badges: Matrix
    judged: Flags
    brands: list[str]


def load() -> Shelf:
    """Skincare with badges and a usable list."""
    table = knowledge.skin_weights()
    kinds = [(kind, i) for kind in ("form", "ingredient", "name") for i in range(len(table[kind]))]
    column = {kind: number for number, kind in enumerate(kinds)}
    named, badges, judged, brands = [], [], [], []
    for row, good_for in rows_with_badges():
        product = product_of(row)
        listed = parse(product.ingredients)
        line = np.zeros(len(kinds))
        for kind, amount in amounts(product, listed).items():
            line[column[kind]] = amount
        named.append(line)
        badges.append([float(badge in good_for) for badge in BADGES.values()])
        judged.append(row["tertiary_category"] in JUDGED)
        brands.append(row["brand_name"])
    with_names = np.array(named)
    without = with_names.copy()
    without[:, [number for (kind, _), number in column.items() if kind == "name"]] = 0
    return Shelf(kinds, without, with_names, np.array(badges), np.array(judged), brands)


def rows_with_badges() -> Iterator[tuple[dict[str, str], list[str]]]:
    for row in rows(PRODUCTS):
        good_for = re.findall(r"Good for: ([^']+)", row["highlights"])
        if row["primary_category"] == "Skincare" and good_for and parse(row["ingredients"]).usable:
            yield row, good_for


def product_of(row: dict[str, str]) -> Product:
    return Product(
        ref=Ref("product", row["product_id"]),
        name=row["product_name"],
        brand=row["brand_name"],
        category=row["tertiary_category"] or row["secondary_category"],
        ingredients=row["ingredients"],
    )


def start(kinds: list[tuple[str, int]]) -> Matrix:
    """The weights set by hand, in the order of the table."""
    with BY_HAND.open(encoding="utf-8", newline="") as file:
        by_hand = {(row["kind"], row["pattern"]): row for row in csv.DictReader(file)}
    table = knowledge.skin_weights()
    return np.array(
        [
            [float(by_hand[kind, table[kind][number].pattern.pattern][need]) for need in SKIN_NEEDS]
            for kind, number in kinds
        ]
    )


def fit(shelf: Shelf, chosen: Flags, held: float = HELD_TO_ITS_START) -> Matrix:
    """A logistic regression for each need, pulled towards the start; each product counts twice,
    with its name and without."""
    begin = start(shelf.kinds)
    x = np.vstack([shelf.plain[chosen], shelf.named[chosen]])
    x = np.hstack([np.ones((len(x), 1)), x])
    y = np.vstack([shelf.badges[chosen]] * 2)
    pull = np.concatenate([[0.001], np.full(len(begin), held)])
    weights = []
    for need in range(len(SKIN_NEEDS)):
        origin = np.concatenate([[0.0], begin[:, need]])
        weights.append(_newton(x, y[:, need], pull, origin)[1:])
    return np.array(weights).T


def _newton(x: Matrix, y: Matrix, pull: Matrix, origin: Matrix) -> Matrix:
    at = origin.copy()
    for _ in range(25):
        likely = 1 / (1 + np.exp(-np.clip(x @ at, -30, 30)))
        slope = 0.5 * x.T @ (likely - y) + pull * (at - origin)
        bend = 0.5 * (x * (likely * (1 - likely))[:, None]).T @ x + np.diag(pull)
        step = np.linalg.solve(bend, slope)
        at -= step
        if np.abs(step).max() < 1e-5:
            break
    return at


def crowded(evidence: Matrix, usual: Matrix) -> Matrix:
    """As ``skin_needs`` does it, on evidence that is 0 for a usual product."""
    around = evidence - usual
    rivals = [np.delete(around, need, 1).max(1) for need in range(around.shape[1])]
    return np.asarray(around - CROWDED_OUT * np.stack(rivals, 1))


def folds_of(brands: list[str], shuffle: int) -> Matrix:
    """Brands dealt out to folds of like size, the large ones first."""
    sizes = Counter(brands)
    draw = np.random.default_rng(shuffle)
    order = sorted(sorted(sizes), key=lambda brand: -sizes[brand] + 3 * draw.random())
    load_of, fold_of = [0] * FOLDS, {}
    for brand in order:
        fold_of[brand] = int(np.argmin(load_of))
        load_of[fold_of[brand]] += sizes[brand]
    return np.array([fold_of[brand] for brand in brands])


def by_brand_folds(
    shelf: Shelf, shuffle: int, held: float = HELD_TO_ITS_START
) -> tuple[list[float], list[float]]:
    """Area under the curve of each badge, without and with names."""
    folds = folds_of(shelf.brands, shuffle)
    plain, named = np.zeros_like(shelf.badges), np.zeros_like(shelf.badges)
    for fold in range(FOLDS):
        others, here = folds != fold, (folds == fold) & shelf.judged
        weights = fit(shelf, others, held)
        usual = (shelf.plain[others & shelf.judged] @ weights).mean(0)
        plain[here] = crowded(shelf.plain[here] @ weights, usual)
        named[here] = crowded(shelf.named[here] @ weights, usual)
    return _curves(shelf, plain), _curves(shelf, named)


def _curves(shelf: Shelf, scores: Matrix) -> list[float]:
    return [
        area_under_the_curve(scores[shelf.judged, need], shelf.badges[shelf.judged, need])
        for need in range(len(SKIN_NEEDS))
    ]


def area_under_the_curve(scores: Matrix, wanted: Matrix) -> float:
    yes, no = scores[wanted == 1][:, None], scores[wanted == 0][None, :]
    return float(((yes > no) + 0.5 * (yes == no)).mean())


def write(shelf: Shelf) -> None:
    """Fits on all brands. Forms carry what is usual, so that evidence is 0 for a usual product."""
    weights = fit(shelf, np.ones(len(shelf.brands), dtype=np.bool_))
    usual = (shelf.plain[shelf.judged] @ weights).mean(0)
    forms = [number for number, (kind, _) in enumerate(shelf.kinds) if kind == "form"]
    weights[forms] -= usual
    scores = crowded(shelf.named[shelf.judged] @ weights, np.zeros(len(SKIN_NEEDS)))
    always = [
        _level(scores[:, need], shelf.badges[shelf.judged, need].mean())
        for need in range(len(SKIN_NEEDS))
    ]
    with BY_HAND.open(encoding="utf-8", newline="") as file:
        about = {(row["kind"], row["pattern"]): row["about"] for row in csv.DictReader(file)}
    table = knowledge.skin_weights()
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["about", "kind", "pattern", *SKIN_NEEDS, "source"])
        levels = [f"{level:.2f}" for level in always]
        out.writerow(["any product", "always", ".", *levels, SOURCE_OF_LEVELS])
        for (kind, number), line in zip(shelf.kinds, weights, strict=True):
            pattern = table[kind][number].pattern.pattern
            out.writerow(
                [about[kind, pattern], kind, pattern, *(f"{weight:.2f}" for weight in line), SOURCE]
            )


def _level(scores: Matrix, share: float) -> float:
    """What to add so that the mean probability is ``share``."""
    low, high = -12.0, 12.0
    for _ in range(60):
        middle = (low + high) / 2
        too_many = (1 / (1 + np.exp(-(scores + middle)))).mean() > share
        low, high = (low, middle) if too_many else (middle, high)
    return low


def main() -> None:
    shelf = load()
    print(f"{int(shelf.judged.sum())} products, brands in folds: area under the curve")
    for called, held in (("fitted in each fold", HELD_TO_ITS_START), ("by hand", NOT_MOVED)):
        runs = [by_brand_folds(shelf, shuffle, held) for shuffle in SHUFFLES]
        plain, named = (np.mean([run[side] for run in runs], axis=0) for side in (0, 1))
        print(f"{called:20} without name  with name")
        for need, without, with_name in zip(SKIN_NEEDS, plain, named, strict=True):
            print(f"{need:20} {without:12.3f} {with_name:10.3f}")
        print(f"{'mean':20} {plain.mean():12.4f} {named.mean():10.4f}")
    if "--write" in sys.argv[1:]:
        write(shelf)


if __name__ == "__main__":
    main()
