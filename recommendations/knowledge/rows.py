"""One line of a table, read field by field so that a mistake can name its place."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from string import Formatter
from typing import TypeVar

from django.utils.translation import gettext as _

K = TypeVar("K")
T = TypeVar("T")


class KnowledgeError(ValueError):
    """A row of a table is wrong; the text names file and line, column and what is expected.

    ``message`` is the text without the place; ``own`` is the number of an ``OwnRow``.
    """

    def __init__(
        self, message: str, *, place: str = "", column: str = "", own: int | None = None
    ) -> None:
        super().__init__(f"{place}: {message}" if place else message)
        self.message = message
        self.column = column
        self.own = own


@dataclass(frozen=True, slots=True)
class OwnRow:
    """A row of the host that lies in no file. ``number`` finds it again when it is wrong."""

    table: str
    number: int
    values: dict[str, str]
    remove: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """``layer`` is 0 for what is shipped; a row of a higher layer counts before lower ones."""

    place: str
    values: dict[str, str]
    layer: int = 0
    remove: bool = False
    own: int | None = None
    line: int = 0

    def wrong(self, message: str, column: str = "") -> KnowledgeError:
        return KnowledgeError(message, place=self.place, column=column, own=self.own)

    def text(self, name: str, *, empty: bool = False) -> str:
        value = (self.values.get(name) or "").strip()
        if not value and not empty:
            raise self.wrong(_("%(column)s is empty.") % {"column": name}, name)
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
            raise self.wrong(
                _("%(column)s is '%(value)s'; a number from %(low)g to %(high)g is expected.")
                % {"column": name, "value": value, "low": low, "high": high},
                name,
            )
        return number

    def flag(self, name: str) -> bool:
        return self.one_of(name, ("0", "1")) == "1"

    def one_of(self, name: str, allowed: Iterable[str]) -> str:
        value = self.text(name)
        if value not in allowed:
            raise self.wrong(
                _("%(column)s is '%(value)s'; one of %(allowed)s is expected.")
                % {"column": name, "value": value, "allowed": ", ".join(sorted(allowed))},
                name,
            )
        return value

    def subset(self, name: str, allowed: frozenset[str]) -> frozenset[str]:
        values = frozenset(self.text(name, empty=True).split())
        for value in sorted(values - allowed):
            raise self.unknown(name, value, allowed)
        return values

    def weighted(self, name: str, allowed: Iterable[str] | None = None) -> dict[str, float]:
        """A cell such as ``humectant:1 occlusive:0.9``."""
        weights = {}
        for part in self.list(name, " "):
            key, _colon, weight = part.partition(":")
            if allowed is not None and key not in allowed:
                raise self.unknown(name, key, allowed)
            try:
                weights[key] = float(weight)
            except ValueError:
                raise self.wrong(
                    _("%(column)s holds '%(value)s'; 'name:number' is expected.")
                    % {"column": name, "value": part},
                    name,
                ) from None
        return weights

    def unknown(self, name: str, value: str, allowed: Iterable[str]) -> KnowledgeError:
        return self.wrong(
            _("%(column)s holds '%(value)s'; only %(allowed)s are known.")
            % {"column": name, "value": value, "allowed": ", ".join(sorted(allowed))},
            name,
        )

    def pattern(self, name: str) -> re.Pattern[str]:
        value = self.text(name)
        try:
            return re.compile(value, re.IGNORECASE)
        except re.error as error:
            raise self.wrong(
                _("%(column)s is '%(value)s'; a regular expression is expected (%(error)s).")
                % {"column": name, "value": value, "error": error},
                name,
            ) from None

    def sentence(self, name: str, *, empty: bool = False) -> str:
        """Words in which ``{activity}`` stands for what the reader did."""
        value = self.text(name, empty=empty)
        try:
            fields = {field for _text, field, _spec, _conv in Formatter().parse(value) if field}
        except ValueError:
            fields = {value}
        if fields - {"activity"}:
            raise self.wrong(
                _("%(column)s is '%(value)s'; the only brackets that are known are {activity}.")
                % {"column": name, "value": value},
                name,
            )
        return value

    def phrases(self, name: str, groups: Iterable[str]) -> tuple[str, ...]:
        """Phrases in the notation of ``words.py``."""
        for phrase in self.list(name, "|"):
            for part in phrase.split(" + "):
                if not re.search(r"\w", part):
                    raise self.wrong(
                        _("%(column)s holds '%(value)s'; words are expected.")
                        % {"column": name, "value": phrase},
                        name,
                    )
            for piece in phrase.lower().split():
                if piece.startswith("<") and piece.strip("<>") not in groups:
                    raise self.wrong(
                        _("%(column)s holds '%(value)s', which is no group of groups.csv.")
                        % {"column": name, "value": piece},
                        name,
                    )
        return self.list(name, "|")


def read_file(path: Path, columns: Iterable[str], *, layer: int = 0) -> Iterator[Row]:
    """Rows in file order. Every column of ``columns`` has to be there.

    Each row says in ``source`` where it is from, if only "general knowledge". A file of the host
    may hold nothing but these columns and ``remove``.
    """
    shown = str(path) if layer else path.name
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in read_lines(file, shown, columns, layer=layer):
            yield sourced(row)


def read_lines(
    lines: Iterable[str], shown: str, columns: Iterable[str], *, layer: int
) -> Iterator[Row]:
    """Of CSV that is called ``shown`` in errors; nobody has asked for sources yet."""
    reader = csv.DictReader(lines)
    try:
        names = list(reader.fieldnames or ())
        _check_names(names, list(columns), shown, strictly=layer > 0)
        for values in reader:
            row = Row(f"{shown}, line {reader.line_num}", values, layer, line=reader.line_num)
            if None in values or None in values.values():
                raise row.wrong(_("%(count)d cells are expected.") % {"count": len(names)})
            if layer and values.get("remove", "").strip():
                row = replace(row, remove=row.flag("remove"))
            values.pop("remove", None)
            yield row
    except (csv.Error, UnicodeDecodeError) as error:
        raise KnowledgeError(
            _("CSV in UTF-8 is expected (%(error)s).") % {"error": error},
            place=f"{shown}, line {reader.line_num + 1}",
        ) from None


def _check_names(names: list[str], columns: list[str], shown: str, *, strictly: bool) -> None:
    place = f"{shown}, line 1"
    for name in (*columns, "source"):
        if name not in names:
            raise KnowledgeError(
                _("column %(column)s is missing.") % {"column": name}, place=place, column=name
            )
    for name in names if strictly else ():
        if name not in columns and name != "remove":
            raise KnowledgeError(
                _("'%(column)s' is no column of this table; %(columns)s are.")
                % {"column": name, "columns": ", ".join(columns)},
                place=place,
            )


def sourced(row: Row) -> Row:
    """A row that takes another one away needs no source."""
    if not row.remove and not row.text("source", empty=True):
        raise row.wrong(
            _("source is empty; where this is from is expected, if only 'general knowledge'."),
            "source",
        )
    return row


def keyed(rows: Iterable[Row], build: Callable[[Row], tuple[K, T]]) -> dict[K, T]:
    table: dict[K, T] = {}
    for row in rows:
        key, value = build(row)
        if key in table:
            raise row.wrong(_("%(value)r is there twice.") % {"value": key})
        table[key] = value
    return table
