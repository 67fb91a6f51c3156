from typing import TYPE_CHECKING

from django.contrib import admin

from shop.read_only_admin import ReadOnly

from .models import ConsentEvent, Contact

if TYPE_CHECKING:
    ContactAdminBase = admin.ModelAdmin[Contact]
    EventAdminBase = admin.ModelAdmin[ConsentEvent]
    EventInlineBase = admin.TabularInline[ConsentEvent, Contact]
else:
    ContactAdminBase = EventAdminBase = admin.ModelAdmin
    EventInlineBase = admin.TabularInline


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
