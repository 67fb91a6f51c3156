"""VAT contained in gross prices: the rate of a country on a day, and sums exact to the öre."""

import csv
import datetime
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from shop import money

TABLE = Path(__file__).parent / "data" / "eu_vat_rates.csv"


@cache
def rates() -> dict[str, list[tuple[datetime.date, Decimal]]]:
    """Standard rates per country, each with its first day; no day in the table: long in force."""
    table: dict[str, list[tuple[datetime.date, Decimal]]] = {}
    with TABLE.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            since = row["valid_from"]
            first_day = datetime.date.fromisoformat(since) if since else datetime.date.min
            table.setdefault(row["code"], []).append((first_day, Decimal(row["standard_rate_pct"])))
    return table


def rate_in(country: str, day: datetime.date) -> Decimal:
    """The standard rate in per cent; LookupError where the table does not know it."""
    known = [entry for entry in rates().get(country, []) if entry[0] <= day]
    if not known:
        raise LookupError(f"No VAT rate is known for {country!r} on {day}.")
    return max(known)[1]


def home_rate() -> Decimal:
    """Of the merchant's own country, today."""
    return rate_in(settings.COMPANY["country"], timezone.localdate())


def split(grosses: Sequence[int], rate: Decimal) -> list[int]:
    """The VAT in each gross amount, so that the parts sum up to the VAT in their sum.

    Each part is its exact share rounded down or up by less than one öre; the largest remainders
    are rounded up.
    """
    percent = Fraction(rate)
    exact = [gross * percent / (100 + percent) for gross in grosses]
    parts = [int(share) for share in exact]
    missing = money.vat_share(sum(grosses), rate) - sum(parts)
    by_remainder = sorted(range(len(parts)), key=lambda i: parts[i] - exact[i])
    for i in by_remainder[:missing]:
        parts[i] += 1
    return parts
