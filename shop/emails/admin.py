from typing import TYPE_CHECKING

from django.contrib import admin

from shop.read_only_admin import ReadOnly

from .models import OutgoingMail, Waiting

if TYPE_CHECKING:
    MailAdminBase = admin.ModelAdmin[OutgoingMail]
    WaitingAdminBase = admin.ModelAdmin[Waiting]
else:
    MailAdminBase = WaitingAdminBase = admin.ModelAdmin


@admin.register(OutgoingMail)
class OutgoingMailAdmin(ReadOnly, MailAdminBase):
    """The ledger is read here; only workers write it."""

    list_display = ["due_at", "kind", "reference", "recipient", "status", "sent_at", "error"]
    list_filter = ["status", "kind", "legal_basis"]
    search_fields = ["recipient", "reference", "message_id"]
    date_hierarchy = "due_at"


@admin.register(Waiting)
class WaitingAdmin(ReadOnly, WaitingAdminBase):
    """How many wait for which size; they come and go by their own clicks."""

    list_display = ["asked", "contact", "variant", "language", "confirmed", "told"]
    list_filter = ["variant__product"]
    list_select_related = ["contact", "variant__product"]
    search_fields = ["contact__email", "variant__sku"]
