import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from shop.catalogue.models import ClaimEvidence, Product
from shop.catalogue.publish_product import publish_product
from shop.catalogue.required_facts import certifications, electronic_address, gtin
from tests.catalogue import make

LACKS_ADDRESS = "Of the responsible person is missing: Its postal address. A company in the EU"
pytestmark = pytest.mark.django_db


def test_a_complete_product_is_published():
    product = publish_product(product=make.draft())
    assert Product.objects.published().get() == product


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"name_en": " "}, "A name is missing: "),
        ({"brand": ""}, "The brand is missing: "),
        ({"phase": ""}, "The phase is missing: "),
        ({"ingredients": ""}, "The ingredients list is missing: "),
        ({"no_precautions": False}, "The precautions are missing: "),
        (
            {"no_precautions": True, "precautions_sv": "Undvik ögonen."},
            "There are precautions, and a tick that the pack carries none",
        ),
        (
            {"no_precautions": False, "precautions_en": "Avoid the eyes."},
            "The precautions are missing in Swedish",
        ),
        ({"pao_months": None}, "How long it keeps is missing: "),
        ({"brand": "Nordlys", "responsible_address": ""}, LACKS_ADDRESS),
        ({"responsible_person": "Labb AB"}, "Of the responsible person is missing: Its postal"),
        ({"is_imported": True}, "The country of origin is missing: "),
        ({"cpnp_reference": " "}, "The CPNP reference is missing: "),
        ({"dangerous_goods": None}, "It is not said whether it is dangerous goods"),
        ({"pictured": False}, "A picture is missing: "),
        ({"size": {"shipping_weight": None}}, "Size calm-oil-30 has no weight for shipping"),
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
    assert make.draft("oil", function_en="SPF 30").reasons_not_to_publish()
    assert not make.draft("screen", function_en="SPF 30", kind="sunscreen").reasons_not_to_publish()


def test_a_claim_that_the_ingredients_contradict_is_not_published():
    said = {"function_en": "A vegan balm"}
    plant = make.draft("plant", ingredients="Squalane, Tocopherol", **said)
    assert not plant.reasons_not_to_publish()
    bees = make.draft("bees", ingredients="Squalane, Cera Alba", **said)
    [reason] = bees.reasons_not_to_publish()
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
    assert reason.startswith("Innehållsförteckningen saknas: ")


def test_a_best_before_date_does_instead_of_months():
    product = make.draft(pao_months=None, has_best_before=True)
    assert product.reasons_not_to_publish() == []


def test_a_picture_must_say_what_it_shows():
    product = make.draft()
    product.pictures.update(alt_en="")
    assert product.reasons_not_to_publish() == [
        "Picture 1 does not say what it shows: not everybody can see it."
    ]


def test_evidence_on_file_lets_its_own_words_stand_and_no_others():
    product = make.draft(description_en="It stimulates the lymph. It heals.")
    ClaimEvidence.objects.create(product=product, words="stimulates the lymph", evidence="E 1")
    reasons = product.reasons_not_to_publish()
    assert not any("lymph" in reason for reason in reasons)
    assert any("“heals”" in reason for reason in reasons)


@pytest.mark.parametrize("digits", ["7350000000016", "96385074", "012345678905"])
def test_a_gtin_ends_in_its_check_digit(digits):
    gtin(digits)
    wrong = digits[:-1] + str((int(digits[-1]) + 1) % 10)
    with pytest.raises(ValidationError, match="last digit"):
        gtin(wrong)


@pytest.mark.parametrize("digits", ["12345", "735000000001600", "735000000001a", "७३५०००००००००१६"])
def test_what_is_no_gtin_is_refused(digits):
    with pytest.raises(ValidationError):
        gtin(digits)


@pytest.mark.parametrize("text", ["hej@nordlys.example", "https://nordlys.example/contact"])
def test_a_company_can_be_reached_by_mail_or_web(text):
    electronic_address(text)


@pytest.mark.parametrize("text", ["Malmö", "nordlys.example", "javascript:alert(1)", "ftp://x.se"])
def test_what_is_no_electronic_address_is_refused(text):
    with pytest.raises(ValidationError):
        electronic_address(text)


def test_a_mark_needs_scheme_licence_and_scope():
    whole = "COSMOS ORGANIC; SE-000; the whole product"
    certifications(whole)
    with pytest.raises(ValidationError, match="Line 2: expected scheme; licence number"):
        certifications(f"{whole}\nVegan leaf")
    shown = make.draft(certifications_text=f"{whole}\nVegan leaf").certifications
    assert [(each.scheme, each.licence) for each in shown] == [("COSMOS ORGANIC", "SE-000")]
