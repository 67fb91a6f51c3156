from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .models import Order, OrderLine


class FindOrderForm(forms.Form):
    """The first step of a withdrawal: who, which contract."""

    number = forms.CharField(
        label=_("Order number"),
        max_length=20,
        help_text=_("It stands in the order confirmation and begins with AG."),
        error_messages={
            "required": _("Enter the order number, like AG-7KQ4M2X"),
            "max_length": _("Enter the order number, like AG-7KQ4M2X"),
        },
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    email = forms.EmailField(
        label=_("E-mail used for the order"),
        max_length=254,
        error_messages={
            "required": _("Enter an e-mail address, like name@example.se"),
            "invalid": _("Enter an e-mail address, like name@example.se"),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    order: Order

    def clean(self) -> None:
        number, email = self.cleaned_data.get("number"), self.cleaned_data.get("email")
        if not number or not email:
            return
        order = Order.objects.find(number, email)
        if order is None or not order.can_be_withdrawn:
            # One sentence for both, so that nobody learns which orders or addresses exist.
            raise ValidationError(
                gettext(
                    "We find no paid order with this number and this e-mail address. "
                    "Check both, or write to us: a message of any form is enough to withdraw."
                )
            )
        self.order = order


class WithdrawalForm(forms.Form):
    """The statement: name, address for the acknowledgement, how many of each line."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        error_messages={"required": _("Enter your name")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("E-mail for the acknowledgement"),
        max_length=254,
        help_text=_("It is sent at once, with the date and time."),
        error_messages={
            "required": _("Enter an e-mail address, like name@example.se"),
            "invalid": _("Enter an e-mail address, like name@example.se"),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    # Makes the same page sent twice one statement.
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, order: Order, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = list(order.lines.all())
        for line in self.lines:
            self.fields[field_of(line)] = quantity_field(line)

    def name_fields(self) -> list[forms.BoundField]:
        return [self["name"], self["email"]]

    def line_fields(self) -> list[tuple[OrderLine, forms.BoundField]]:
        """Each line that has something left, with its field."""
        return [(line, self[field_of(line)]) for line in self.lines if line.left_to_withdraw]

    def clean(self) -> None:
        if not self.errors and not self.quantities():
            raise ValidationError(gettext("Choose at least one item to withdraw from."))

    def quantities(self) -> dict[int, int]:
        """Of a valid form: how many of each line (by its id), without the zeros."""
        return {
            line.pk: self.cleaned_data[field_of(line)]
            for line in self.lines
            if self.cleaned_data.get(field_of(line))
        }


def field_of(line: OrderLine) -> str:
    return f"line-{line.pk}"


def quantity_field(line: OrderLine) -> forms.TypedChoiceField:
    left = line.left_to_withdraw
    sentence = gettext("Choose a number from 0 to %(left)s for %(title)s") % {
        "left": left,
        "title": line.title,
    }
    return forms.TypedChoiceField(
        label=line.title,
        coerce=int,
        required=False,
        choices=[(number, str(number)) for number in range(left, -1, -1)],
        initial=left,
        error_messages={"invalid_choice": sentence, "invalid": sentence},
    )
