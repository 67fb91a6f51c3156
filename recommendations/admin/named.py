from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from .names import all_contents, all_products, names_of

if TYPE_CHECKING:
    from django.contrib.admin.views.main import ChangeList

MOST_FOUND = 1000  # items by one search


class Named:
    """Stands before ModelAdmin: the host's names for all that a page holds, read together, and
    a search by them."""

    # Columns that hold refs; those of one item are found by a part of its name.
    search_fields: ClassVar[Any] = ("content", "product")
    search_help_text: ClassVar[Any] = _("A part of the name of a text or a product.")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        term = search_term.strip().casefold()
        if not term:
            return queryset, False
        names = all_contents() | all_products()
        found = [ref for ref, name in names.items() if term in name.casefold()][:MOST_FOUND]
        conditions = Q()
        for column in self.search_fields:
            conditions |= Q(**{f"{column}__in": found})
        return queryset.filter(conditions), False

    def refs(self, row: Any) -> Iterable[str]:
        return [row.content, row.product]

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        page: ChangeList = super().get_changelist_instance(request)  # type: ignore[misc]
        page.result_list = list(page.result_list)
        self._give_names(page.result_list)
        return page

    def get_object(self, request: HttpRequest, *args: Any) -> Any:
        row = super().get_object(request, *args)  # type: ignore[misc]
        self._give_names([row] if row else [])
        return row

    def _give_names(self, rows: Iterable[Any]) -> None:
        rows = list(rows)
        names = names_of({ref for row in rows for ref in self.refs(row)})
        for row in rows:
            row.names = names

    @admin.display(description=_("content"), ordering="content")
    def content_name(self, row: Any) -> str:
        return str(row.names.get(row.content, row.content) or "-")

    @admin.display(description=_("product"), ordering="product")
    def product_name(self, row: Any) -> str:
        return str(row.names.get(row.product, row.product))
