"""What is known about movement, skin and ingredients, as CSV tables beside this file.

Each row carries its source or "general knowledge". A wrong row is refused on load with the
file, the line and what is expected. Loading happens once per process.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

FOLDER = Path(__file__).parent

K = TypeVar("K")
T = TypeVar("T")

ROLES = frozenset(
    [
        "acid",
        "acid_mild",
        "antioxidant",
        "barrier",
        "brightening",
        "cooling",
        "depuff",
        "drying",
        "emollient",
        "food",
        "hair",
        "humectant",
        "irritant",
        "occlusive",
        "oil_control",
        "oil_wash",
        "one_percent",
        "parfum",
        "peptide",
        "pigment",
        "retinoid",
        "scent",
        "solvent",
        "soothing",
        "surfactant",
        "surfactant_strong",
        "tanner",
        "uv_filter",
        "uv_filter_weak",
        "water",
    ]
)
SKIN_STATES = frozenset(["calm", "warm", "wind", "chlorinated", "spots", "exposed", "reactive"])
LANGUAGES = ("en", "sv")


class KnowledgeError(ValueError):
    """A row of a table is wrong; the message names file, line and what is expected."""


class Row:
    """One line of a table, read field by field so that a mistake can name its place."""

    def __init__(self, file: Path, line: int, values: dict[str, str]) -> None:
        self.file = file
        self.line = line
        self.values = values

    def wrong(self, message: str) -> KnowledgeError:
        return KnowledgeError(f"{self.file.name}, line {self.line}: {message}")

    def text(self, name: str, *, empty: bool = False) -> str:
        value = (self.values.get(name) or "").strip()
        if not value and not empty:
            raise self.wrong(f"{name} is empty.")
        return value

    def list(self, name: str, separator: str) -> tuple[str, ...]:
        parts = (part.strip() for part in self.text(name, empty=True).split(separator))
        return tuple(part for part in parts if part)

    def number(self, name: str, low: float, high: float) -> float:
        value = self.text(name)
        try:
            number = float(value)
        except ValueError:
            number = high + 1
        if not low <= number <= high:
            raise self.wrong(f"{name} is {value!r}; a number from {low:g} to {high:g} is expected.")
        return number

    def flag(self, name: str) -> bool:
        return self.one_of(name, ("0", "1")) == "1"

    def one_of(self, name: str, allowed: tuple[str, ...] | frozenset[str]) -> str:
        value = self.text(name)
        if value not in allowed:
            raise self.wrong(f"{name} is {value!r}; one of {', '.join(sorted(allowed))} expected.")
        return value

    def subset(self, name: str, allowed: frozenset[str]) -> frozenset[str]:
        values = frozenset(self.text(name, empty=True).split())
        if values - allowed:
            unknown = ", ".join(sorted(values - allowed))
            raise self.wrong(
                f"{name} holds {unknown}; only {', '.join(sorted(allowed))} are known."
            )
        return values

    def pattern(self, name: str) -> re.Pattern[str]:
        value = self.text(name)
        try:
            return re.compile(value, re.IGNORECASE)
        except re.error as error:
            raise self.wrong(f"{name} is no regular expression: {error}.") from None


def read_table(name: str, columns: str, folder: Path | None = None) -> Iterator[Row]:
    """Rows of ``name`` in file order. Every column of ``columns`` has to be there.

    Beside them, each row says in ``source`` where it is from, if only "general knowledge".
    """
    path = (folder or FOLDER) / name
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        missing = {*columns.split(), "source"} - set(reader.fieldnames or ())
        if missing:
            raise KnowledgeError(f"{name}, line 1: column {', '.join(sorted(missing))} is missing.")
        for values in reader:
            row = Row(path, reader.line_num, values)
            if None in values or None in values.values():
                raise row.wrong(f"{len(reader.fieldnames or ())} columns are expected.")
            if not row.text("source", empty=True):
                raise row.wrong(
                    "source is empty; where the row is from is expected, if only"
                    " 'general knowledge'."
                )
            yield row


def keyed(rows: Iterator[Row], build: Callable[[Row], tuple[K, T]]) -> dict[K, T]:
    table: dict[K, T] = {}
    for row in rows:
        key, value = build(row)
        if key in table:
            raise row.wrong(f"{key!r} is there twice.")
        table[key] = value
    return table


@dataclass(frozen=True, slots=True)
class Ingredient:
    """What one name on a printed list stands for. ``clog`` is a folklore scale of 0 to 5."""

    inci: str
    names: dict[str, str]
    kind: str
    roles: frozenset[str]
    fatty_acids: str
    clog: float
    after_exercise: str
    cautions: frozenset[str]


def _ingredient(row: Row, inci: str) -> Ingredient:
    return Ingredient(
        inci=inci,
        names={language: row.text(f"name_{language}") for language in LANGUAGES},
        kind=row.text("kind"),
        roles=row.subset("roles", ROLES),
        fatty_acids=row.values.get("fatty_acids") or "",
        clog=row.number("clog", 0, 5) if row.text("clog", empty=True) else 0.0,
        after_exercise=row.one_of("after_exercise", ("good", "neutral", "wait", "avoid")),
        cautions=frozenset(part.partition(":")[0] for part in row.list("cautions", ";")),
    )


@cache
def ingredients() -> dict[str, Ingredient]:
    """By every lower-case name: the INCI name and the names that are read alike."""
    table: dict[str, Ingredient] = {}
    columns = "inci read_alike name_en name_sv kind roles fatty_acids clog after_exercise"
    for row in read_table("ingredients.csv", columns):
        fact = _ingredient(row, row.text("inci"))
        for name in (fact.inci, *row.list("read_alike", ";")):
            if table.setdefault(name.lower(), fact) is not fact:
                raise row.wrong(f"{name!r} is there twice.")
    return table


@cache
def ingredient_patterns() -> tuple[tuple[re.Pattern[str], Ingredient], ...]:
    """For names that no row spells out; the first match counts."""
    rows = read_table("ingredient_patterns.csv", "pattern name_en name_sv kind roles")
    return tuple((row.pattern("pattern"), _ingredient(row, row.text("name_en"))) for row in rows)


@cache
def ingredient_aliases() -> dict[str, str]:
    """Lower-case name as printed (trade, US and plain English names) -> INCI name."""
    return keyed(
        read_table("ingredient_aliases.csv", "printed inci"),
        lambda row: (row.text("printed").lower(), row.text("inci")),
    )


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Per cent of the product from which an allergen has to stand on the list."""

    leave_on: float
    rinse_off: float


