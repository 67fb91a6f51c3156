from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

from .models import OutgoingMail

if TYPE_CHECKING:
    MailAdminBase = admin.ModelAdmin[OutgoingMail]
else:
    MailAdminBase = admin.ModelAdmin


@admin.register(OutgoingMail)
class OutgoingMailAdmin(MailAdminBase):
    """The ledger is read here; only workers write it."""

    list_display = ["due_at", "kind", "reference", "recipient", "status", "sent_at", "error"]
    list_filter = ["status", "kind", "legal_basis"]
    search_fields = ["recipient", "reference", "message_id"]
    date_hierarchy = "due_at"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
