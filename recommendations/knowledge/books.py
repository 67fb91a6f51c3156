"""Which rows count now: those that are shipped, then those of the host, and what follows from them.

A row of the host takes the place of the shipped row with the same key; other rows are added. In
tables of words (``Table.words``) rows of one key add up instead, and a row that is to be taken
away takes only its words.

What is worked out from tables is remembered with ``cached`` instead of ``functools.cache``: when
rows change, it is worked out anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any, ParamSpec, Protocol, TypeVar, overload

from django.utils.translation import gettext as _

from .rows import KnowledgeError, OwnRow, Row, read_file, sourced
from .tables import ABOUT_PRODUCTS, TABLES, Table

FOLDER = Path(__file__).parent

P = ParamSpec("P")
T_co = TypeVar("T_co", covariant=True)


class Book:
    """The host's folders and rows, and what was worked out with them."""

    def __init__(self, folders: Sequence[Path] = (), rows: Sequence[OwnRow] = ()) -> None:
        self.folders = tuple(folders)
        self.rows = tuple(rows)
        # By function. Of products: what only changes with the tables ``ABOUT_PRODUCTS``.
        self.remembered: dict[Callable[..., Any], Callable[..., Any]] = {}
        self.of_products: dict[Callable[..., Any], Callable[..., Any]] = {}


_shared = Book()
_tried: ContextVar[Book | None] = ContextVar("tried", default=None)


def current() -> Book:
    return _tried.get() or _shared


class Remembered(Protocol[P, T_co]):
    """A function that remembers what it returned."""

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> T_co: ...
    def cache_clear(self) -> None: ...


@overload
def cached(function: Callable[P, T_co], /) -> Remembered[P, T_co]: ...
@overload
def cached(
    *, maxsize: int | None = None, of_products: bool = False
) -> Callable[[Callable[P, T_co]], Remembered[P, T_co]]: ...
def cached(
    function: Callable[..., Any] | None = None,
    /,
    *,
    maxsize: int | None = None,
    of_products: bool = False,
) -> Any:
    """Like ``functools.lru_cache``, until rows change.

    ``of_products``: the results follow from ``ABOUT_PRODUCTS`` alone and outlive other changes.
    """
    if function is None:
        return lambda found: _cached(found, maxsize, of_products)
    return _cached(function, maxsize, of_products)


def _cached(function: Callable[..., Any], maxsize: int | None, of_products: bool) -> Any:
    @wraps(function)
    def remembered(*args: Any, **kwargs: Any) -> Any:
        book = _tried.get() or _shared
        memory = book.of_products if of_products else book.remembered
        recall = memory.get(function)
        if recall is None:
            # Threads that come here at once agree on one of theirs.
            recall = memory.setdefault(function, lru_cache(maxsize)(function))
        return recall(*args, **kwargs)

    def clear() -> None:
        book = current()
        book.of_products.pop(function, None)
        book.remembered.pop(function, None)

    remembered.cache_clear = clear  # type: ignore[attr-defined]
    return remembered


def use(*, folders: Sequence[Path] | None = None, rows: Sequence[OwnRow] | None = None) -> None:
    """From now on these folders and rows of the host count; ``None`` leaves them as they are."""
    book = Book(
        _shared.folders if folders is None else folders, _shared.rows if rows is None else rows
    )
    if (book.folders, book.rows) != (_shared.folders, _shared.rows):
        adopt(book)


def adopt(book: Book) -> None:
    """From now on this book counts, for the whole process.

    Whoever is in the middle of something goes on with the old one, and remembers into that.
    """
    global _shared
    if book.folders == _shared.folders and not _changed(book, _shared) & ABOUT_PRODUCTS:
        book.of_products = _shared.of_products
    _shared = book


def forget() -> None:
    """Work everything out anew, for instance after a file was changed."""
    global _shared
    _shared = Book(_shared.folders, _shared.rows)


def _changed(one: Book, other: Book) -> set[str]:
    def of(book: Book, table: str) -> list[OwnRow]:
        return [row for row in book.rows if row.table == table]

    tables = {row.table for row in (*one.rows, *other.rows)}
    return {table for table in tables if of(one, table) != of(other, table)}


