"""Money as whole öre (the smallest coin), gross; written the way the active language writes it."""

from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import format_decimal
from django.utils.translation import get_language

NO_BREAK_SPACE = "\u00a0"


def kronor(ore: int) -> str:
    """`39500` -> `395,00 kr`. The design writes prices alike in both languages: decimal comma,
    no-break spaces (domain.md 1.1)."""
    amount = format_decimal(Decimal(ore) / 100, format="#,##0.00", locale="sv_SE")
    return f"{amount}{NO_BREAK_SPACE}kr"


def number(value: Decimal) -> str:
    """A quantity without needless zeros, in the active language: `30`, `2,5` or `2.5`."""
    return format_decimal(value.normalize(), locale="sv_SE" if get_language() == "sv" else "en_GB")


def rounded(value: Decimal) -> int:
    """Whole öre, halves up."""
    return int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def vat_share(gross: int, rate: Decimal) -> int:
    """The VAT contained in a gross amount at `rate` per cent."""
    return rounded(Decimal(gross) * rate / (100 + rate))
