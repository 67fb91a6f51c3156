"""What is known about movement, skin and ingredients, as CSV tables beside this file.

Each row carries its source or "general knowledge". A wrong row is refused on load with the
file, the line and what is expected. A host adds its own rows: see ``books`` and ``tables``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from .books import FOLDER as FOLDER
from .books import Book as Book
from .books import adopt as adopt
from .books import cached as cached
from .books import check_folders as check_folders
from .books import current as current
from .books import forget as forget
from .books import held as held
from .books import read_table as read_table
from .books import trial as trial
from .books import use as use
from .rows import KnowledgeError as KnowledgeError
from .rows import OwnRow as OwnRow
from .rows import Row as Row
from .rows import keyed as keyed
from .rows import read_file as read_file
from .rows import read_lines as read_lines
from .tables import ABOUT_PRODUCTS as ABOUT_PRODUCTS
from .tables import TABLES as TABLES
from .tables import Column as Column
from .tables import Table as Table
from .terms import AFTER_EXERCISE as AFTER_EXERCISE
from .terms import CAUTIONS as CAUTIONS
from .terms import EVIDENCE_OF_NEEDS as EVIDENCE_OF_NEEDS
from .terms import FORMS as FORMS
from .terms import LANGUAGES as LANGUAGES
from .terms import NOT_FOR_THE_FACE as NOT_FOR_THE_FACE
from .terms import ROLES as ROLES
from .terms import SKIN_NEEDS as SKIN_NEEDS
from .terms import SKIN_STATES as SKIN_STATES
from .terms import WANTED as WANTED

T = TypeVar("T")


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
        after_exercise=row.one_of("after_exercise", AFTER_EXERCISE),
        cautions=frozenset(part.partition(":")[0] for part in row.list("cautions", ";")),
    )


@cached
def ingredients() -> dict[str, Ingredient]:
    """By every lower-case name: the INCI name and the names that are read alike."""
    columns = "inci read_alike name_en name_sv kind roles fatty_acids clog after_exercise"
    layers: dict[int, dict[str, Ingredient]] = defaultdict(dict)
    for row in read_table("ingredients.csv", columns):
        fact = _ingredient(row, row.text("inci"))
        table = layers[row.layer]
        for name in (fact.inci, *row.list("read_alike", ";")):
            if table.setdefault(name.lower(), fact) is not fact:
                raise row.wrong(f"{name!r} is there twice.", "read_alike")
    return _last_one_counts(layers)


def _last_one_counts(layers: Mapping[int, Mapping[str, T]]) -> dict[str, T]:
    """What a host says about a name counts, whichever shipped row speaks of it."""
    names: dict[str, T] = {}
    for layer in sorted(layers):
        names |= layers[layer]
    return names


@cached
def ingredient_patterns() -> tuple[tuple[re.Pattern[str], Ingredient], ...]:
    """For names that no row spells out; the first match counts."""
    rows = list(read_table("ingredient_patterns.csv", "pattern name_en name_sv kind roles"))
    rows.sort(key=lambda row: -row.layer)  # the host's first
    return tuple((row.pattern("pattern"), _ingredient(row, row.text("name_en"))) for row in rows)


@cached
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


@cached
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


@cached
def ingredient_functions() -> dict[str, str]:
    """Role or kind of an ingredient -> its function, in words of the EU inventory."""
    return keyed(
        read_table("ingredient_functions.csv", "role function"),
        lambda row: (row.text("role"), row.text("function")),
    )


@cached
def forms() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """What products call themselves. ``*`` stands for any ending, ``$`` for the end of a name."""
    words: dict[str, list[str]] = {}
    for row in read_table("forms.csv", "form words"):
        row.text("words")
        words.setdefault(row.one_of("form", FORMS), []).extend(row.list("words", "|"))
    return tuple((form, _any_of(found)) for form, found in words.items())


def _any_of(words: list[str]) -> re.Pattern[str]:
    found = "|".join(
        re.escape(word).replace(r"\*", r"\w*").replace(r"\$", r"\s*$") for word in words
    )
    return re.compile(rf"\b(?:{found})(?!\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SkinWeights:
    """``pattern`` is looked for in INCI names, in the name of the product or in its form."""

    pattern: re.Pattern[str]
    needs: tuple[float, ...]


@cached
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


@cached
def allergens() -> dict[str, str]:
    """Declarable fragrance allergens: lower-case printed name -> name on labels."""
    layers: dict[int, dict[str, str]] = defaultdict(dict)
    for row in read_table("allergens.csv", "label_name match_aliases"):
        label = row.text("label_name")
        for name in (label, *row.list("match_aliases", "|")):
            layers[row.layer].setdefault(name.lower(), label)
    return _last_one_counts(layers)


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


@cached
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
                phrases={code: row.phrases(f"synonyms_{code}", groups(code)) for code in LANGUAGES},
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


@cached
def needs() -> dict[str, Need]:
    return keyed(
        read_table("needs.csv", "need roles"),
        lambda row: (
            row.text("need"),
            Need(slug=row.text("need"), roles=row.weighted("roles", ROLES)),
        ),
    )


@dataclass(frozen=True, slots=True)
class Clause:
    """Words for a shopper about a need and a step: inside a sentence, and as a short phrase."""

    clause: dict[str, str]
    want: dict[str, str]


@cached
def clauses() -> dict[tuple[str, str], Clause]:
    """By need and step."""
    return keyed(
        read_table("clauses.csv", "need step clause_en clause_sv want_en want_sv"),
        lambda row: (
            (row.one_of("need", needs()), row.text("step")),
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


@cached
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
                because={code: row.sentence(f"because_{code}") for code in LANGUAGES},
                activity={code: row.text(f"activity_{code}", empty=True) for code in LANGUAGES},
                did={code: row.text(f"did_{code}") for code in LANGUAGES},
            ),
        ),
    )


@cached
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


@cached
def feels() -> dict[str, Feel]:
    return keyed(
        read_table("feels.csv", "feel skin needs said_en said_sv"),
        lambda row: (
            row.text("feel"),
            Feel(
                skin=row.one_of("skin", SKIN_STATES),
                needs=row.weighted("needs", needs()),
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


@cached
def cues() -> tuple[Cue, ...]:
    """Cues of the body, the skin and the situation, and those of other subjects (``not:``)."""
    own = [
        _cue(row, row.text("signal"), row.number("weight", 0, 5))
        for row in read_table("cues.csv", "signal lang weight phrases")
    ]
    other = [
        _cue(row, f"not:{row.text('subject')}", 1)
        for row in read_table("subjects.csv", "subject lang phrases")
    ]
    return tuple(own + other)


def _cue(row: Row, signal: str, weight: float) -> Cue:
    language = row.one_of("lang", LANGUAGES)
    return Cue(signal, language, weight, row.phrases("phrases", groups(language)))


@cached
def groups(language: str) -> dict[str, str]:
    """Named word groups that phrases refer to as ``<name>``, as one alternative of atoms."""
    words: dict[str, list[str]] = defaultdict(list)
    for row in read_table("groups.csv", "group lang words"):
        row.text("words")
        if row.one_of("lang", LANGUAGES) == language:
            words[row.text("group")].extend(row.list("words", "|"))
    return {group: "/".join(found) for group, found in words.items()}


@cached
def lookalikes(language: str) -> frozenset[str]:
    """Words that meet a phrase only as it is written: their stem is that of another word."""
    return frozenset(
        word
        for row in read_table("lookalikes.csv", "lang words")
        if row.one_of("lang", LANGUAGES) == language
        for word in row.list("words", "|")
    )


@cached
def nordic_words() -> dict[str, str]:
    """Norwegian and Danish words -> the Swedish word they are read as."""
    return {
        row.text("word").lower(): row.text("read_as")
        for row in read_table("nordic.csv", "word read_as")
    }
