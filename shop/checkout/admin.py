from typing import TYPE_CHECKING

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from shop import money
from shop.catalogue.forms import KronorField

from .models import DeliveryRate

if TYPE_CHECKING:
    DeliveryRateAdminBase = admin.ModelAdmin[DeliveryRate]
    DeliveryRateFormBase = forms.ModelForm[DeliveryRate]
else:
    DeliveryRateAdminBase = admin.ModelAdmin
    DeliveryRateFormBase = forms.ModelForm


class DeliveryRateForm(DeliveryRateFormBase):
    price = KronorField(label=_("price in kronor, VAT included"))
    free_from = KronorField(
        label=_("free from, kronor of goods"), required=False, help_text=_("Empty: never free.")
    )

    class Meta:
        model = DeliveryRate
        fields = ["country", "name_en", "name_sv", "price", "free_from", "days_min", "days_max"]


@admin.register(DeliveryRate)
class DeliveryRateAdmin(DeliveryRateAdminBase):
    form = DeliveryRateForm
    list_display = ["country", "name", "price_kr", "free_from_kr", "days_min", "days_max"]
    list_filter = ["country"]

    @admin.display(description=_("price"), ordering="price")
    def price_kr(self, rate: DeliveryRate) -> str:
        return money.kronor(rate.price)

    @admin.display(description=_("free from"), ordering="free_from")
    def free_from_kr(self, rate: DeliveryRate) -> str:
        return "" if rate.free_from is None else money.kronor(rate.free_from)
