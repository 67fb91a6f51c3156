"""Asks the full-text index of the database in use. Both answer the same, in the same order."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils import timezone

from shop.catalogue.models import ProductQuerySet

from .models import NO_PRODUCT, Entry

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
    products: "ProductQuerySet | None" = None,
    every: bool = True,
    columns: int = len(COLUMNS),
) -> dict[Entry.Kind, Hits]:
    """What meets every term, by kind; or else (not ``every``) what meets the most of them.

    First what meets them by what it is called, then by what sort of thing it is, and so on;
    ``columns`` is how far to go. ``products``: those that count.
    """
    branches, params = [], []
    naming = any(term.naming for term in terms)
    for is_product in (True, False) if naming else (None,):
        sql, values = _branch(terms, columns, every=every, is_product=is_product)
        sql += """ AND entry.language IN ('', %s)
            AND (entry.visible_from IS NULL OR entry.visible_from <= %s)"""
        values += [language, timezone.now()]
        if products is not None and is_product is not False:
            among, more = _exists(products)
            sql += f" AND (entry.kind <> 'product' OR {among})"
            values += more
        branches.append(sql)
        params += values
    best = "" if every else "WHERE tier = (SELECT min(tier) FROM hit)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH hit AS ({" UNION ALL ".join(branches)}
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
NAMES_MATCH = "entry.names @@ %s::tsquery"


def _branch(
    terms: Sequence[Term], columns: int, *, every: bool, is_product: bool | None
) -> tuple[str, list[Any]]:
    """What meets them, each with its tier; products alone, which naming terms have to name, or
    all but products, or both."""
    is_sqlite = connection.vendor == "sqlite"
    fits, match = (_fts5, FTS5_MATCH) if is_sqlite else (_tsquery, TS_MATCH)
    strict = bool(is_product)
    whole = fits(terms, columns, every, strict)
    if is_product is False:
        whole = f'({whole}) AND "{NO_PRODUCT}"' if is_sqlite else f"({whole}) & '{NO_PRODUCT}'"
    if every:
        values = [fits(terms, number, every, strict) for number in range(1, columns)]
        tiers = " ".join(f"WHEN {match} THEN {number}" for number in range(columns - 1))
        tier = f"CASE {tiers} ELSE {columns} END"
    else:
        values = [fits([term], columns, every, strict) for term in terms]
        tier = " - ".join(["0", *(f"CASE WHEN {match} THEN 1 ELSE 0 END" for _term in terms)])
    sql = f"SELECT entry.kind, entry.key, entry.place, {tier} AS tier"
    # What is cheap is asked first: PostgreSQL has to unpack a vector for each row it looks at.
    where = {True: "entry.kind = 'product' AND ", False: "entry.kind <> 'product' AND "}
    before = where[is_product] if is_product is not None else ""
    if is_product and every and not is_sqlite:
        before += f"{NAMES_MATCH} AND "
        values.append(" & ".join(_unweighted(term) for term in terms if term.naming))
    sql, values = f"{sql} FROM search_entry entry WHERE {before}{match}", [*values, whole]
    return sql, values


def _unweighted(term: Term) -> str:
    def written(stem: str, goes_on: bool) -> str:
        return f"'{stem}'"

    return f"({' | '.join(_alternatives(term, written, '&'))})"


def _exists(products: "ProductQuerySet") -> tuple[str, tuple[Any, ...]]:
    """Looked at for what matches alone, not for every product there is."""
    same = products.order_by().extra(where=["catalogue_product.id = entry.item"])
    sql, values = same.values("pk").query.sql_with_params()
    return f"EXISTS ({sql})", values


def _fts5(terms: Sequence[Term], columns: int, every: bool, strict: bool) -> str:
    def written(stem: str, goes_on: bool) -> str:
        return f'"{stem}"{"*" if goes_on else ""}'

    def asked(term: Term) -> str:
        names = list(COLUMNS)[: _reach(term, columns, strict)]
        return f"({{{' '.join(names)}}} : ({' OR '.join(_alternatives(term, written, 'AND'))}))"

    return (" AND " if every else " OR ").join(map(asked, terms))


def _tsquery(terms: Sequence[Term], columns: int, every: bool, strict: bool) -> str:
    def asked(term: Term) -> str:
        weights = "".join(list(COLUMNS.values())[: _reach(term, columns, strict)])

        def written(stem: str, goes_on: bool) -> str:
            return f"'{stem}':{'*' if goes_on else ''}{weights}"

        return f"({' | '.join(_alternatives(term, written, '&'))})"

    return (" & " if every else " | ").join(map(asked, terms))


def _reach(term: Term, columns: int, strict: bool) -> int:
    return min(columns, NAMING) if strict and term.naming else columns


def _alternatives(term: Term, written: Callable[[str, bool], str], both: str) -> Iterable[str]:
    for number, stems in enumerate(term.alternatives):
        words = (written(stem, term.open_ended and number == 0) for stem in stems)
        yield f"({f' {both} '.join(words)})"
