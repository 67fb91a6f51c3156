from typing import TYPE_CHECKING

from django.contrib import admin

from shop.read_only_admin import ReadOnly

from .models import OutgoingMail

if TYPE_CHECKING:
    MailAdminBase = admin.ModelAdmin[OutgoingMail]
else:
    MailAdminBase = admin.ModelAdmin


@admin.register(OutgoingMail)
class OutgoingMailAdmin(ReadOnly, MailAdminBase):
    """The ledger is read here; only workers write it."""

    list_display = ["due_at", "kind", "reference", "recipient", "status", "sent_at", "error"]
    list_filter = ["status", "kind", "legal_basis"]
    search_fields = ["recipient", "reference", "message_id"]
    date_hierarchy = "due_at"
