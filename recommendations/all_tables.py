"""Loads the tables of knowledge in every way in which they are used, to find what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from . import claims, knowledge, reading, reasons, textures
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
    "forms": (knowledge.forms,),
    "claims_words": (claims.check_tables,),
    "claims_rules": (claims.check_tables,),
    "claims_harmless": (claims.check_tables,),
    "claims_frames": (claims.check_tables,),
}


def load(table: str) -> None:
    """Raises ``KnowledgeError`` at the first wrong row of one table."""
    for loader in LOADERS[table]:
        loader()


def load_all() -> None:
    """Raises ``KnowledgeError`` at the first wrong row, also where two tables do not agree."""
    knowledge.check_folders()
    for loaders in LOADERS.values():
        for loader in loaders:
            loader()
    _vocabulary()


def without_wrong(rows: Sequence[OwnRow]) -> tuple[knowledge.Book, list[KnowledgeError]]:
    """What remains of rows of the host when the wrong ones are left out, and why they are."""
    errors: list[KnowledgeError] = []
    left = list(rows)
    while True:
        with knowledge.trial(rows=left) as book:
            try:
                load_all()
                return book, errors
            except KnowledgeError as error:
                errors.append(error)
                if not left:
                    raise
                # An error that no row of the host is named in may come of any of them.
                left = [row for row in left if row.number != error.own] if error.own else []
