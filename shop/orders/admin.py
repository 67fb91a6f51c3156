from typing import TYPE_CHECKING

from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from shop import money
from shop.read_only_admin import ReadOnly

from .models import Order, OrderLine, Withdrawal, WithdrawalLine

if TYPE_CHECKING:
    OrderAdminBase = admin.ModelAdmin[Order]
    WithdrawalAdminBase = admin.ModelAdmin[Withdrawal]
    OrderLineInlineBase = admin.TabularInline[OrderLine, Order]
    WithdrawalLineInlineBase = admin.TabularInline[WithdrawalLine, Withdrawal]
else:
    OrderAdminBase = WithdrawalAdminBase = admin.ModelAdmin
    OrderLineInlineBase = WithdrawalLineInlineBase = admin.TabularInline


class OrderLineInline(ReadOnly, OrderLineInlineBase):
    model = OrderLine
    fields = ["sku", "name", "size", "quantity", "price_kr", "total_kr", "vat_rate", "vat_kr"]
    readonly_fields = ["price_kr", "total_kr", "vat_kr"]

    @admin.display(description=_("price"))
    def price_kr(self, line: OrderLine) -> str:
        return money.kronor(line.price)

    @admin.display(description=_("total"))
    def total_kr(self, line: OrderLine) -> str:
        return money.kronor(line.total)

    @admin.display(description=_("VAT"))
    def vat_kr(self, line: OrderLine) -> str:
        return money.kronor(line.vat)


@admin.register(Order)
class OrderAdmin(ReadOnly, OrderAdminBase):
    list_display = ["number", "status", "placed", "name", "country", "total_kr"]
    list_filter = ["status", "country", "placed"]
    search_fields = ["number", "email", "name"]
    date_hierarchy = "placed"
    inlines = [OrderLineInline]
    fieldsets = [
        (None, {"fields": ["number", "status", "cancel_reason", "placed", "paid", "cancelled"]}),
        (
            _("Buyer"),
            {"fields": ["name", "address", "postcode", "city", "country", "email", "phone"]},
        ),
        (
            _("Sum"),
            {"fields": ["goods_kr", "delivery_kr", "total_kr", "vat_kr", "payment_method"]},
        ),
        (
            _("Agreed"),
            {"fields": ["language", "terms_version", "objects_to_marketing", "guest_page"]},
        ),
    ]
    readonly_fields = ["goods_kr", "delivery_kr", "total_kr", "vat_kr", "guest_page"]

    @admin.display(description=_("goods"))
    def goods_kr(self, order: Order) -> str:
        return money.kronor(order.goods_total)

    @admin.display(description=_("delivery"))
    def delivery_kr(self, order: Order) -> str:
        return f"{money.kronor(order.delivery_price)} ({order.delivery_name})"

    @admin.display(description=_("total"), ordering="total")
    def total_kr(self, order: Order) -> str:
        return money.kronor(order.total)

    @admin.display(description=_("VAT included"))
    def vat_kr(self, order: Order) -> str:
        return money.kronor(order.vat_total)

    @admin.display(description=_("guest's page"))
    def guest_page(self, order: Order) -> str:
        return format_html('<a href="{}">{}</a>', order.get_absolute_url(), order.number)


class WithdrawalLineInline(ReadOnly, WithdrawalLineInlineBase):
    model = WithdrawalLine
    fields = ["order_line", "quantity"]


@admin.register(Withdrawal)
class WithdrawalAdmin(ReadOnly, WithdrawalAdminBase):
    list_display = ["order", "submitted", "name"]
    search_fields = ["order__number", "name", "email"]
    date_hierarchy = "submitted"
    fields = ["order", "submitted", "name", "email", "statement"]
    inlines = [WithdrawalLineInline]
