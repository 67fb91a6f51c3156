from typing import TYPE_CHECKING

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from shop import money

from .models import DeliveryRate

if TYPE_CHECKING:
    DeliveryRateAdminBase = admin.ModelAdmin[DeliveryRate]
else:
    DeliveryRateAdminBase = admin.ModelAdmin


@admin.register(DeliveryRate)
class DeliveryRateAdmin(DeliveryRateAdminBase):
    list_display = ["country", "name", "price_kr", "free_from_kr", "days_min", "days_max"]
    list_filter = ["country"]

    @admin.display(description=_("price"), ordering="price")
    def price_kr(self, rate: DeliveryRate) -> str:
        return money.kronor(rate.price)

    @admin.display(description=_("free from"), ordering="free_from")
    def free_from_kr(self, rate: DeliveryRate) -> str:
        return "" if rate.free_from is None else money.kronor(rate.free_from)
