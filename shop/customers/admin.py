from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

from .models import ConsentEvent, Contact

if TYPE_CHECKING:
    ContactAdminBase = admin.ModelAdmin[Contact]
    EventAdminBase = admin.ModelAdmin[ConsentEvent]
    EventInlineBase = admin.TabularInline[ConsentEvent, Contact]
else:
    ContactAdminBase = EventAdminBase = admin.ModelAdmin
    EventInlineBase = admin.TabularInline


class ReadOnly:
    """Proof is read here, never written."""

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class EventInline(ReadOnly, EventInlineBase):
    model = ConsentEvent
    fields = ["created", "kind", "text", "text_version", "source"]
    readonly_fields = ["created"]


@admin.register(Contact)
class ContactAdmin(ReadOnly, ContactAdminBase):
    list_display = ["email", "language", "created"]
    search_fields = ["email"]
    inlines = [EventInline]


@admin.register(ConsentEvent)
class ConsentEventAdmin(ReadOnly, EventAdminBase):
    list_display = ["created", "contact", "kind", "text_version", "source"]
    list_filter = ["kind"]
    list_select_related = ["contact"]
    search_fields = ["contact__email"]
    date_hierarchy = "created"
