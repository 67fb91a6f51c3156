from django import forms
from django.utils.translation import gettext_lazy as _


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