@cache
def allergen_thresholds() -> dict[str, Thresholds | None]:
    """By the name on labels; ``None`` for what is banned."""
    columns = "label_name threshold_leave_on_pct threshold_rinse_off_pct"
    return keyed(
        read_table("allergens.csv", columns),
        lambda row: (row.text("label_name"), _thresholds(row)),
    )


def _thresholds(row: Row) -> Thresholds | None:
    if not row.text("threshold_leave_on_pct", empty=True):
        return None
    leave_on = row.number("threshold_leave_on_pct", 0, 1)
    return Thresholds(leave_on, row.number("threshold_rinse_off_pct", 0, 1))


@cache
def ingredient_functions() -> dict[str, str]:
    """Role or kind of an ingredient -> its function, in words of the EU inventory."""
    return keyed(
        read_table("ingredient_functions.csv", "role function"),
        lambda row: (row.text("role"), row.text("function")),
    )


NOT_FOR_THE_FACE = (
    "supplement",
    "perfume",
    "self_tan",
    "hair",
    "lip",
    "eye",
    "nail",
    "body",
    "tool",
    "makeup",
    "set",
    "exfoliator",
    "mask",
)
FORMS = frozenset([*NOT_FOR_THE_FACE, "cleanser", "sunscreen", "oil", "balm", "serum", "cream"])


@cache
def forms() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """What products call themselves. ``*`` stands for any ending, ``$`` for the end of a name."""
    rows = read_table("forms.csv", "form words")
    return tuple(keyed(rows, lambda row: (row.one_of("form", FORMS), _form_words(row))).items())


def _form_words(row: Row) -> re.Pattern[str]:
    row.text("words")
    words = "|".join(
        re.escape(word).replace(r"\*", r"\w*").replace(r"\$", r"\s*$")
        for word in row.list("words", "|")
    )
    return re.compile(rf"\b(?:{words})(?!\w)", re.IGNORECASE)


SKIN_NEEDS = (
    "dryness",
    "blemishes",
    "ageing",
    "dark_spots",
    "dullness",
    "firmness",
    "redness",
    "pores",
)
EVIDENCE_OF_NEEDS = ("always", "form", "ingredient", "name")


