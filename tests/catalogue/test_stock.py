import pytest

from shop.catalogue.models import Product, Variant
from tests.catalogue import make

pytestmark = pytest.mark.django_db


def stock(variant: Variant) -> int | None:
    return Variant.objects.get(pk=variant.pk).stock


def test_stock_is_taken_while_it_lasts():
    [size] = make.product(size={"stock": 3}).sizes()
    assert Variant.objects.take(size.pk, 2)
    assert not Variant.objects.take(size.pk, 2)
    assert stock(size) == 1
    assert Variant.objects.take(size.pk, 1)
    assert stock(size) == 0


def test_uncounted_stock_is_always_enough_and_stays_uncounted():
    [size] = make.product(size={"stock": None}).sizes()
    assert Variant.objects.take(size.pk, 1000)
    Variant.objects.give_back(size.pk, 1000)
    assert stock(size) is None


def test_given_back_stock_can_be_taken_again():
    [size] = make.product(size={"stock": 1}).sizes()
    Variant.objects.take(size.pk, 1)
    Variant.objects.give_back(size.pk, 1)
    assert Variant.objects.take(size.pk, 1)


def test_a_card_shows_the_first_size_that_can_be_bought():
    product = make.product(size={"stock": 0})
    large = make.size(product, stock=2)
    assert Product.objects.get().main_size() == large
    assert Product.objects.in_stock().exists()


def test_sold_out_products_are_left_out_of_what_is_in_stock():
    make.product(size={"stock": 0})
    assert not Product.objects.in_stock().exists()
