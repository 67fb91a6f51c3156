import re
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from shop import money

from .models import Product, Variant

if TYPE_CHECKING:
    VariantFormOf = forms.ModelForm[Variant]
    SizesFormSetOf = forms.BaseInlineFormSet[Variant, Product, VariantFormOf]
else:
    VariantFormOf = forms.ModelForm
    SizesFormSetOf = forms.BaseInlineFormSet

KRONOR = re.compile(r"(\d{1,7})(?:[.,](\d{1,2}))?")


class KronorField(forms.CharField):
    """A price typed in kronor, `395` or `395,50`; stored in öre."""

    default_error_messages = {
        "invalid": _("Enter a price in kronor with at most two decimals, like 395 or 395,50."),
    }

    def __init__(self, **kwargs: Any) -> None:
        # Options that Django passes for a column of whole numbers.
        for option in ("min_value", "max_value"):
            kwargs.pop(option, None)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        text = re.sub(r"[\s\u00a0]|kr\.?$|sek$", "", str(value or "").strip(), flags=re.I)
        if not text:
            return None
        match = KRONOR.fullmatch(text)
        if match is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return money.rounded(Decimal(text.replace(",", ".")) * 100)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            return f"{value // 100},{value % 100:02}"
        return value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class VariantForm(VariantFormOf):
    price = KronorField(
        label=_("price in kronor, VAT included"), widget=forms.TextInput(attrs={"size": 9})
    )

    class Meta:
        model = Variant
        fields = ["sku", "quantity", "unit", "label", "price", "stock", "position"]
        widgets = {
            "sku": forms.TextInput(attrs={"size": 16}),
            "label": forms.TextInput(attrs={"size": 14}),
            "quantity": forms.NumberInput(attrs={"style": "width: 6em"}),
            "stock": forms.NumberInput(attrs={"style": "width: 5em"}),
            "position": forms.NumberInput(attrs={"style": "width: 4em"}),
        }


class SizesFormSet(SizesFormSetOf):
    """Sizes typed beside their product; here, where both are known, the publish rule is asked."""

    def clean(self) -> None:
        super().clean()
        product: Product = self.instance
        if any(self.errors) or not product.is_published:
            return
        reasons = product.reasons_not_to_publish(self.sizes_typed())
        if reasons:
            raise ValidationError([_("It cannot be published yet:"), *reasons])

    def sizes_typed(self) -> Sequence[Variant]:
        return [
            form.instance
            for form in self.forms
            if form.cleaned_data and not form.cleaned_data.get("DELETE")
        ]
