"""How postcodes look, and which of them lie outside the VAT area of the EU (domain.md 1.9)."""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

FOUR = _("Enter four digits, like %(example)s")
FIVE = _("Enter five digits, like %(example)s")
SIX = _("Enter six digits, like %(example)s")
SEVEN = _("Enter seven digits, like %(example)s")
OTHER = _("Enter a postcode, like %(example)s")


@dataclass(frozen=True)
class Form:
    pattern: str
    example: str
    sentence: str
    # How the parts are put together again.
    written: str = r"\1"

    def read(self, text: str, country: str) -> str:
        """The postcode as it is printed on a parcel; ValidationError with what is expected."""
        bare = re.sub(r"[\s-]", "", text.upper())
        found = re.fullmatch(self.pattern, bare.removeprefix(country), flags=re.ASCII)
        if found is None:
            raise ValidationError(
                gettext(self.sentence) % {"example": self.example}, code="invalid"
            )
        return found.expand(self.written)


def four(example: str) -> Form:
    return Form(r"(\d{4})", example, FOUR)


def five(example: str) -> Form:
    return Form(r"(\d{5})", example, FIVE)


def five_spaced(example: str) -> Form:
    return Form(r"(\d{3})(\d{2})", example, FIVE, r"\1 \2")


FORMS = {
    "AT": four("1010"),
    "BE": four("1000"),
    "BG": four("1000"),
    "CY": four("1010"),
    "CZ": five_spaced("110 00"),
    "DE": five("10115"),
    "DK": four("1050"),
    "EE": five("10111"),
    "ES": five("28001"),
    "FI": five("00100"),
    "FR": five("75001"),
    "GR": five_spaced("105 57"),
    "HR": five("10000"),
    "HU": four("1011"),
    "IE": Form(r"([A-Z]\d[\dW])([A-Z0-9]{4})", "D02 AF30", OTHER, r"\1 \2"),
    "IT": five("00118"),
    "LT": five("01103"),
    "LU": four("1009"),
    "LV": four("1010"),
    "MT": Form(r"([A-Z]{3})(\d{4})", "VLT 1117", OTHER, r"\1 \2"),
    "NL": Form(r"(\d{4})([A-Z]{2})", "1012 AB", OTHER, r"\1 \2"),
    "PL": Form(r"(\d{2})(\d{3})", "00-001", FIVE, r"\1-\2"),
    "PT": Form(r"(\d{4})(\d{3})", "1000-001", SEVEN, r"\1-\2"),
    "RO": Form(r"(\d{6})", "010011", SIX),
    "SE": five_spaced("111 22"),
    "SI": four("1000"),
    "SK": five_spaced("811 01"),
}

# Åland; Heligoland, Büsingen; Canary Islands, Ceuta, Melilla; the overseas departments; Livigno;
# Mount Athos.
OUTSIDE_VAT_AREA = {
    "FI": ("22",),
    "DE": ("27498", "78266"),
    "ES": ("35", "38", "51", "52"),
    "FR": ("97", "98"),
    "IT": ("23041",),
    "GR": ("630 86", "630 87"),
}


def read_postcode(text: str, country: str) -> str:
    """The postcode as printed on a parcel; ValidationError where we cannot deliver to it."""
    postcode = FORMS[country].read(text, country)
    if postcode.startswith(OUTSIDE_VAT_AREA.get(country, ())):
        raise ValidationError(
            gettext("We cannot deliver to %(postcode)s: it lies outside the VAT area of the EU.")
            % {"postcode": postcode},
            code="outside",
        )
    return postcode
