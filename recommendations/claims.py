"""What copy may say. A first reading of the claims table; it finds wording, not meaning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from . import knowledge

Scope = Literal["product", "article"]
WEIGHT = {"none": 0, "warn": 1, "block": 2}


@dataclass(frozen=True, slots=True)
class Hit:
    """``span`` counts characters of the text that was checked."""

    kind: str
    severity: Literal["warn", "block"]
    span: tuple[int, int]
    text: str
    suggestion: str


def check(text: str, scope: Scope = "product", language: str | None = None) -> list[Hit]:
    """Hits in text order. Without a language the patterns of all languages are tried.

    Wording that only a look at data can judge (stock, ingredients) is a warning here.
    """
    hits = [
        Hit(
            kind=claim.kind,
            severity="block" if claim.severity in ("block", "block_manual") else "warn",
            span=match.span(),
            text=match[0],
            suggestion=claim.suggestion,
        )
        for claim in knowledge.claims()
        if claim.scope in (scope, "all") and language in (None, claim.language)
        for match in claim.pattern.finditer(text)
    ]
    return sorted(hits, key=lambda hit: (hit.span, hit.kind))


def severity(hits: list[Hit]) -> str:
    """The gravest of the hits: ``none``, ``warn`` or ``block``."""
    return max((hit.severity for hit in hits), key=WEIGHT.__getitem__, default="none")


def may_be_shown(text: str, language: str | None = None) -> bool:
    return severity(check(text, "product", language)) != "block"
