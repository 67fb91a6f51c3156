"""What is known of single ingredients, each under the name that lists print."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.text import slugify

from recommendations import knowledge
from recommendations.ingredient_names import inci_of, look_up, name_of
from recommendations.ingredients import Listed
from recommendations.knowledge import Ingredient, Thresholds

from . import ingredient_words
from .listed_ingredients import MOST_LETTERS

# Short words and codes that are printed in capitals.
CAPITALS = ("aha", "bha", "bht", "ci", "edta", "pca", "peg", "pha", "ppg", "pvp", "sd", "uv")


@dataclass(frozen=True)
class Entry:
    """One page of the glossary.

    `fact` is None where nothing is known; `is_family`: it is known only by what its name says,
    as "… seed oil" does. `kin` are other names that are read alike.
    """

    slug: str
    name: str
    fact: Ingredient | None = None
    is_family: bool = False
    allergen: str = ""
    also_printed: tuple[str, ...] = ()
    kin: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        return reverse("catalogue:ingredient", args=[self.slug])

    @property
    def names(self) -> dict[str, str]:
        """In everyday words, by language; empty where nobody has a word of its own for it."""
        if self.fact is None or self.fact.inci.lower() not in knowledge.ingredients():
            return {}
        return {
            code: name
            for code, name in self.fact.names.items()
            if name.casefold() != self.name.casefold()
        }

    @property
    def is_main(self) -> bool:
        """Not just another name that is described like the first of its kin."""
        return self.fact is None or not self.kin or self.name == self.fact.inci

    @property
    def what_it_is(self) -> str:
        return ingredient_words.what_it_is(self.fact) if self.fact else ""

    @property
    def what_it_does(self) -> list[str]:
        return ingredient_words.what_it_does(self.fact) if self.fact else []

    @property
    def take_care(self) -> list[str]:
        return ingredient_words.take_care(self.fact) if self.fact else []

    @property
    def where_usually(self) -> str:
        return ingredient_words.where_usually(self.fact) if self.fact else ""

    @property
    def thresholds(self) -> Thresholds | None:
        """From how much it has to be named; None for no allergen, and for one that is banned."""
        return knowledge.allergen_thresholds().get(self.allergen)

    @property
    def kin_entries(self) -> list["Entry"]:
        known = entries()
        return [known[slug] for slug in self.kin]


@knowledge.cached
def entries() -> dict[str, Entry]:
    """Those that the tables name, by slug: ingredients, then allergens that are none of them."""
    found: dict[str, Entry] = {}
    also_printed = _also_printed()
    for names in _rows_of_names():
        slugs = list(dict.fromkeys(slugified(name) for name in names))
        for name in names:
            slug = slugified(name)
            found.setdefault(
                slug,
                Entry(
                    slug,
                    name,
                    look_up(name.lower()),
                    allergen=knowledge.allergens().get(name.lower(), ""),
                    also_printed=also_printed.get(name.lower(), ()),
                    kin=tuple(other for other in slugs if other != slug),
                ),
            )
    for label in knowledge.allergen_thresholds():
        slug = slugified(label)
        found.setdefault(slug, Entry(slug, label, look_up(label.lower()), allergen=label))
    return found


def _rows_of_names() -> Iterator[list[str]]:
    for row in knowledge.read_table("ingredients.csv", "inci read_alike"):
        yield [row.text("inci"), *row.list("read_alike", ";")]


def _also_printed() -> dict[str, tuple[str, ...]]:
    printed: dict[str, tuple[str, ...]] = {}
    for name, inci in knowledge.ingredient_aliases().items():
        printed[inci.lower()] = (*printed.get(inci.lower(), ()), name)
    return printed


@knowledge.cached
def _spelt_in_aliases() -> dict[str, str]:
    return {inci.lower(): inci for inci in knowledge.ingredient_aliases().values()}


def undescribed(slug: str, name: str) -> Entry:
    """A name that stands on a list and in no table; perhaps its ending says what sort it is."""
    fact = look_up(name.lower())
    allergen = knowledge.allergens().get(name.lower(), "")
    return Entry(slug, name, fact, is_family=fact is not None, allergen=allergen)


def slugified(name: str) -> str:
    return slugify(name.translate(str.maketrans("/.&+", "    ")))[:MOST_LETTERS].strip("-")


def slug_of(item: Listed) -> str:
    """Its page in the glossary; empty for what has no letter or figure."""
    if item.fact is not None and slugified(item.inci) not in entries() and item.allergen:
        return slugified(item.allergen)
    return slugified(item.inci)


def slug_of_name(name: str) -> str:
    """The same of a name as someone writes it, "Aloe Vera" or "Parfum (Fragrance)*"."""
    return slugified(inci_of(name_of(name)))


def ingredient_url(item: Listed | str) -> str:
    """The glossary's page for one name of a list, or of a name as written; may be empty."""
    slug = slug_of(item) if isinstance(item, Listed) else slug_of_name(item)
    return reverse("catalogue:ingredient", args=[slug]) if slug else ""


def spelt(item: Listed) -> str:
    """As tables spell it, else as the pack does, in capitals at the beginnings of words only."""
    known = entries().get(slug_of(item))
    if known:
        return known.name
    if item.inci in _spelt_in_aliases():
        return _spelt_in_aliases()[item.inci]
    at = item.printed.lower().find(item.inci)
    printed = item.printed[at : at + len(item.inci)] if at >= 0 else item.inci
    return printed if printed not in (printed.upper(), printed.lower()) else titled(printed)


def titled(name: str) -> str:
    words = (word.split("-") for word in name.lower().split())
    return " ".join(
        "-".join(part.upper() if part in CAPITALS else part.capitalize() for part in parts)
        for parts in words
    )
