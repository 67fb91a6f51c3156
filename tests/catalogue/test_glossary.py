"""The glossary: every name of every list has a page, and every page says no more than we know."""

import re

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from recommendations import knowledge
from recommendations.ingredients import parse
from shop.catalogue import glossary, ingredient_words
from shop.catalogue.models import ListedIngredient, Product
from shop.catalogue.templatetags.glossary import per_cent
from shop.catalogue.wording import blocked
from tests.catalogue import make

pytestmark = pytest.mark.django_db


def page(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def test_every_ingredient_that_is_known_has_a_page_of_its_own() -> None:
    entries = glossary.entries()
    for name in knowledge.ingredients():
        entry = entries[glossary.slugified(name)]
        assert entry.fact is knowledge.ingredients()[entry.name.lower()]
    for label in knowledge.allergen_thresholds():
        assert entries[glossary.slugified(label)].allergen == label


def test_there_is_something_to_say_about_each() -> None:
    silent = [entry.name for entry in glossary.entries().values() if not entry.what_it_is]
    assert silent == []


@pytest.mark.parametrize("language", ["en", "sv"])
def test_no_sentence_claims_what_a_cosmetic_may_not(language: str) -> None:
    with translation.override(language):
        said = {
            sentence
            for entry in glossary.entries().values()
            for sentence in (
                entry.what_it_is,
                *entry.what_it_does,
                *entry.take_care,
                entry.where_usually,
            )
        }
        # Of a filter it may be said that it filters.
        hits = [hit for each in said for hit in blocked(each, language, is_sunscreen=True)]
    assert len(said) > 40
    assert hits == []


def test_words_are_those_of_the_tables() -> None:
    kinds = {entry.fact.kind for entry in glossary.entries().values() if entry.fact}
    assert kinds <= set(ingredient_words.KINDS)
    assert set(ingredient_words.DOES) <= knowledge.ROLES


def test_a_known_ingredient(client: Client) -> None:
    make.product()
    html = page(client, "/ingredients/squalane/")
    for words in (
        '<h1 translate="no">Squalane</h1>',
        '<dd lang="sv" translate="no">skvalan</dd>',
        "helps limit moisture loss from it",
        "On the lists in this shop it has place 2.",
        "Source: our own table of ingredients",
        "1 product with it",
        '<a href="/products/calm-oil/">Calm Oil</a>',
        "per litre",
    ):
        assert words in html


def test_an_allergen_says_from_how_much_it_is_named(client: Client) -> None:
    html = page(client, "/ingredients/linalool/")
    assert "more than 0,001 % of it is in a product that stays on the skin" in html
    assert "more than 0,01 % in one that is rinsed off" in html
    assert "Nothing in the shop has it" in html


def test_a_banned_allergen_says_so(client: Client) -> None:
    banned = next(name for name, limits in knowledge.allergen_thresholds().items() if not limits)
    assert "may no longer be used" in page(client, glossary.ingredient_url(banned))


def test_the_swedish_page(client: Client) -> None:
    make.product()
    html = page(client, "/sv/ingredients/squalane/")
    assert "Ligger på ytan" in html
    assert '<a href="/sv/products/calm-oil/">' in html


def test_a_name_that_nobody_knows_is_shown_honestly(client: Client) -> None:
    make.product(ingredients="Squalane, Quillorbium Fantasticum")
    html = page(client, "/ingredients/quillorbium-fantasticum/")
    assert "Quillorbium Fantasticum</h1>" in html
    assert "We have no text about it yet." in html
    assert '<a href="/products/calm-oil/">' in html
    assert "Source:" not in html
    listed = page(client, "/ingredients/")
    assert "Quillorbium Fantasticum" in listed.partition('id="undescribed"')[2]


def test_a_name_whose_ending_tells_the_sort(client: Client) -> None:
    make.product(ingredients="Squalane, Quillorbium Seed Oil")
    html = page(client, "/ingredients/quillorbium-seed-oil/")
    assert "by the sort of thing its name says it is" in html
    assert "In English" not in html


def test_names_on_drafts_only_are_not_found(client: Client) -> None:
    make.draft(ingredients="Squalane, Quillorbium Fantasticum")
    page(client, "/ingredients/quillorbium-fantasticum/", status=404)
    assert "Quillorbium" not in page(client, "/ingredients/")
    assert "Nothing in the shop has it" in page(client, "/ingredients/squalane/")


def test_the_list_from_a_to_z(client: Client) -> None:
    make.product()
    html = page(client, "/ingredients/")
    places = re.findall(r'href="#(letter-\d+)"', html)
    assert len(places) > 20
    assert [place for place in places if f'id="{place}"' not in html] == []
    assert "in 1 product<" in html
    squalane = html.index('href="/ingredients/squalane/"')
    assert html.index('href="/ingredients/glycerin/"') < squalane


def test_every_name_of_a_list_leads_to_a_page(client: Client) -> None:
    names = (
        "Aqua (Water), Helianthus Annuus Seed Oil*, Butyrospermum Parkii (Shea) Butter, "
        "Caprylic/Capric Triglyceride, CI 77491, Parfum (Fragrance), Limonene, Alcohol Denat., "
        "1,2-Hexanediol, PEG-40 Hydrogenated Castor Oil, Quillorbium Fantasticum"
    )
    make.product(ingredients=names)
    for item in parse(names).everything:
        html = page(client, glossary.ingredient_url(item))
        assert '<a href="/products/calm-oil/">' in html


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("Shea Butter", "/ingredients/butyrospermum-parkii-butter/"),
        ("Parfum (Fragrance)*", "/ingredients/parfum/"),
        ("squalane", "/ingredients/squalane/"),
        ("***", ""),
        ("", ""),
    ],
)
def test_a_name_as_someone_writes_it(written: str, url: str) -> None:
    assert glossary.ingredient_url(written) == url


