import pytest
from django.core.exceptions import ValidationError

from shop.checkout.postcodes import FORMS, read_postcode
from shop.orders.countries import Country


@pytest.mark.parametrize(
    ("typed", "country", "printed"),
    [
        ("11122", "SE", "111 22"),
        ("111 22", "SE", "111 22"),
        ("SE-111 22", "SE", "111 22"),
        ("se 11122", "SE", "111 22"),
        ("1050", "DK", "1050"),
        ("00100", "FI", "00100"),
        ("10115", "DE", "10115"),
        ("1012ab", "NL", "1012 AB"),
        ("00001", "PL", "00-001"),
        ("1000001", "PT", "1000-001"),
        ("d02af30", "IE", "D02 AF30"),
        ("D6WXK28", "IE", "D6W XK28"),
        ("LV-1010", "LV", "1010"),
    ],
)
def test_it_is_written_as_on_a_parcel(typed: str, country: str, printed: str) -> None:
    assert read_postcode(typed, country) == printed


@pytest.mark.parametrize("country", Country.values)
def test_every_country_understands_its_own_example(country: str) -> None:
    example = FORMS[country].example
    assert read_postcode(example, country) == example


@pytest.mark.parametrize(
    ("typed", "country", "sentence"),
    [
        ("1112", "SE", "Enter five digits, like 111 22"),
        ("111222", "SE", "Enter five digits, like 111 22"),
        ("１１１２２", "SE", "Enter five digits, like 111 22"),
        ("Stockholm", "SE", "Enter five digits, like 111 22"),
        ("11122", "DK", "Enter four digits, like 1050"),
        ("1012", "NL", "Enter a postcode, like 1012 AB"),
    ],
)
def test_a_wrong_one_says_what_is_expected(typed: str, country: str, sentence: str) -> None:
    with pytest.raises(ValidationError) as refused:
        read_postcode(typed, country)
    assert refused.value.messages == [sentence]


@pytest.mark.parametrize(
    ("typed", "country"),
    [("22100", "FI"), ("27498", "DE"), ("35001", "ES"), ("97100", "FR"), ("23041", "IT")],
)
def test_places_outside_the_vat_area_are_refused(typed: str, country: str) -> None:
    with pytest.raises(ValidationError, match="outside the VAT area of the EU"):
        read_postcode(typed, country)
