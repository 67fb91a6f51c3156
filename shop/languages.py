"""Texts the merchant writes, kept in one column per language, and lists of them."""

from collections.abc import Iterable
from typing import Any, overload

from babel.lists import format_list
from django.db import models
from django.utils.translation import get_language

LANGUAGES = ("en", "sv")


class Translated:
    """Reads the column of the active language of a pair `<name>_en`, `<name>_sv`.

    Falls back to the other language where a text is missing, so a half-translated shop still
    shows something. `product.name` reads; write to `name_en` and `name_sv`.
    """

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, instance: None, owner: Any) -> "Translated": ...
    @overload
    def __get__(self, instance: models.Model, owner: Any) -> str: ...
    def __get__(self, instance: models.Model | None, owner: Any) -> "Translated | str":
        if instance is None:
            return self
        return self.read(instance, get_language() or LANGUAGES[0])

    def read(self, instance: models.Model, language: str) -> str:
        text: str = getattr(instance, f"{self.name}_{self.language_of(instance, language)}")
        return text

    def language_of(self, instance: models.Model, language: str) -> str:
        """The language in which it is read: the asked one, or the one it falls back to."""
        first = language[:2] if language[:2] in LANGUAGES else LANGUAGES[0]
        written = (code for code in (first, *LANGUAGES) if getattr(instance, f"{self.name}_{code}"))
        return next(written, first)


def listed(names: Iterable[str]) -> str:
    """`A, B and C` in the active language."""
    return format_list(list(names), locale="sv_SE" if get_language() == "sv" else "en_GB")
