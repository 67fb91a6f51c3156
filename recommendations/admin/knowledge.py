"""Every table of knowledge: what is shipped can be read, own rows are added, changed, taken out."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from recommendations.all_tables import faults_of, without_wrong
from recommendations.knowledge import TABLES, KnowledgeError, OwnRow, Table
from recommendations.models import KnowledgeRow
from recommendations.own_rows import own_rows

from .knowledge_form import RowForm, field_name, from_cell, row_form
from .knowledge_rows import all_rows, rows_of_files, shipped_rows
from .knowledge_upload import UploadForm, by_line, identity, read_upload

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[KnowledgeRow]
else:
    ModelAdmin = admin.ModelAdmin

ROWS_OF_A_PAGE = 50


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
        rows = [row for row in all_rows(table) if row.holds(wanted)]
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
        same = {identity(table, row.values, remove=row.remove): row for row in mine}
        met = {identity(table, row.values, remove=row.remove) for row in rows}
        outdated = [row for identity, row in same.items() if replace or identity in met]
        gone = {row.pk for row in (mine if replace else outdated)}
        others = [row for row in own_rows() if row.number not in gone]
        faults = faults_of(rows, others, table.name)
        if faults:
            return [by_line(fault) for fault in sorted(faults, key=lambda fault: -(fault.own or 0))]
        with transaction.atomic():
            for row in rows:
                stored = same.pop(
                    identity(table, row.values, remove=row.remove), None
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
                    initial[field_name(column)] = from_cell(column, cell)
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
