"""The guide for what other shops sell: only what has a place in a routine becomes a step."""

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from shop.catalogue.models import Category, Product
from shop.emails.drain import drain
from shop.emails.how_to_use import Guide, has_step
from shop.emails.models import OutgoingMail
from shop.orders.models import Order
from shop.orders.signals import order_paid

from .conftest import PlaceOrder

pytestmark = pytest.mark.django_db

# As an import leaves them: what the source calls them and what is printed on the pack.
NOT_FOR_A_ROUTINE = {
    "Everyday Shampoo": (
        Product.Kind.OTHER,
        "Aqua, Sodium Laureth Sulfate, Cocamidopropyl Betaine, Polyquaternium-10, Parfum",
    ),
    "Evening Eau de Parfum": (Product.Kind.OTHER, "Alcohol Denat., Parfum, Aqua, Limonene"),
    "Second Skin Foundation": (
        Product.Kind.OTHER,
        "Aqua, Dimethicone, Titanium Dioxide, Glycerin, CI 77491, CI 77492, CI 77499",
    ),
    "Self Tan Drops": (Product.Kind.SERUM, "Aqua, Dihydroxyacetone, Glycerin, Phenoxyethanol"),
    "Hand Soap": (
        Product.Kind.CLEANSER,
        "Aqua, Sodium Laureth Sulfate, Cocamidopropyl Betaine, Glycerin, Parfum",
    ),
    "Curl Mask": (Product.Kind.MASK, "Aqua, Cetearyl Alcohol, Behentrimonium Chloride, Parfum"),
}


@pytest.fixture
def imported(db: None) -> list[Product]:
    category, _made = Category.objects.get_or_create(slug="all", name_en="All")
    return [
        Product.objects.create(
            slug=f"imported-{number}",
            brand="Other",
            name_en=name,
            category=category,
            kind=kind,
            ingredients=ingredients,
            status=Product.Status.PUBLISHED,
        )
        for number, (name, (kind, ingredients)) in enumerate(NOT_FOR_A_ROUTINE.items())
    ]


def sell_instead(products: list[Product], imported: list[Product]) -> None:
    """Turns what was bought into imported products."""
    for product, other in zip(products, imported, strict=False):
        product.name_en, product.kind = other.name_en, other.kind
        product.ingredients, product.phase = other.ingredients, ""
        product.how_to_use_en = ""
        product.save()


def guide_of(order: Order) -> OutgoingMail:
    order_paid.send(Order, order=order)
    OutgoingMail.objects.filter(kind="order_confirmation").delete()
    OutgoingMail.objects.update(due_at=timezone.now())
    drain()
    return OutgoingMail.objects.get()


def test_what_has_no_place_in_a_routine_is_no_step(
    products: list[Product], imported: list[Product]
) -> None:
    assert [product.name for product in imported if has_step(product)] == []
    guide = Guide.of([*imported, *products])
    assert [line.title for line in guide.steps] == [
        "Rinse",
        "Dew Serum",
        "Restore Facial Oil",
        "By day, sunscreen last",
    ]
    assert guide.as_packed == imported
    assert guide.later == []
    assert guide.hero == products[1]
    assert guide.names == "Dew Serum and Restore Facial Oil"


def test_an_imported_cream_finds_its_place_by_what_is_in_it(products: list[Product]) -> None:
    cream = Product(
        name_en="Daily Moisturiser",
        kind=Product.Kind.OTHER,
        category=products[0].category,
        ingredients="Aqua, Glycerin, Cetearyl Alcohol, Squalane, Phenoxyethanol",
        slug="daily",
    )
    cream.save()
    titles = [line.title for line in Guide.of([products[1], cream, products[0]]).steps]
    assert titles[1:4] == ["Dew Serum", "Daily Moisturiser", "Restore Facial Oil"]


@pytest.mark.parametrize("language", ["en", "sv"])
def test_the_letter_says_to_use_the_rest_as_the_pack_says(
    place_paid_order: PlaceOrder, products: list[Product], imported: list[Product], language: str
) -> None:
    sell_instead(products[:1], imported)
    products[0].refresh_from_db()
    guide_of(place_paid_order(language=language))
    (letter,) = mail.outbox
    wanted = {
        "en": "Everyday Shampoo: use it as the pack says.",
        "sv": "Daggserum: följ anvisningen på förpackningen.",
    }[language]
    assert wanted in " ".join(str(letter.body).split())
    assert isinstance(letter, EmailMultiAlternatives)
    assert wanted in str(letter.alternatives[0][0])
    assert products[0].name_sv not in letter.subject
    assert products[0].name_en not in letter.subject


def test_a_guide_without_any_step_is_not_sent(
    place_paid_order: PlaceOrder, products: list[Product], imported: list[Product]
) -> None:
    sell_instead(products, imported)
    row = guide_of(place_paid_order())
    assert (row.status, row.error) == (
        OutgoingMail.Status.DROPPED,
        "Nothing she bought has a place in a routine for the face.",
    )
    assert mail.outbox == []
