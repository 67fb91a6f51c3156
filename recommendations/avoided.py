"""What a shopper means by the names she wants left out, in the names that lists use."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from . import knowledge
from .knowledge import read_table

SHORTEST = 3  # letters of a part of a name that says something
ENDINGS = ("erna", "orna", "arna", "er", "or", "ar", "en", "es", "s", "n")


@dataclass(frozen=True, slots=True)
class Avoided:
    """``names``: parts of lines of ``IngredientList.called``; ``=`` before a whole line.

    ``unknown``: the words that no name we know holds, as they were written. They are looked for
    as they stand, but whether a list has another name for them nobody can say.
    """

    names: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    def stand_in(self, called: str) -> bool:
        return any(
            f"\n{name[1:]}\n" in f"\n{called}\n" if name.startswith("=") else name in called
            for name in self.names
        )


def meant(words: Collection[str]) -> Avoided:
    """Looks for groups, other names, everyday names and plurals."""
    return _meant(tuple(words))


@knowledge.cached(maxsize=1024)
def _meant(words: tuple[str, ...]) -> Avoided:
    names: dict[str, None] = {}
    unknown = []
    for said in words:
        word = " ".join(said.lower().split())
        if not word:
            continue
        found = _names_of(word)
        if not found:
            unknown.append(said.strip())
        names |= dict.fromkeys((word, *found) if word not in groups() else found)
    return Avoided(tuple(names), tuple(unknown))


def _names_of(word: str) -> tuple[str, ...]:
    """By its group, as another name of an ingredient, as a part of known names, in the singular."""
    for form in _forms(word):
        if form in groups():
            return groups()[form]
        other = knowledge.ingredient_aliases().get(form), knowledge.allergens().get(form)
        if any(other):
            return (form, *(name.lower() for name in other if name))
        if form in _known():
            return (form,)
    return ()


def _forms(word: str) -> tuple[str, ...]:
    cut = (word.removesuffix(end) for end in ENDINGS if word.endswith(end))
    return (word, *(form for form in cut if len(form) >= SHORTEST))


@knowledge.cached
def groups() -> dict[str, tuple[str, ...]]:
    """What a shopper may write, in lower case -> parts of the names on lists."""
    return {
        word.lower(): row.list("names", "|")
        for row in read_table("avoided.csv", "words names")
        for word in row.list("words", "|")
    }


@knowledge.cached
def _known() -> str:
    """All names of ingredients and allergens that we know, a line each."""
    facts = knowledge.ingredients()
    names = [name for fact in facts.values() for name in (fact.inci, *fact.names.values())]
    return "\n".join(
        name.lower()
        for name in (*names, *facts, *knowledge.ingredient_aliases(), *knowledge.allergens())
    )
