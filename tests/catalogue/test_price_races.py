"""Prices changed by several at once, on whatever database the tests run on."""

from functools import partial
from itertools import pairwise

import pytest
from django.db import transaction

from shop.catalogue.change_price import change_price, log_prices, reduce_price
from shop.catalogue.models import Product, Variant
from shop.catalogue.prices import PriceChange, Reduction
from shop.catalogue.publish_product import publish_product
from shop.emails.audit import prices_beside_their_log
from tests.catalogue import make
from tests.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_log_agrees_whoever_comes_first() -> None:
    product = make.product(size={"price": 39900})
    make.size(product, price=56900)
    sizes = list(Variant.objects.all())
    prices = [partial(change_price, variant=sizes[n % 2], price=30000 + n) for n in range(6)]
    shelf = [partial(take_off, product), partial(put_back, product)]
    answers = at_once([*prices, *shelf, partial(reduce_price, variant=sizes[0], price=19900)])
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert list(prices_beside_their_log()) == []
    for size in sizes:
        log = PriceChange.objects.filter(variant=size).order_by("pk")
        assert all(one.at <= next_one.at for one, next_one in pairwise(log))
        assert all(one.price != next_one.price for one, next_one in pairwise(log))


@transaction.atomic
def take_off(product: Product) -> None:
    Product.objects.filter(pk=product.pk).update(status=Product.Status.DRAFT)
    log_prices(product=product)


def put_back(product: Product) -> None:
    publish_product(product=Product.objects.get(pk=product.pk))


def test_of_two_reductions_at_once_one_is_refused() -> None:
    size = make.product(size={"price": 39900}).sizes()[0]
    at_once([partial(reduce_price, variant=size, price=31900)] * 4)
    assert Reduction.objects.count() == 1
    assert list(prices_beside_their_log()) == []
