import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from shop.catalogue.models import Product
from shop.catalogue.publish_product import publish_product
from tests.catalogue import make

pytestmark = pytest.mark.django_db


def test_a_complete_product_is_published():
    product = publish_product(product=make.draft())
    assert Product.objects.published().get() == product


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"name_en": " "}, "A name is missing."),
        ({"ingredients": ""}, "The ingredients list is missing."),
        ({"size": {"quantity": None}}, "Size calm-oil-30 has no content"),
        ({"size": {"price": 0}}, "Size calm-oil-30 has no price."),
        ({"name_en": "Detox Oil"}, "Name (English) says “Detox”"),
        ({"description_sv": "Oljan stimulerar lymfan."}, "Description (Swedish) says “lymfan”"),
    ],
)
def test_what_stands_against_publishing_is_said_in_a_sentence(given, sentence):
    product = make.draft(**given)
    with pytest.raises(ValidationError) as refused:
        publish_product(product=product)
    assert any(message.startswith(sentence) for message in refused.value.messages)
    assert not Product.objects.published().exists()


def test_only_a_sunscreen_may_state_its_factor():
    assert make.draft("oil", function_en="SPF 30").blocked_wording()
    assert not make.draft("screen", function_en="SPF 30", kind="sunscreen").blocked_wording()


def test_a_claim_that_the_ingredients_contradict_is_not_published():
    said = {"function_en": "A vegan balm"}
    assert not make.draft("plant", ingredients="Squalane, Tocopherol", **said).blocked_wording()
    [reason] = make.draft("bees", ingredients="Squalane, Cera Alba", **said).blocked_wording()
    assert "(INCI: Cera Alba)" in reason


def test_every_reason_is_given_at_once():
    product = make.draft(ingredients="", size={"quantity": None, "price": 0})
    assert len(product.reasons_not_to_publish()) == 3


def test_a_product_without_any_size_is_not_published():
    product = make.draft()
    product.variants.all().delete()
    assert product.reasons_not_to_publish() == ["A size with a price is missing."]


def test_reasons_are_given_in_swedish():
    with override("sv"):
        [reason] = make.draft(ingredients="").reasons_not_to_publish()
    assert reason == "Innehållsförteckningen saknas."
