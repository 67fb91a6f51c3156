"""Asks the full-text index of the database in use. Both answer the same, in the same order."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from .models import Entry

# From what a thing is called to whatever is said of it; PostgreSQL's names for the same.
COLUMNS = {"title_words": "A", "kind_words": "B", "line_words": "C", "body_words": "D"}
NAMING = 2  # columns that say what a thing is, not what is in it


@dataclass(frozen=True)
class Term:
    """One thing asked for. It is met by any of its alternatives, each of them some stems that all
    have to occur. ``naming``: a product is called so, or is of that sort; that it has some is not
    enough. ``open_ended``: the first alternative is a word still being typed."""

    alternatives: tuple[tuple[str, ...], ...]
    naming: bool = False
    open_ended: bool = False


@dataclass(frozen=True)
class Hits:
    """``first`` are keys, best first; ``count`` is how many there are in all. ``tier`` says how
    the best one is met: 0 by what it is called."""

    first: tuple[str, ...] = ()
    count: int = 0
    tier: int = 0


def hits(
    terms: Sequence[Term],
    language: str,
    *,
    limit: int,
    products: "QuerySet[Any] | None" = None,
    every: bool = True,
    columns: int = len(COLUMNS),
) -> dict[Entry.Kind, Hits]:
    """What meets every term, by kind; or else (not ``every``) what meets the most of them.

    First what meets them by what it is called, then by what sort of thing it is, and so on;
    ``columns`` is how far to go. ``products``: those that count.
    """
    fits, match = (_fts5, FTS5_MATCH) if connection.vendor == "sqlite" else (_tsquery, TS_MATCH)
    asked = [fits(terms, number, every) for number in range(1, columns + 1)]
    tiers = " ".join(f"WHEN {match} THEN {number}" for number in range(columns - 1))
    tier = f"CASE {tiers} ELSE {columns} END" if tiers else "0"
    params: list[Any] = [*asked, language, timezone.now()]
    best = ""
    if not every:
        met = [fits([term], columns, every) for term in terms]
        tier = " - ".join(["0", *(f"CASE WHEN {match} THEN 1 ELSE 0 END" for _term in met)])
        params = [*met, *params[columns - 1 :]]
        best = "WHERE tier = (SELECT min(tier) FROM hit)"
    among = ""
    if naming := [term for term in terms if term.naming]:
        among = f"AND (entry.kind <> 'product' OR {match})"
        params.append(fits(naming, NAMING, every))
    if products is not None:
        sql, more = products.order_by().values("pk").query.sql_with_params()
        among += f" AND (entry.kind <> 'product' OR entry.item IN ({sql}))"
        params += more
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH hit AS (
                SELECT entry.kind, entry.key, entry.place, {tier} AS tier
                FROM search_entry entry
                WHERE {match} AND entry.language IN ('', %s)
                    AND (entry.visible_from IS NULL OR entry.visible_from <= %s) {among}
            ), ranked AS (
                SELECT kind, key, tier,
                    row_number() OVER (PARTITION BY kind ORDER BY tier, place, key) AS number,
                    count(*) OVER (PARTITION BY kind) AS total
                FROM hit {best}
            )
            SELECT kind, key, total, tier FROM ranked WHERE number <= %s ORDER BY kind, number
            """,  # noqa: S608 (no word of the asker's is in it)
            (*params, limit),
        )
        rows = cursor.fetchall()
    found: dict[Entry.Kind, Hits] = {}
    for kind in Entry.Kind:
        of_kind = [rest for row_kind, *rest in rows if row_kind == kind]
        if of_kind:
            _key, total, tier = of_kind[0]
            found[kind] = Hits(tuple(key for key, *_rest in of_kind), total, tier)
    return found


FTS5_MATCH = "entry.id IN (SELECT rowid FROM search_text WHERE search_text MATCH %s)"
TS_MATCH = "entry.vector @@ %s::tsquery"


def _fts5(terms: Sequence[Term], columns: int, every: bool) -> str:
    def written(stem: str, goes_on: bool) -> str:
        return f'"{stem}"{"*" if goes_on else ""}'

    joined = (" AND " if every else " OR ").join(
        f"({' OR '.join(_alternatives(term, written, 'AND'))})" for term in terms
    )
    return f"{{{' '.join(list(COLUMNS)[:columns])}}} : ({joined})"


def _tsquery(terms: Sequence[Term], columns: int, every: bool) -> str:
    weights = "".join(list(COLUMNS.values())[:columns])

    def written(stem: str, goes_on: bool) -> str:
        return f"'{stem}':{'*' if goes_on else ''}{weights}"

    return (" & " if every else " | ").join(
        f"({' | '.join(_alternatives(term, written, '&'))})" for term in terms
    )


def _alternatives(term: Term, written: Callable[[str, bool], str], both: str) -> Iterable[str]:
    for number, stems in enumerate(term.alternatives):
        words = (written(stem, term.open_ended and number == 0) for stem in stems)
        yield f"({f' {both} '.join(words)})"
