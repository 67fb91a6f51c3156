"""Loads the tables of knowledge in every way in which they are used, to find what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from . import avoided, claims, knowledge, reading, reasons, textures
from .contract import Content, Ref
from .knowledge import LANGUAGES, KnowledgeError, OwnRow


def _groups() -> None:
    for language in LANGUAGES:
        knowledge.groups(language)


def _lookalikes() -> None:
    for language in LANGUAGES:
        knowledge.lookalikes(language)


def _vocabulary() -> None:
    """Phrases are compiled when the first text is read."""
    for language in LANGUAGES:
        reading.read(Content(Ref("text", "none"), language, "", ""))


LOADERS: dict[str, tuple[Callable[[], object], ...]] = {
    "groups": (_groups,),
    "exercises": (knowledge.exercises,),
    "cues": (knowledge.cues,),
    "subjects": (knowledge.cues,),
    "lookalikes": (_lookalikes,),
    "nordic": (knowledge.nordic_words,),
    "needs": (knowledge.needs,),
    "moments": (knowledge.moments,),
    "because": (reasons.openings,),
    "clauses": (knowledge.clauses,),
    "cautions": (knowledge.cautions,),
    "feels": (knowledge.feels,),
    "traits": (textures.traits,),
    "likings": (textures.likings,),
    "ingredients": (knowledge.ingredients,),
    "ingredient_patterns": (knowledge.ingredient_patterns,),
    "ingredient_aliases": (knowledge.ingredient_aliases,),
    "ingredient_functions": (knowledge.ingredient_functions,),
    "ingredients_for_skin": (knowledge.skin_weights,),
    "allergens": (knowledge.allergens, knowledge.allergen_thresholds),
    "avoided": (avoided.groups,),
    "forms": (knowledge.forms,),
    "claims_words": (claims.check_tables,),
    "claims_rules": (claims.check_tables,),
    "claims_harmless": (claims.check_tables,),
    "claims_frames": (claims.check_tables,),
    "claims_contradictions": (claims.contradictions, claims.check_tables),
}


def load(table: str) -> None:
    """Raises ``KnowledgeError`` at the first wrong row of one table."""
    for loader in LOADERS[table]:
        loader()


# What follows from these alone is left out where none of them has changed: it takes longest.
CLAIMS = frozenset(name for name, loaders in LOADERS.items() if claims.check_tables in loaders)
VOCABULARY = frozenset(["exercises", "cues", "subjects", "groups", "lookalikes"])


def load_all(changed: Collection[str] | None = None) -> None:
    """Raises ``KnowledgeError`` at the first wrong row, also where two tables do not agree.

    ``changed``: tables that may be wrong because of themselves; by default all may.
    """
    knowledge.check_folders()
    for table in LOADERS:
        if changed is None or table not in CLAIMS or CLAIMS & set(changed):
            load(table)
    if changed is None or VOCABULARY & set(changed):
        _vocabulary()


def without_wrong(rows: Sequence[OwnRow]) -> tuple[knowledge.Book, list[KnowledgeError]]:
    """What remains of rows of the host when the wrong ones are left out, and why they are."""
    errors: list[KnowledgeError] = []
    left = list(rows)
    while True:
        with knowledge.trial(rows=left) as book:
            try:
                load_all({row.table for row in rows})
                return book, errors
            except KnowledgeError as error:
                errors.append(error)
                if not left:
                    raise
                # An error that no row of the host is named in may come of any of them.
                left = [row for row in left if row.number != error.own] if error.own else []


MOST_FAULTS = 20  # told at once


def fault_of(row: OwnRow, others: Sequence[OwnRow]) -> KnowledgeError | None:
    """What would be wrong with all tables if this row were added to the host's others."""
    fault = _fault_with([*others, row])
    if fault is None or fault.own == row.number:
        return fault
    # Another row may have been wrong before, which is no fault of this one.
    book, _errors = without_wrong(others)
    return _fault_with([*book.rows, row])


def faults_of(rows: Sequence[OwnRow], others: Sequence[OwnRow], table: str) -> list[KnowledgeError]:
    """As ``fault_of``, for many rows of one table."""
    faults: list[KnowledgeError] = []
    left = list(rows)
    others = without_wrong(others)[0].rows
    while len(faults) < MOST_FAULTS:
        with knowledge.trial(rows=[*others, *left]):
            try:
                load(table)
                break
            except KnowledgeError as error:
                faults.append(error)
        remaining = [row for row in left if row.number != faults[-1].own]
        if len(remaining) == len(left):
            return faults
        left = remaining
    if not faults:
        fault = _fault_with([*others, *rows])
        faults = [fault] if fault else []
    return faults


def _fault_with(rows: Sequence[OwnRow]) -> KnowledgeError | None:
    with knowledge.trial(rows=rows):
        try:
            load_all({row.table for row in rows})
        except KnowledgeError as error:
            return error
    return None
