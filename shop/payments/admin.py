from typing import TYPE_CHECKING

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from shop import money
from shop.read_only_admin import ReadOnly

from .models import Payment, PaymentEvent, Refund, RefundQuerySet

if TYPE_CHECKING:
    PaymentAdminBase = admin.ModelAdmin[Payment]
    RefundAdminBase = admin.ModelAdmin[Refund]
    EventInlineBase = admin.TabularInline[PaymentEvent, Payment]
    RefundInlineBase = admin.TabularInline[Refund, Payment]
else:
    PaymentAdminBase = RefundAdminBase = admin.ModelAdmin
    EventInlineBase = RefundInlineBase = admin.TabularInline


class EventInline(ReadOnly, EventInlineBase):
    model = PaymentEvent
    fields = ["received", "event_id", "outcome", "amount", "currency", "problem"]


class RefundInline(ReadOnly, RefundInlineBase):
    model = Refund
    fields = ["created", "amount", "reason", "status", "attempts", "problem", "done"]


@admin.register(Payment)
class PaymentAdmin(ReadOnly, PaymentAdminBase):
    list_display = ["order_number", "status", "amount_kr", "provider", "method", "created"]
    list_filter = ["status", "provider", "method"]
    search_fields = ["order_number", "reference", "provider_reference"]
    date_hierarchy = "created"
    fields = [
        "order_number",
        "status",
        "amount_kr",
        "provider",
        "method",
        "reference",
        "provider_reference",
        "created",
        "settled",
    ]
    readonly_fields = ["amount_kr", "reference"]
    inlines = [EventInline, RefundInline]

    @admin.display(description=_("amount"), ordering="amount")
    def amount_kr(self, payment: Payment) -> str:
        return money.kronor(payment.amount)


@admin.register(Refund)
class RefundAdmin(ReadOnly, RefundAdminBase):
    list_display = ["payment", "amount_kr", "status", "problem", "created", "done"]
    list_filter = ["status"]
    list_select_related = ["payment"]
    search_fields = ["payment__order_number", "reference"]
    actions = ["try_again"]

    @admin.action(description=_("Try again what was given up"), permissions=["try_again"])
    def try_again(self, request: HttpRequest, refunds: RefundQuerySet) -> None:
        refunds.try_again()

    def has_try_again_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("payments.change_refund")

    @admin.display(description=_("amount"), ordering="amount")
    def amount_kr(self, refund: Refund) -> str:
        return money.kronor(refund.amount)
