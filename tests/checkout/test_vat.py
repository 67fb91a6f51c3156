import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop import money
from shop.checkout import vat

DAY = datetime.date(2026, 11, 22)
RATES = st.sampled_from([Decimal(r) for r in ("17", "19", "20", "21", "24", "25", "25.5", "27")])


@given(st.lists(st.integers(0, 5_000_000), min_size=1, max_size=25), RATES)
def test_parts_sum_up_to_the_vat_of_the_sum(grosses: list[int], rate: Decimal) -> None:
    parts = vat.split(grosses, rate)
    assert sum(parts) == money.vat_share(sum(grosses), rate)


@given(st.lists(st.integers(0, 5_000_000), min_size=1, max_size=25), RATES)
def test_each_part_is_its_share_to_the_ore(grosses: list[int], rate: Decimal) -> None:
    for gross, part in zip(grosses, vat.split(grosses, rate), strict=True):
        assert abs(Decimal(part) - Decimal(gross) * rate / (100 + rate)) < 1
        assert 0 <= part <= gross


def test_three_lines_that_each_round_down_still_sum_up() -> None:
    # 20 % of VAT are contained in each at 25 %: 0,40 öre thrice are 1,20 öre.
    assert sum(vat.split([2, 2, 2], Decimal(25))) == 1


@pytest.mark.parametrize(
    ("country", "rate"), [("SE", "25"), ("FI", "25.5"), ("DE", "19"), ("HU", "27"), ("LU", "17")]
)
def test_the_rate_is_that_of_the_country(country: str, rate: str) -> None:
    assert vat.rate_in(country, DAY) == Decimal(rate)


def test_every_state_of_the_union_has_a_rate() -> None:
    assert len(vat.rates()) == 27
    for country in vat.rates():
        assert 15 <= vat.rate_in(country, DAY) <= 27


def test_a_rate_counts_from_its_first_day() -> None:
    assert vat.rate_in("EE", datetime.date(2025, 7, 1)) == 24
    with pytest.raises(LookupError, match="No VAT rate is known for 'EE' on 2025-06-30"):
        vat.rate_in("EE", datetime.date(2025, 6, 30))


def test_an_unknown_country_is_named() -> None:
    with pytest.raises(LookupError, match="'XX'"):
        vat.rate_in("XX", DAY)