@dataclass(frozen=True, slots=True)
class SkinWeights:
    """``pattern`` is looked for in INCI names, in the name of the product or in its form."""

    pattern: re.Pattern[str]
    needs: tuple[float, ...]


@cache
def skin_weights() -> dict[str, tuple[SkinWeights, ...]]:
    """By kind of evidence: how far it speaks for each of ``SKIN_NEEDS``."""
    columns = f"about kind pattern {' '.join(SKIN_NEEDS)}"
    table: dict[str, list[SkinWeights]] = {kind: [] for kind in EVIDENCE_OF_NEEDS}
    for row in read_table("ingredients_for_skin.csv", columns):
        row.text("about")
        needs = tuple(row.number(need, -9, 9) for need in SKIN_NEEDS)
        kind = row.one_of("kind", EVIDENCE_OF_NEEDS)
        table[kind].append(SkinWeights(row.pattern("pattern"), needs))
    return {kind: tuple(found) for kind, found in table.items()}


@cache
def allergens() -> dict[str, str]:
    """Declarable fragrance allergens: lower-case printed name -> name on labels."""
    table: dict[str, str] = {}
    for row in read_table("allergens.csv", "label_name match_aliases"):
        label = row.text("label_name")
        for name in (label, *row.list("match_aliases", "|")):
            table.setdefault(name.lower(), label)
    return table


@dataclass(frozen=True, slots=True)
class Exercise:
    """``activity`` is its name inside a sentence; ``phrases`` are what articles call it."""

    slug: str
    family: str
    names: dict[str, str]
    activity: dict[str, str]
    phrases: dict[str, tuple[str, ...]]
    sweat: int
    water: bool
    outdoors: bool


@cache
def exercises() -> dict[str, Exercise]:
    columns = (
        "slug family name_en name_sv activity_en activity_sv synonyms_en synonyms_sv"
        " sweat water outdoors"
    )
    return keyed(
        read_table("exercises.csv", columns),
        lambda row: (
            row.text("slug"),
            Exercise(
                slug=row.text("slug"),
                family=row.text("family"),
                names={language: row.text(f"name_{language}") for language in LANGUAGES},
                activity={language: row.text(f"activity_{language}") for language in LANGUAGES},
                phrases={code: row.list(f"synonyms_{code}", "|") for code in LANGUAGES},
                sweat=int(row.number("sweat", 0, 2)),
                water=row.flag("water"),
                outdoors=row.flag("outdoors"),
            ),
        ),
    )


@dataclass(frozen=True, slots=True)
class Need:
    """Something the skin may want; ``roles`` of ingredients serve it more or less, 0 to 1."""

    slug: str
    roles: dict[str, float]


def _weighted(row: Row, name: str, allowed: frozenset[str]) -> dict[str, float]:
    """A cell such as ``humectant:1 occlusive:0.9``."""
    weights = {}
    for part in row.list(name, " "):
        key, _, weight = part.partition(":")
        if key not in allowed:
            raise row.wrong(f"{name} holds {key!r}; only {', '.join(sorted(allowed))} are known.")
        try:
            weights[key] = float(weight)
        except ValueError:
            raise row.wrong(f"{name} holds {part!r}; 'name:number' is expected.") from None
    return weights


@cache
def needs() -> dict[str, Need]:
    return keyed(
        read_table("needs.csv", "need roles"),
        lambda row: (
            row.text("need"),
            Need(slug=row.text("need"), roles=_weighted(row, "roles", ROLES)),
        ),
    )


@dataclass(frozen=True, slots=True)
class Clause:
    """Words for a shopper about a need and a step: inside a sentence, and as a short phrase."""

    clause: dict[str, str]
    want: dict[str, str]


@cache
def clauses() -> dict[tuple[str, str], Clause]:
    """By need and step."""
    return keyed(
        read_table("clauses.csv", "need step clause_en clause_sv want_en want_sv"),
        lambda row: (
            (row.one_of("need", frozenset(needs())), row.text("step")),
            Clause(
                clause={code: row.text(f"clause_{code}") for code in LANGUAGES},
                want={code: row.text(f"want_{code}") for code in LANGUAGES},
            ),
        ),
    )


@dataclass(frozen=True, slots=True)
class Moment:
    """A situation after reading: how much each kind of product is wanted, and what skin is like."""

    slug: str
    wants: dict[str, float]
    skin: str
    because: dict[str, str]
    activity: dict[str, str]
    did: dict[str, str]


