import uuid
from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.functional import lazystr
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.customers import consent_texts
from shop.orders.countries import Country
from shop.payments.providers.base import Method

from .models import MOST_OF_ONE, DeliveryRate
from .place_order import Details
from .postcodes import read_postcode

WHOLE_NUMBER = _("Enter a whole number from %(least)s to %(most)s.")


class BagForm(forms.Form):
    """Which size, and how many of it."""

    sku = forms.CharField(
        max_length=64,
        error_messages={
            "required": _("The article number (sku) is missing."),
            "max_length": _("An article number has at most 64 characters."),
        },
    )
    quantity = forms.CharField(required=False, max_length=20)
    least = 1

    def clean_quantity(self) -> int:
        text = self.cleaned_data["quantity"] or "1"
        if not text.isascii() or not text.isdecimal() or not self.least <= int(text) <= MOST_OF_ONE:
            raise ValidationError(
                gettext("“%(text)s” is not a number of items. ") % {"text": text}
                + gettext("Enter a whole number from %(least)s to %(most)s.")
                % {"least": self.least, "most": MOST_OF_ONE}
            )
        return int(text)

    def sentence(self) -> str:
        return " ".join(str(error) for errors in self.errors.values() for error in errors)


class AddForm(BagForm):
    """From beside an article it names the decision that drew the pick.

    That is not the shopper's business: one that cannot be read is none.
    """

    decision = forms.Field(required=False)

    def clean_decision(self) -> uuid.UUID | None:
        try:
            return uuid.UUID(self.cleaned_data["decision"] or "")
        except ValueError:
            return None


class ChangeForm(BagForm):
    least = 0


class LineField(forms.CharField):
    """One line of text: breaks and runs of blanks become one blank."""

    def to_python(self, value: Any) -> Any:
        return " ".join((super().to_python(value) or "").split())


def line(label: Any, missing: Any, *, most: int, autocomplete: str, **more: Any) -> LineField:
    return LineField(
        label=label,
        max_length=most,
        error_messages={
            "required": missing,
            "max_length": _("At most %(limit_value)d characters fit here."),
        },
        widget=forms.TextInput(attrs={"autocomplete": autocomplete}),
        **more,
    )


class CheckoutForm(forms.Form):
    """Everything a guest tells us. Ways of delivery are those of the chosen country."""

    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("For the order confirmation and delivery news."),
        error_messages={
            "required": _("Enter an e-mail address, like name@example.se"),
            "invalid": _("Enter an e-mail address, like name@example.se"),
        },
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    objects_to_marketing = forms.BooleanField(
        label=lazystr(consent_texts.SOFT_OPT_IN), required=False
    )
    name = line(_("Name"), _("Enter your name"), most=120, autocomplete="name")
    address = line(
        _("Street and number"),
        _("Enter a street and number"),
        most=200,
        autocomplete="street-address",
    )
    postcode = line(_("Postcode"), _("Enter a postcode"), most=12, autocomplete="postal-code")
    city = line(_("City"), _("Enter a city"), most=80, autocomplete="address-level2")
    country = forms.ChoiceField(
        label=_("Country"),
        error_messages={
            "required": _("Choose a country"),
            "invalid_choice": _("We do not deliver to that country yet. Choose another."),
        },
        widget=forms.Select(attrs={"autocomplete": "country"}),
    )
    phone = line(
        _("Phone"),
        "",
        most=30,
        autocomplete="tel",
        required=False,
        help_text=_("Only so the parcel point can text you."),
        validators=[
            RegexValidator(
                r"^[+0-9][0-9 ()/-]{4,}$",
                _("Enter a phone number, like 070-123 45 67, or leave it empty"),
            )
        ],
    )
    delivery = forms.ModelChoiceField(
        queryset=DeliveryRate.objects.none(),
        error_messages={
            "required": _("Choose how it travels"),
            "invalid_choice": _("Choose how it travels; the ways for your country stand here now"),
        },
    )
    method = forms.ChoiceField(
        error_messages={
            "required": _("Choose how you pay"),
            "invalid_choice": _("Choose how you pay, from the ways listed here"),
        },
    )
    # What the page said when the button was pressed.
    key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    total = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, rates: Sequence[DeliveryRate], methods: Sequence[Method], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rates = rates
        self.methods = methods
        codes = {rate.country for rate in rates}
        countries = [choice for choice in Country.choices if choice[0] in codes]
        self.initial.setdefault("country", settings.COMPANY["country"])
        cast(forms.ChoiceField, self.fields["country"]).choices = countries
        cast(forms.ChoiceField, self.fields["method"]).choices = [
            (method.key, method.name) for method in methods
        ]
        cast(
            "forms.ModelChoiceField[DeliveryRate]", self.fields["delivery"]
        ).queryset = DeliveryRate.objects.to(self.chosen_country)

    @property
    def chosen_country(self) -> str:
        """As chosen so far; the home country where nothing else is known."""
        chosen = str(self["country"].value() or "")
        return chosen if chosen in Country.values else settings.COMPANY["country"]

    @property
    def rates_there(self) -> list[DeliveryRate]:
        return [rate for rate in self.rates if rate.country == self.chosen_country]

    @property
    def chosen_rate(self) -> DeliveryRate | None:
        """As chosen so far, else the first of the country."""
        chosen = str(self["delivery"].value() or "")
        there = self.rates_there
        return next((rate for rate in there if str(rate.pk) == chosen), there[0] if there else None)

    @property
    def chosen_method(self) -> Method | None:
        """As chosen so far; before that the first that is no credit, and never a credit."""
        chosen = self["method"].value()
        return next(
            (m for m in self.methods if (m.key == chosen if chosen else not m.is_credit)), None
        )

    def clean(self) -> None:
        postcode, country = self.cleaned_data.get("postcode"), self.cleaned_data.get("country")
        if postcode and country:
            try:
                self.cleaned_data["postcode"] = read_postcode(postcode, country)
            except ValidationError as error:
                self.add_error("postcode", error)

    def agreed_method(self) -> Method:
        """Of a valid form."""
        return next(m for m in self.methods if m.key == self.cleaned_data["method"])

    def details(self) -> Details:
        """Of a valid form."""
        return Details(**{name: self.cleaned_data[name] for name in Details.__annotations__})