def test_a_list_is_read_again_when_it_changes() -> None:
    product = make.product()
    assert product.listed_ingredients.count() == 5
    product.ingredients = "Squalane, Tocopherol"
    product.save()
    assert list(product.listed_ingredients.values_list("ingredient", "place", "of")) == [
        ("squalane", 1, 2),
        ("tocopherol", 2, 2),
    ]


def test_what_has_not_changed_is_not_written_again() -> None:
    product = make.product()
    before = set(product.listed_ingredients.values_list("pk", flat=True))
    product.save()
    call_command("list_ingredients", verbosity=0)
    assert set(product.listed_ingredients.values_list("pk", flat=True)) == before


def test_all_lists_can_be_read_anew(capsys: pytest.CaptureFixture[str]) -> None:
    make.product()
    Product.objects.update(ingredients="Squalane")
    call_command("list_ingredients")
    assert list(ListedIngredient.objects.values_list("name", flat=True)) == ["Squalane"]
    assert "1 products were read" in capsys.readouterr().out


def test_queries_do_not_grow_with_products(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(8):
        make.product(f"oil-{number}")
    with django_assert_num_queries(1):
        page(client, "/ingredients/")
    with django_assert_num_queries(5):
        page(client, "/ingredients/squalane/")
    with django_assert_num_queries(1):
        page(client, "/ingredients/glycerin/")


def test_many_products_stand_on_several_pages(client: Client) -> None:
    for number in range(13):
        make.product(f"oil-{number:02}")
    html = page(client, "/ingredients/squalane/")
    assert "13 products with it" in html
    assert 'rel="next" href="?page=2"' in html
    assert "/products/oil-12/" in page(client, "/ingredients/squalane/?page=2")


@pytest.mark.parametrize(("share", "text"), [(0.001, "0,001\u00a0%"), (0.01, "0,01\u00a0%")])
def test_shares_are_written_out(share: float, text: str) -> None:
    assert per_cent(share) == text