WANTED = ("cleanse", "hydrate", "treat", "cream", "seal", "protect")


@cache
def moments() -> dict[str, Moment]:
    columns = "moment skin because_en because_sv activity_en activity_sv did_en did_sv"
    return keyed(
        read_table("moments.csv", f"{columns} {' '.join(WANTED)}"),
        lambda row: (
            row.text("moment"),
            Moment(
                slug=row.text("moment"),
                wants={name: row.number(name, 0, 1) for name in WANTED},
                skin=row.one_of("skin", SKIN_STATES),
                because={code: row.text(f"because_{code}") for code in LANGUAGES},
                activity={code: row.text(f"activity_{code}", empty=True) for code in LANGUAGES},
                did={code: row.text(f"did_{code}") for code in LANGUAGES},
            ),
        ),
    )


CAUTIONS = (
    "scent_trace",
    "scent_some",
    "scent_strong",
    "heavy",
    "clogging",
    "sting",
    "acid",
    "retinoid",
    "strong_wash",
    "acid_wash",
    "oil_wash",
)


@cache
def cautions() -> dict[str, dict[str, float]]:
    """State of skin -> caution -> factor; 0 hides a product."""
    return keyed(
        read_table("cautions.csv", f"skin {' '.join(CAUTIONS)}"),
        lambda row: (
            row.one_of("skin", SKIN_STATES),
            {caution: row.number(caution, 0, 1) for caution in CAUTIONS},
        ),
    )


@dataclass(frozen=True, slots=True)
class Feel:
    """What it changes when a shopper says how her skin feels."""

    skin: str
    needs: dict[str, float]
    said: dict[str, str]


@cache
def feels() -> dict[str, Feel]:
    return keyed(
        read_table("feels.csv", "feel skin needs said_en said_sv"),
        lambda row: (
            row.text("feel"),
            Feel(
                skin=row.one_of("skin", SKIN_STATES),
                needs=_weighted(row, "needs", frozenset(needs())),
                said={code: row.text(f"said_{code}") for code in LANGUAGES},
            ),
        ),
    )


@dataclass(frozen=True, slots=True)
class Cue:
    """Phrases that speak for one signal in one language."""

    signal: str
    language: str
    weight: float
    phrases: tuple[str, ...]


@cache
def cues() -> tuple[Cue, ...]:
    """Cues of the body, the skin and the situation, and those of other subjects (``not:``)."""
    own = [
        Cue(
            row.text("signal"),
            row.one_of("lang", LANGUAGES),
            row.number("weight", 0, 5),
            row.list("phrases", "|"),
        )
        for row in read_table("cues.csv", "signal lang weight phrases")
    ]
    other = [
        Cue(
            f"not:{row.text('subject')}", row.one_of("lang", LANGUAGES), 1, row.list("phrases", "|")
        )
        for row in read_table("subjects.csv", "subject lang phrases")
    ]
    return tuple(own + other)


@cache
def groups(language: str) -> dict[str, str]:
    """Named word groups that phrases refer to as ``<name>``, as one alternative of atoms."""
    return {
        row.text("group"): "/".join(row.list("words", "|"))
        for row in read_table("groups.csv", "group lang words")
        if row.one_of("lang", LANGUAGES) == language
    }


@cache
def lookalikes(language: str) -> frozenset[str]:
    """Words that meet a phrase only as it is written: their stem is that of another word."""
    return frozenset(
        word
        for row in read_table("lookalikes.csv", "lang words")
        if row.one_of("lang", LANGUAGES) == language
        for word in row.list("words", "|")
    )


@cache
def nordic_words() -> dict[str, str]:
    """Norwegian and Danish words -> the Swedish word they are read as."""
    return {
        row.text("word").lower(): row.text("read_as")
        for row in read_table("nordic.csv", "word read_as")
    }


def check_all() -> None:
    """Load every table; raises ``KnowledgeError`` at the first wrong row."""
    loaders: tuple[Callable[[], object], ...] = (
        *(ingredients, ingredient_aliases, ingredient_patterns, allergens, forms, skin_weights),
        *(allergen_thresholds, ingredient_functions, exercises, needs),
        *(clauses, moments, cautions, feels, cues, nordic_words),
    )
    for load in loaders:
        load()
    for language in LANGUAGES:
        groups(language)
        lookalikes(language)
