"""What a product page says of an ingredient, and what the pairing does with the product."""

from dataclasses import replace

import pytest
from django.core.management import call_command

from recommendations.contract import Content, Ref
from recommendations.engine import recommend
from shop.catalogue.label import WHAT_FOR, key_ingredients
from shop.catalogue.models import Product
from shop.pairing import as_product

AFTER = Content(Ref("article", "1"), "en", "After a hard run", "You ran, you sweat, skin is warm.")


@pytest.mark.django_db
def test_what_is_offered_after_training_is_not_called_unfit_for_it() -> None:
    call_command("load_demo", verbosity=0)
    offered = [
        product
        for product in Product.objects.published().for_cards()
        if recommend(AFTER, [replace(as_product(product), available=True)])
    ]
    assert len(offered) > 3
    for product in offered:
        assert WHAT_FOR["acid"] not in [key.what_for for key in key_ingredients(product)], product
