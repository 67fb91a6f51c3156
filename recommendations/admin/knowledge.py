"""Every table of knowledge: what is shipped can be read, own rows are added, changed, taken out."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from recommendations import conf, knowledge
from recommendations.all_tables import fault_of, faults_of, without_wrong
from recommendations.knowledge import TABLES, Column, KnowledgeError, OwnRow, Row, Table
from recommendations.models import KnowledgeRow
from recommendations.own_rows import own_rows

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[KnowledgeRow]
    ModelForm = forms.ModelForm[KnowledgeRow]
else:
    ModelAdmin = admin.ModelAdmin
    ModelForm = forms.ModelForm

UNSAVED = -1
LONG = 60  # characters; a cell that may be longer gets several lines to write in
ROWS_OF_A_PAGE = 50
LARGEST_FILE = 5 * 1024 * 1024


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


def _key(table: Table, values: dict[str, str]) -> tuple[str, ...]:
    try:
        return table.key_of(Row("", values))
    except KnowledgeError:
        return ()


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
                self.initial[field_name(column)] = _from_cell(
                    column, self.instance.values[column.name]
                )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        values = {
            column.name: _to_cell(column, cleaned.get(field_name(column), ""))
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


def _from_cell(column: Column, value: str) -> str | list[str]:
    if column.several:
        return value.split()
    if column.separator:
        return "\n".join(part.strip() for part in value.split(column.separator))
    return value


def _to_cell(column: Column, value: str | list[str]) -> str:
    if isinstance(value, list):
        return " ".join(value)
    if column.separator:
        return column.separator.join(part.strip() for part in value.splitlines() if part.strip())
    return " ".join(value.split())


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


@admin.register(KnowledgeRow)
class KnowledgeRowAdmin(ModelAdmin):
    change_form_template = "admin/recommendations/knowledgerow/row.html"

    class Media:
        css: ClassVar = {"all": ["recommendations/knowledge.css"]}

    # --- pages -------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path(
                "table/<slug:name>/",
                view(self.table_view),
                name="recommendations_knowledgerow_table",
            ),
            path(
                "table/<slug:name>/download/",
                view(self.download_view),
                name="recommendations_knowledgerow_download",
            ),
            path(
                "table/<slug:name>/upload/",
                view(self.upload_view),
                name="recommendations_knowledgerow_upload",
            ),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """All tables; no list of rows would make sense without its table."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        found = KnowledgeRow.objects.values_list("table").annotate(Count("pk"))
        own: dict[str, int] = dict(found)
        tables = []
        for table in TABLES.values():
            shipped = len(shipped_rows(table))
            files = len(rows_of_files(table)) - shipped
            tables.append((table, shipped, files, own.get(table.name, 0)))
        try:
            wrong = without_wrong(own_rows())[1]
        except KnowledgeError as error:
            wrong = [error]
        return self._page(request, "tables", title=_("What is known"), tables=tables, wrong=wrong)

    def table_view(self, request: HttpRequest, name: str) -> TemplateResponse:
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        table = _table(name)
        wanted = request.GET.get("q", "").strip()
        rows = [row for row in all_rows(table) if _holds(row, wanted)]
        page = Paginator(rows, ROWS_OF_A_PAGE).get_page(request.GET.get("p"))
        return self._page(
            request,
            "table",
            title=name,
            table=table,
            page=page,
            wanted=wanted,
            pages=page.paginator.get_elided_page_range(page.number),
            may_add=self.has_add_permission(request),
            may_change=self.has_change_permission(request),
        )

    def download_view(self, request: HttpRequest, name: str) -> HttpResponse:
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        table = _table(name)
        response = HttpResponse(content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        writer = csv.writer(response, lineterminator="\n")
        writer.writerow([*table.names, "remove"])
        for row in KnowledgeRow.objects.filter(table=name):
            cells = [row.values.get(column, "") for column in table.names]
            writer.writerow([*cells, "1" if row.remove else ""])
        return response

    def upload_view(self, request: HttpRequest, name: str) -> HttpResponse:
        if not (self.has_add_permission(request) and self.has_change_permission(request)):
            raise PermissionDenied
        table = _table(name)
        form = UploadForm(request.POST or None, request.FILES or None)
        if not self.has_delete_permission(request):
            del form.fields["replace"]
        errors: list[str] = []
        if request.method == "POST" and form.is_valid():
            replace = bool(form.cleaned_data.get("replace"))
            try:
                rows = read_upload(table, form.cleaned_data["file"])
                errors = self._store(request, table, rows, replace=replace)
            except KnowledgeError as error:
                errors = [str(error)]
            if not errors:
                self.message_user(
                    request,
                    ngettext(
                        "%(count)d row was taken in.", "%(count)d rows were taken in.", len(rows)
                    )
                    % {"count": len(rows)},
                    messages.SUCCESS,
                )
                return HttpResponseRedirect(_table_url(name))
        title = _("Upload rows of %(table)s") % {"table": name}
        return self._page(request, "upload", title=title, table=table, form=form, errors=errors)

    def _store(
        self, request: HttpRequest, table: Table, rows: list[OwnRow], *, replace: bool
    ) -> list[str]:
        """All of the rows, or none and what is wrong with them."""
        mine = list(KnowledgeRow.objects.filter(table=table.name))
        same = {_identity(table, row.values, remove=row.remove): row for row in mine}
        met = {_identity(table, row.values, remove=row.remove) for row in rows}
        outdated = [row for identity, row in same.items() if replace or identity in met]
        gone = {row.pk for row in (mine if replace else outdated)}
        others = [row for row in own_rows() if row.number not in gone]
        faults = faults_of(rows, others, table.name)
        if faults:
            return [
                _by_line(fault) for fault in sorted(faults, key=lambda fault: -(fault.own or 0))
            ]
        with transaction.atomic():
            for row in rows:
                stored = same.pop(
                    _identity(table, row.values, remove=row.remove), None
                ) or KnowledgeRow(table=table.name)
                change = stored.pk is not None
                stored.values, stored.remove = row.values, row.remove
                stored.save()
                if change:
                    self.log_change(request, stored, _("Uploaded."))
                else:
                    self.log_addition(request, stored, _("Uploaded."))
            if replace:
                left = KnowledgeRow.objects.filter(pk__in=[row.pk for row in same.values()])
                self.log_deletions(request, left)
                left.delete()
        return []

    def _page(self, request: HttpRequest, template: str, **context: Any) -> TemplateResponse:
        request.current_app = self.admin_site.name
        return TemplateResponse(
            request,
            f"admin/recommendations/knowledgerow/{template}.html",
            {**self.admin_site.each_context(request), "opts": self.opts, "media": self.media}
            | context,
        )

    # --- one row -----------------------------------------------------------------------------

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if request.GET.get("table") not in TABLES:
            return HttpResponseRedirect(reverse("admin:recommendations_knowledgerow_changelist"))
        table = TABLES[request.GET["table"]]
        return super().add_view(request, form_url, self._context_of(table, extra_context))

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        if row is not None:
            extra_context = self._context_of(_table(row.table), extra_context)
        return super().change_view(request, object_id, form_url, extra_context)

    def _context_of(self, table: Table, context: dict[str, Any] | None) -> dict[str, Any]:
        return {
            **(context or {}),
            "table": table,
            "subtitle": table.name,
            "show_save_and_add_another": False,
        }

    def get_form(
        self, request: HttpRequest, obj: KnowledgeRow | None = None, change: bool = False, **kw: Any
    ) -> type[RowForm]:
        return row_form(_table(obj.table if obj else request.GET.get("table", "")))

    def get_fieldsets(self, request: HttpRequest, obj: KnowledgeRow | None = None) -> Any:
        table = _table(obj.table if obj else request.GET.get("table", ""))
        columns = [field_name(column) for column in table.columns]
        return [(None, {"fields": columns}), (_("This row"), {"fields": ["remove", "note"]})]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """``copy``: number of a row that lies in a file; of words, only what they are about."""
        table = _table(request.GET.get("table", ""))
        initial: dict[str, Any] = {"remove": request.GET.get("remove") == "1"}
        number = request.GET.get("copy", "")
        rows = rows_of_files(table)
        if number.isdecimal() and int(number) < len(rows):
            values = rows[int(number)].values
            for column in table.columns:
                if column.name != table.words or initial["remove"]:
                    cell = values.get(column.name) or ""
                    initial[field_name(column)] = _from_cell(column, cell)
        return initial

    def response_post_save_add(
        self, request: HttpRequest, obj: KnowledgeRow
    ) -> HttpResponseRedirect:
        return HttpResponseRedirect(_table_url(obj.table))

    def response_post_save_change(
        self, request: HttpRequest, obj: KnowledgeRow
    ) -> HttpResponseRedirect:
        return HttpResponseRedirect(_table_url(obj.table))


def _table(name: str) -> Table:
    if name not in TABLES:
        raise Http404(f"There is no table {name!r}.")
    return TABLES[name]


def _table_url(name: str) -> str:
    return reverse("admin:recommendations_knowledgerow_table", args=[name])


def all_rows(table: Table) -> list[Shown]:
    """Own rows first, then those of files, each with what has become of it."""
    own = list(KnowledgeRow.objects.filter(table=table.name).order_by("-changed_at"))
    replaced = {} if table.words else {_key(table, row.values): row for row in own}
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
        other = replaced.get(_key(table, row.values))
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


def _holds(row: Shown, wanted: str) -> bool:
    cells = [row.note, *(cell for _name, cell in row.cells)]
    return not wanted or any(wanted.casefold() in cell.casefold() for cell in cells)


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


def _by_line(fault: KnowledgeError) -> str:
    if fault.own is not None and fault.own < 0:
        return _("Line %(line)d: %(error)s") % {"line": -fault.own, "error": fault.message}
    return str(fault)


def _identity(table: Table, values: dict[str, str], *, remove: bool) -> tuple[str, ...]:
    """By which an uploaded row finds the own row that it is a new version of."""
    if table.words:
        return (*(values.get(name) or "" for name in table.names), str(remove))
    return _key(table, values)