@contextmanager
def trial(
    *, folders: Sequence[Path] | None = None, rows: Sequence[OwnRow] | None = None
) -> Iterator[Book]:
    """Within it, and in this thread alone, these folders and rows count."""
    now = current()
    book = Book(now.folders if folders is None else folders, now.rows if rows is None else rows)
    token = _tried.set(book)
    try:
        yield book
    finally:
        _tried.reset(token)


@contextmanager
def held() -> Iterator[Book]:
    """Within it, and in this thread alone, what counts now goes on to count.

    For work that is wrong where half of it followed from other rows.
    """
    book = current()
    token = _tried.set(book)
    try:
        yield book
    finally:
        _tried.reset(token)


def read_table(name: str, columns: str) -> Iterator[Row]:
    """The rows of a table that count now. Every column of ``columns`` has to be in its file."""
    path = FOLDER / name
    shipped = list(read_file(path, columns.split()))
    table = TABLES.get(path.stem)
    if table is None:
        yield from shipped
        return
    rows = shipped
    for layer in own_layers(table):
        rows = merged(table, rows, layer, shipped)
    yield from rows


def own_layers(table: Table) -> Iterator[list[Row]]:
    """Rows of the host, folder by folder, then those that lie in no file."""
    layer = 0
    for folder in current().folders:
        path = folder / f"{table.name}.csv"
        if path.is_file():
            layer += 1
            yield list(read_file(path, table.names, layer=layer))
    own = [row for row in current().rows if row.table == table.name]
    if own:
        yield [row_of(table, row, layer + 1) for row in own]


def row_of(table: Table, own: OwnRow, layer: int) -> Row:
    values = {name: own.values.get(name, "") for name in table.names}
    return sourced(
        Row(f"{table.name}, own row {own.number}", values, layer, own.remove, own.number)
    )


def merged(table: Table, rows: list[Row], own: list[Row], shipped: list[Row]) -> list[Row]:
    for row in own:
        table.key_of(row)
        if not row.remove:
            for column in table.bound:
                known = {one.text(column, empty=True) for one in shipped}
                if row.text(column, empty=True) not in known:
                    raise row.unknown(column, row.text(column, empty=True), known - {""})
    return _with_words(table, rows, own) if table.words else _by_key(table, rows, own)


def _by_key(table: Table, rows: list[Row], own: list[Row]) -> list[Row]:
    found: dict[tuple[str, ...], Row | None] = {table.key_of(row): row for row in rows}
    mine: set[tuple[str, ...]] = set()
    for row in own:
        key = table.key_of(row)
        if key in mine:
            raise row.wrong(
                _("'%(value)s' is there twice.") % {"value": ", ".join(key)}, table.key[0]
            )
        mine.add(key)
        if row.remove and key not in found:
            raise row.wrong(
                _("there is no row '%(value)s' to take away.") % {"value": ", ".join(key)},
                table.key[0],
            )
        found[key] = None if row.remove else row
    return [row for row in found.values() if row is not None]


def _with_words(table: Table, rows: list[Row], own: list[Row]) -> list[Row]:
    rows = list(rows)
    for row in own:
        words = row.list(table.words, "|")
        if not words:
            raise row.wrong(_("%(column)s is empty.") % {"column": table.words}, table.words)
        if row.remove:
            rows = _without(table, rows, row, words)
        else:
            rows.append(row)
    return rows


def _without(table: Table, rows: list[Row], row: Row, words: Iterable[str]) -> list[Row]:
    key, gone, left = table.key_of(row), set(words), []
    missing = set(words)
    for one in rows:
        if table.key_of(one) != key:
            left.append(one)
            continue
        had = one.list(table.words, "|")
        missing -= set(had)
        kept = [word for word in had if word not in gone]
        if kept:
            left.append(replace(one, values=one.values | {table.words: "|".join(kept)}))
    for word in sorted(missing):
        raise row.wrong(_("there is no '%(value)s' to take away.") % {"value": word}, table.words)
    return left


def check_folders() -> None:
    """Raises ``KnowledgeError`` for a file that extends no table."""
    for folder in current().folders:
        for path in sorted(folder.glob("*.csv")):
            if path.stem not in TABLES:
                raise KnowledgeError(
                    _("there is no table of that name; %(tables)s are.")
                    % {"tables": ", ".join(f"{name}.csv" for name in TABLES)},
                    place=str(path),
                )
