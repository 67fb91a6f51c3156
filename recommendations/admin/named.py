from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from .names import names_of

if TYPE_CHECKING:
    from django.contrib.admin.views.main import ChangeList


class Named:
    """Stands before ModelAdmin: the host's names for all that a page holds, read together."""

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
