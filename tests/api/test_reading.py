import pytest
from django.core.management import call_command
from django.test import Client

from shop.api.pagination import Pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo_shop():
    call_command("load_demo", verbosity=0)


def test_products_carry_prices_and_unit_prices(demo_shop, client: Client):
    answer = client.get("/api/products/restore-facial-oil/").json()
    assert answer["name"] == "Restore Facial Oil"
    assert answer["ingredients"]
    for size in answer["sizes"]:
        assert size["unit_price"] == round(size["price"] * 1000 / float(size["quantity"]))


def test_a_list_costs_the_same_however_long(demo_shop, client: Client, django_assert_num_queries):
    with django_assert_num_queries(4):
        assert client.get("/api/products/").json()["count"] >= 12


def test_the_path_chooses_the_language(demo_shop, client: Client):
    english = client.get("/api/articles/").json()["results"]
    swedish = client.get("/sv/api/articles/").json()["results"]
    assert {article["language"] for article in english} == {"en"}
    assert {article["language"] for article in swedish} == {"sv"}
    assert {a["story"] for a in english} == {a["story"] for a in swedish}


def test_the_pairing_is_the_one_of_the_page(demo_shop, client: Client):
    article = client.get("/api/articles/").json()["results"][0]
    for candidate in client.get("/api/articles/").json()["results"]:
        picks = client.get(f"/api/articles/{candidate['slug']}/pairing/").json()
        page = client.get(candidate["url"]).content.decode()
        for pick in picks:
            assert pick["reason"].startswith("Because")
            assert pick["product"]["url"] in page
        if not picks:
            assert 'class="pairing"' not in page
    assert article["author"]


def test_nobody_can_ask_for_everything_at_once(demo_shop, client: Client):
    answer = client.get("/api/articles/?limit=100000").json()
    assert len(answer["results"]) == answer["count"] <= 100
    assert Pages.max_limit == 100


def test_an_unknown_product_is_missing_and_nothing_can_be_written(demo_shop, client: Client):
    assert client.get("/api/products/none-such/").status_code == 404
    assert client.post("/api/products/", {}, content_type="application/json").status_code == 405
