"""What is suggested while a question is typed."""

import pytest
from django.test import Client

from shop.search.index import rebuild
from shop.search.receivers import catch_up
from tests.blog import make
from tests.catalogue import make as make_goods

pytestmark = pytest.mark.django_db


def suggested(client: Client, typed: str, language: str = "") -> dict[str, list[str]]:
    catch_up()
    response = client.get(f"{language}/search/suggest/", {"q": typed})
    assert response.status_code == 200
    groups = response.json()["groups"]
    return {group["label"]: [item["title"] for item in group["items"]] for group in groups}


def test_groups_of_what_begins_so(client):
    make_goods.product("calm", name_en="Wall Oil")
    make.article("wall", title="Walls and chairs")
    make.exercise("wall-angel")
    assert suggested(client, "wal") == {
        "Products": ["Wall Oil"],
        "Articles": ["Walls and chairs"],
        "Movements": ["Wall angel"],
    }


@pytest.mark.parametrize("typed", ["bala", "balancing", "BALANCE s", "blaance"])
def test_an_unfinished_word_an_ending_and_an_error_do_no_harm(client, typed):
    make_goods.product("balance", name_en="Balance Serum")
    assert suggested(client, typed) == {"Products": ["Balance Serum"]}


def test_ingredients_go_by_the_name_of_the_page_s_language(client):
    rebuild()
    assert suggested(client, "skvala", "/sv") == {"Ingredienser": ["Skvalan", "Skvalen"]}
    assert suggested(client, "squala") == {"Ingredients": ["Squalane"]}


def test_it_may_be_kept_by_caches_and_asks_little(client, django_assert_num_queries):
    make_goods.product("balance", name_en="Balance Serum")
    catch_up()
    with django_assert_num_queries(3):  # the vocabulary, the index, the products
        response = client.get("/search/suggest/?q=bal")
    assert "public" in response.headers["Cache-Control"]


def test_nothing_and_too_much_suggest_nothing(client):
    assert suggested(client, "") == suggested(client, "x" * 10_000) == {}
