import re
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop import money

from .models import ClaimEvidence, Picture, Product, Variant
from .publish_rules import Parts

if TYPE_CHECKING:
    ProductFormOf = forms.ModelForm[Product]
    VariantFormOf = forms.ModelForm[Variant]
    PartsFormSetOf = forms.BaseInlineFormSet[Any, Product, Any]
else:
    ProductFormOf = VariantFormOf = forms.ModelForm
    PartsFormSetOf = forms.BaseInlineFormSet

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


class ProductForm(ProductFormOf):
    class Meta:
        model = Product
        fields = "__all__"  # the admin's fieldsets say which

    def clean_organic_note(self) -> str:
        """A note that is there may not go while the asterisks that it explains stay."""
        note: str = self.cleaned_data["organic_note"]
        has_asterisks = "*" in self.cleaned_data.get("ingredients", "")
        if has_asterisks and self.initial.get("organic_note") and not note:
            raise ValidationError(
                gettext("There are asterisks in the ingredients list: say what they mean.")
            )
        return note


class VariantForm(VariantFormOf):
    """Writes what was typed and nothing else: the shop may sell while the form stands open."""

    ordinary_price = KronorField(
        label=_("price in kronor, VAT included"), widget=forms.TextInput(attrs={"size": 9})
    )

    class Meta:
        model = Variant
        fields = [
            "sku",
            "quantity",
            "unit",
            "label",
            "ordinary_price",
            "stock",
            "shipping_weight",
            "gtin",
            "position",
        ]
        widgets = {
            "sku": forms.TextInput(attrs={"size": 16}),
            "label": forms.TextInput(attrs={"size": 14}),
            "quantity": forms.NumberInput(attrs={"style": "width: 6em"}),
            "stock": forms.NumberInput(attrs={"style": "width: 5em"}),
            "shipping_weight": forms.NumberInput(attrs={"style": "width: 5em"}),
            "gtin": forms.TextInput(attrs={"size": 14}),
            "position": forms.NumberInput(attrs={"style": "width: 4em"}),
        }

    def __init__(self, *args: Any, is_on_sale: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A price that shoppers see changes on a page of its own, which shows what that means.
        self.fields["ordinary_price"].disabled = is_on_sale and self.instance.pk is not None
        # The form carries along the stock that was read, since it may be another when it returns.
        self.fields["stock"].show_hidden_initial = True

    def save(self, commit: bool = True) -> Variant:
        size = self.instance
        if size.pk is None or not commit:
            return super().save(commit)
        size.save(update_fields=[name for name in self.changed_data if name != "stock"])
        if "stock" in self.changed_data:
            delta = self.stock_delta()
            stock = self.cleaned_data["stock"] if delta is None else F("stock") + delta
            Variant.objects.filter(pk=size.pk).update(stock=stock)
        size.refresh_from_db(fields=["stock"])
        return size

    def stock_delta(self) -> int | None:
        """How many were added or taken out; None where counting begins or ends."""
        typed, read = self.cleaned_data["stock"], self.stock_read()
        return None if typed is None or read is None else typed - read

    def stock_read(self) -> int | None:
        """The stock the form was drawn with."""
        stock: int | None = self["stock"].field.clean(
            self.data.get(self.add_initial_prefix("stock"), "")
        )
        return stock


class PartsFormSet(PartsFormSetOf):
    """Rows typed beside their product. All formsets of a form share that product, and read in
    the order in which they stand; the last of them, where everything is known, asks whether it
    may be published."""

    is_last = False

    def clean(self) -> None:
        super().clean()
        typed: dict[type, list[Any]] = vars(self.instance).setdefault("typed_beside", {})
        if not any(self.errors) and self.model:
            typed[self.model] = self.rows_typed()
        if self.is_last and self.instance.is_published:
            self.refuse_what_lacks_something(typed)

    def refuse_what_lacks_something(self, typed: dict[type, list[Any]]) -> None:
        """Not asked while rows are wrong in themselves: that is said first."""
        if not {Variant, Picture, ClaimEvidence} <= typed.keys():
            return
        parts = Parts(typed[Variant], typed[Picture], typed[ClaimEvidence])
        if reasons := self.instance.reasons_not_to_publish(parts):
            raise ValidationError([_("It cannot be published yet:"), *reasons])

    def rows_typed(self) -> list[Any]:
        """What is there once the form is stored."""
        return [
            form.instance
            for form in self.forms
            if (form.has_changed() or form.instance.pk) and not form.cleaned_data.get("DELETE")
        ]


class EvidenceFormSet(PartsFormSet):
    is_last = True


class SizesFormSet(PartsFormSet):
    def clean(self) -> None:
        super().clean()
        self.refuse_more_than_is_left()

    def refuse_more_than_is_left(self) -> None:
        """The rows are locked until the form is stored, so that what is left stays so."""
        changed = [
            form
            for form in self.initial_forms
            if isinstance(form, VariantForm)
            and form.is_valid()
            and "stock" in form.changed_data
            and not form.cleaned_data.get("DELETE")
        ]
        sizes = Variant.objects.select_for_update().order_by("pk")
        locked = sizes.filter(pk__in=[form.instance.pk for form in changed])
        left = {size.pk: size.stock for size in locked}
        for form in changed:
            stock, read, delta = left[form.instance.pk], form.stock_read(), form.stock_delta()
            if (stock is None) != (read is None) or (stock or 0) + (delta or 0) < 0:
                form.add_error(
                    "stock",
                    gettext(
                        "This was %(read)s when the page was opened and is %(stock)s now. "
                        "Open the page anew to change it."
                    )
                    % {
                        "read": "–" if read is None else read,
                        "stock": "–" if stock is None else stock,
                    },
                )

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {**super().get_form_kwargs(index), "is_on_sale": self.is_on_sale}

    @cached_property
    def is_on_sale(self) -> bool:
        """As stored: what is typed may put it on sale or take it off."""
        return Product.objects.published().filter(pk=self.instance.pk).exists()
