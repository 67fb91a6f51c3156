from django import forms
from django.utils.translation import gettext_lazy as _

from shop.catalogue.models import Variant


class NewsletterForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Enter your e-mail address, like tove@example.se."),
            "invalid": _("Enter a whole e-mail address, like tove@example.se."),
            "max_length": _("An e-mail address has at most 254 characters."),
        },
    )


class WaitingForm(NewsletterForm):
    """`sku` is cleaned to the size itself."""

    sku = forms.ModelChoiceField(
        Variant.objects.for_sale().select_related("product"),
        to_field_name="sku",
        widget=forms.HiddenInput,
        error_messages={
            "required": _("Say which size you wait for: the form on its product's page does."),
            "invalid_choice": _("The shop has no such size. Choose it on its product's page."),
        },
    )
