"""Filters that a question says in plain words: unscented, for oily skin, under 300 kr."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from recommendations import knowledge
from shop.catalogue.filters import Filters, allergens, chip_label, is_known
from shop.catalogue.product_facts import ALLERGENS, SCENT

NUMBER = r"(\d{1,3}(?:[ \u00a0]\d{3})+|\d{1,6})(?:[.,]\d\d)?"
KRONOR = r"(?:\s*(?:kr|kronor|sek|:-))?"
BELOW = re.compile(
    r"\b(?:costing |som kostar |för )?"
    r"(under|below|less than|cheaper than|mindre än|billigare än|"
    rf"up to|at most|max(?:imum)?|högst|upp till)\s+(?:kr\s*|sek\s*)?{NUMBER}{KRONOR}(?!\w)",
    re.I,
)
BELOW_AFTER = re.compile(rf"\b{NUMBER}\s*(?:kr|kronor|sek)\s+(?:or less|eller mindre)\b", re.I)
ABOVE = re.compile(
    rf"\b(?:over|above|more than|över|mer än)\s+(?:kr\s*|sek\s*)?{NUMBER}"
    r"\s*(?:kr|kronor|sek|:-)(?!\w)",
    re.I,
)
UP_TO = frozenset({"up to", "at most", "max", "maximum", "högst", "upp till"})
NOT = r"(?:without|with no|no|free (?:of|from)|utan|fri(?:tt|a)? från|ingen)"
ANY = r"(?:any |added |all |tillsatt |tillsatta )?"
UNSCENTED = re.compile(
    r"\b(?:unscented|unperfumed|non-scented|(?:fragrance|perfume|scent)[ -]?free|"
    r"oparfymera\w*|doft(?:fri|löst?)\w*|parfymfri\w*|"
    rf"{NOT} {ANY}(?:scents?|fragrances?|perfumes?|doft\w*|parfym\w*))\b",
    re.I,
)
NO_ALLERGENS = re.compile(
    rf"\b(?:allergen[ -]?(?:free|fria?)|{NOT} {ANY}(?:declared |doft)?allergen(?:s|er)?)\b", re.I
)
FEELS = {
    "dry": "dry|torr",
    "oily": "oily|greasy|fet|oljig",
    "sensitive": "sensitive|känslig",
    "combination": "combination|mixed|blandad|kombinerad",
}
FEEL = "|".join(f"(?:{words})" for words in FEELS.values())
SKIN = re.compile(
    r"\b(?:for |för |till )?(?:(?:my|min|very|mycket|a|someone with) )*"
    rf"(?P<first>{FEEL})(?:(?:,? (?:and|och|&) |, |/)(?P<second>{FEEL}))?[ -]"
    r"(?:skin(?:ned)?|face|complexion|hud(?:en)?|hy(?:n)?|ansikte)\b",
    re.I,
)
MIXED = re.compile(r"\b(?:for |för |till )?(?:min )?bland(?:hy|hud)\b", re.I)
IN_STOCK = re.compile(r"\b(?:that is |som )?(?:in stock|finns i lager|i lager)\b", re.I)


@dataclass(frozen=True)
class Wish:
    label: str
    # The question without it.
    rest: str


@dataclass(frozen=True)
class Wishes:
    filters: Filters
    wishes: tuple[Wish, ...]
    # What is asked for beside them.
    rest: str


def read(asked: str) -> Wishes:
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for pair, span in said(asked):
        overlaps = any(span[0] < end and start < span[1] for start, end in found.values())
        if is_known(*pair) and (not overlaps or span in found.values()):
            found.setdefault(pair, span)
    filters = Filters.of(found)
    return Wishes(
        filters,
        tuple(Wish(chip_label(*pair), cut(asked, [found[pair]])) for pair in filters.chosen),
        cut(asked, list(found.values())),
    )


def said(asked: str) -> Iterator[tuple[tuple[str, str], tuple[int, int]]]:
    """Group and value of a filter, and where in the question it is said."""
    for match in BELOW.finditer(asked):
        kronor = amount(match[2]) + (match[1].lower() in UP_TO)
        yield ("price", f"-{kronor}"), match.span()
    for match in BELOW_AFTER.finditer(asked):
        yield ("price", f"-{amount(match[1]) + 1}"), match.span()
    for match in ABOVE.finditer(asked):
        yield ("price", f"{amount(match[1])}-"), match.span()
    for match in UNSCENTED.finditer(asked):
        yield ("free", SCENT), match.span()
    for match in NO_ALLERGENS.finditer(asked):
        yield ("free", ALLERGENS), match.span()
    for match in without_one().finditer(asked):
        yield ("free", by_name()[(match[1] or match[2]).lower()]), match.span()
    for match in SKIN.finditer(asked):
        for word in filter(None, (match["first"], match["second"])):
            yield ("skin", feel_called(word)), match.span()
    for match in MIXED.finditer(asked):
        yield ("skin", "combination"), match.span()
    for match in IN_STOCK.finditer(asked):
        yield ("in_stock", "1"), match.span()


def amount(written: str) -> int:
    return int(re.sub(r"\D", "", written))


def feel_called(word: str) -> str:
    return next(feel for feel, words in FEELS.items() if word.lower() in words.split("|"))


@knowledge.cached
def by_name() -> dict[str, str]:
    return {name.lower(): slug for slug, name in allergens().items()}


@knowledge.cached
def without_one() -> re.Pattern[str]:
    """`without limonene`, `limonene-free`."""
    names = "|".join(re.escape(name) for name in sorted(by_name(), key=len, reverse=True))
    return re.compile(rf"\b(?:{NOT} ({names})|({names})[ -](?:free|fria?))\b", re.I)


def cut(asked: str, spans: list[tuple[int, int]]) -> str:
    kept, at = [], 0
    for start, end in sorted(spans):
        kept.append(asked[at:start])
        at = max(at, end)
    return " ".join(" ".join([*kept, asked[at:]]).split())
