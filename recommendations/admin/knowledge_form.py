"""The form for one row of a knowledge table: a field a column."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.utils.html import escape
from django.utils.translation import gettext as _

from recommendations import knowledge
from recommendations.all_tables import fault_of
from recommendations.knowledge import TABLES, Column, KnowledgeError, OwnRow, Table
from recommendations.models import KnowledgeRow
from recommendations.own_rows import own_rows

from .knowledge_rows import shipped_rows

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[KnowledgeRow]
else:
    ModelForm = forms.ModelForm

UNSAVED = -1
LONG = 60  # characters; a cell that may be longer gets several lines to write in


class RowForm(ModelForm):
    """One field a column; the whole of all tables is loaded with the row before it is saved."""

    table: ClassVar[Table]

    class Meta:
        model = KnowledgeRow
        fields = ["remove", "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for column in self.table.columns:
            if column.name in (self.instance.values or {}):
                self.initial[field_name(column)] = from_cell(
                    column, self.instance.values[column.name]
                )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        values = {
            column.name: to_cell(column, cleaned.get(field_name(column), ""))
            for column in self.table.columns
        }
        for column in self.table.columns:
            needed = column.name in (*self.table.key, self.table.words) or not cleaned["remove"]
            if needed and not column.empty and not values[column.name]:
                self.add_error(
                    field_name(column), _("%(column)s is empty.") % {"column": column.name}
                )
        if self.errors:
            return cleaned
        number = self.instance.pk or UNSAVED
        row = OwnRow(self.table.name, number, values, cleaned["remove"])
        others = [other for other in own_rows() if other.number != number]
        fault = fault_of(row, others)
        if fault is not None:
            self._tell(fault, number)
        self.instance.table = self.table.name
        self.instance.values = values
        return cleaned

    def _tell(self, fault: KnowledgeError, number: int) -> None:
        if fault.own != number:
            message = _("With this row another one is wrong: %(error)s") % {"error": fault}
            self.add_error(None, message)
            return
        field = f"column_{fault.column}"
        message = fault.message[:1].upper() + fault.message[1:]
        self.add_error(field if field in self.fields else None, message)


def field_name(column: Column) -> str:
    return f"column_{column.name}"


def row_form(table: Table) -> type[RowForm]:
    columns = {field_name(column): _field(table, column) for column in table.columns}
    return cast(type[RowForm], type("RowForm", (RowForm,), {**columns, "table": table}))


def _field(table: Table, column: Column) -> forms.Field:
    about: dict[str, Any] = {
        "label": column.name,
        "help_text": escape(column.help),
        "required": False,  # the table itself says what may be empty
    }
    choices = _choices(table, column)
    if choices and column.several:
        return forms.MultipleChoiceField(
            choices=[(choice, choice) for choice in choices],
            widget=forms.CheckboxSelectMultiple(attrs={"class": "knowledge-several"}),
            **about,
        )
    if choices:
        return forms.ChoiceField(
            choices=[("", "---------"), *((choice, choice) for choice in choices)], **about
        )
    if column.separator:
        return forms.CharField(widget=AdminTextareaWidget(attrs={"rows": 6}), **about)
    if _is_long(table, column):
        return forms.CharField(widget=AdminTextareaWidget(attrs={"rows": 2}), **about)
    return forms.CharField(widget=AdminTextInputWidget, **about)


def _choices(table: Table, column: Column) -> Sequence[str]:
    if column.choices:
        return column.choices
    if column.refers:
        other = TABLES[column.refers]
        rows = knowledge.read_table(f"{other.name}.csv", "")
        return sorted({row.text(other.key[0]) for row in rows})
    if column.name in table.bound:
        return sorted({row.text(column.name, empty=True) for row in shipped_rows(table)} - {""})
    return ()


def _is_long(table: Table, column: Column) -> bool:
    return any(len(row.text(column.name, empty=True)) > LONG for row in shipped_rows(table))


def from_cell(column: Column, value: str) -> str | list[str]:
    if column.several:
        return value.split()
    if column.separator:
        return "\n".join(part.strip() for part in value.split(column.separator))
    return value


def to_cell(column: Column, value: str | list[str]) -> str:
    if isinstance(value, list):
        return " ".join(value)
    if column.separator:
        return column.separator.join(part.strip() for part in value.splitlines() if part.strip())
    return " ".join(value.split())
