from decimal import Decimal

import pytest

from shop.catalogue.models import Product
from shop.catalogue.shopify.read_size import SeveralSizes, size_in_lines, sizes_in, the_size

SERUM, BALM = Product.Kind.SERUM, Product.Kind.BALM


@pytest.mark.parametrize(
    ("text", "quantity", "unit"),
    [
        ("Serum 30 ml", "30", "ml"),
        ("Serum 30mL", "30", "ml"),
        ("Toner 2,5 dl", "250", "ml"),
        ("Soap 1.5 kg", "1500", "g"),
        ("5 mL / 0.17 fl oz", "5", "ml"),
        ("1.7 fl. oz. / 50 mL", "50", "ml"),
        ("Net wt. 3.40 g / 0.12 oz", "3.4", "g"),
        ("Serum 1oz", "30", "ml"),
        ("Toner 8 fl oz", "237", "ml"),
        ("Eye gel 0.5oz", "15", "ml"),
    ],
)
def test_a_size_is_read(text, quantity, unit):
    size = the_size(sizes_in(text, SERUM))
    assert size is not None
    assert (size.quantity, size.unit) == (Decimal(quantity), unit)


def test_ounces_are_weight_where_goods_are_sold_by_weight():
    size = the_size(sizes_in("Calm Balm 2 oz", BALM))
    assert size is not None
    assert (size.quantity, size.unit) == (Decimal(57), "g")


@pytest.mark.parametrize(
    "text", ["Niacinamide 10%", "2-3 drops", "B12 serum", "SPF 30", "24/7 glow"]
)
def test_other_numbers_are_no_size(text):
    assert sizes_in(text, SERUM) == []


def test_a_dose_inside_a_sentence_is_no_size():
    assert size_in_lines(["Take 5 ml and rub it in."], SERUM) is None
    assert size_in_lines(["Take 5 ml and rub it in.", "Size: 100 ml"], SERUM) is not None


def test_several_sizes_in_one_text_are_not_guessed_at():
    with pytest.raises(SeveralSizes, match="15 ml, 30 ml"):
        size_in_lines(["15 ml - cream", "30 ml - serum"], SERUM)
