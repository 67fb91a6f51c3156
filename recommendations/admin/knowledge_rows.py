"""The rows of a knowledge table, those of files and own ones, as the back office shows them."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from recommendations import conf, knowledge
from recommendations.knowledge import KnowledgeError, Row, Table
from recommendations.models import KnowledgeRow


@dataclass(frozen=True, slots=True)
class Shown:
    """A row as the back office shows it. ``number`` counts the rows that lie in files."""

    cells: list[tuple[str, str]]
    title: str
    more: str
    of: str
    state: str
    number: int | None = None
    pk: int | None = None
    note: str = ""

    def holds(self, words: str) -> bool:
        """In the note or any one cell, in any letter case."""
        cells = [self.note, *(cell for _name, cell in self.cells)]
        return any(words.casefold() in cell.casefold() for cell in cells)


def all_rows(table: Table) -> list[Shown]:
    """Own rows first, then those of files, each with what has become of it."""
    own = list(KnowledgeRow.objects.filter(table=table.name).order_by("-changed_at"))
    replaced = {} if table.words else {key_of(table, row.values): row for row in own}
    shown = [
        _shown(
            table,
            row.values,
            of=_("own row"),
            state=_("takes away") if row.remove else "",
            pk=row.pk,
            note=row.note,
        )
        for row in own
    ]
    for number, row in enumerate(rows_of_files(table)):
        other = replaced.get(key_of(table, row.values))
        state = ""
        if other is not None:
            state = _("taken away") if other.remove else _("replaced")
        of = _("own file") if row.layer else _("shipped")
        shown.append(_shown(table, row.values, of=of, state=state, number=number))
    return shown


def _shown(table: Table, values: dict[str, str], **more: Any) -> Shown:
    cells = [(name, values.get(name) or "") for name in table.names]
    title = " · ".join(values.get(name) or "" for name in table.key)
    rest = [cell for name, cell in cells if cell and name not in (*table.key, "source")]
    return Shown(cells, title, (values.get(table.words) or ", ".join(rest)), **more)


def shipped_rows(table: Table) -> list[Row]:
    return list(knowledge.read_file(knowledge.FOLDER / f"{table.name}.csv", ()))


def rows_of_files(table: Table) -> list[Row]:
    """What is shipped, then what lies in the host's own folders."""
    rows = shipped_rows(table)
    for folder in conf.knowledge_folders():
        file = folder / f"{table.name}.csv"
        if file.is_file():
            with suppress(KnowledgeError):  # `manage.py check` tells
                rows += list(knowledge.read_file(file, table.names, layer=1))
    return rows


def key_of(table: Table, values: dict[str, str]) -> tuple[str, ...]:
    """Empty where a column of the key is."""
    try:
        return table.key_of(Row("", values))
    except KnowledgeError:
        return ()
