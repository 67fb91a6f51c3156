"""A CSV file of rows for a knowledge table, as it comes from the browser."""

from __future__ import annotations

from collections.abc import Iterable
from io import StringIO

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from recommendations import knowledge
from recommendations.knowledge import KnowledgeError, OwnRow, Table

from .knowledge_rows import key_of

LARGEST_FILE = 5 * 1024 * 1024


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("CSV file"),
        help_text=gettext_lazy("In UTF-8, with the columns of the table; remove is optional."),
    )
    replace = forms.BooleanField(
        label=gettext_lazy("These are all own rows of this table"),
        help_text=gettext_lazy("Own rows that the file does not hold are deleted."),
        required=False,
    )


def read_upload(table: Table, file: Iterable[bytes]) -> list[OwnRow]:
    """Each row with the number of its line, below zero so that it is none of a stored row."""
    data = b"".join(file)
    if len(data) > LARGEST_FILE:
        raise KnowledgeError(
            _("The file is larger than %(size)d MB.") % {"size": LARGEST_FILE // 1024**2}
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = _("CSV in UTF-8 is expected (%(error)s).") % {"error": error}
        raise KnowledgeError(message) from None
    shown = f"{table.name}.csv"
    rows = knowledge.read_lines(StringIO(text, newline=""), shown, table.names, layer=1)
    return [OwnRow(table.name, -row.line, row.values, row.remove) for row in rows]


def identity(table: Table, values: dict[str, str], *, remove: bool) -> tuple[str, ...]:
    """By which an uploaded row finds the own row that it is a new version of."""
    if table.words:
        return (*(values.get(name) or "" for name in table.names), str(remove))
    return key_of(table, values)


def by_line(fault: KnowledgeError) -> str:
    """What is wrong, with the line of the file where the fault is one of its rows."""
    if fault.own is not None and fault.own < 0:
        return _("Line %(line)d: %(error)s") % {"line": -fault.own, "error": fault.message}
    return str(fault)
