"""What a question finds, asked of the page that shows it."""

import re

import pytest
from django.test import Client

from shop.catalogue import glossary
from shop.catalogue.models import Product
from shop.search.index import rebuild
from shop.search.receivers import catch_up
from tests.blog import make
from tests.catalogue import make as make_goods

pytestmark = pytest.mark.django_db


def page(client: Client, address: str, status: int = 200) -> str:
    """After what the test has made so far has come into the index."""
    catch_up()
    response = client.get(address)
    assert response.status_code == status
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def products(html: str) -> list[str]:
    return re.findall(r"<h3><a [^>]*>([^<]+)</a></h3>", html.split('id="found-products"')[-1])


@pytest.mark.parametrize(
    "question",
    ["plain", "SQUALANE", "oil squalane", "Lugn", "vetenskaplig ordning", "oils", "oljan"],
)
def test_products_are_found_by_names_of_both_languages_and_ingredients(client, question):
    make_goods.product("calm-oil", function_sv="I vetenskaplig ordning", name_en="Plain Oil")
    assert "Plain Oil" in page(client, f"/search/?q={question}")


def test_what_has_some_of_the_words_is_shown_as_that(client):
    make_goods.product("calm-oil", name_en="Plain Oil")
    html = page(client, "/search/?q=plain+sandpaper")
    assert "Nothing found for “plain sandpaper”. These have some of the words." in html
    assert products(html) == ["Plain Oil"]


@pytest.mark.parametrize("question", ["övre", "ÖVRE", "Övre", "O%CC%88vre"])
def test_neither_letter_case_nor_the_way_of_writing_an_umlaut_matters(client, question):
    make.article("ryggen", language="sv", title="Övre ryggen orkar mer")
    assert "Övre ryggen orkar mer" in page(client, f"/sv/search/?q={question}")


ROSEHIP = ["rosehip", "nypon", "rose hip", "rosa canina", "nyponkärnolja", "hypen", "rosehpi"]


@pytest.mark.parametrize("question", [*ROSEHIP, "skvalan", "sunscreen", "solkräm", "SPF"])
def test_things_are_found_by_what_people_call_them(client, question):
    make_goods.product("plain", name_en="Evening", name_sv="Kväll", ingredients="Squalane")
    make_goods.product("rose", name_en="Red", name_sv="Röd", ingredients="Rosa Canina Fruit Oil")
    make_goods.product(
        "sun", name_en="Shield", name_sv="Sköld", kind="sunscreen", ingredients="Aqua"
    )
    wanted = "Röd" if question in ROSEHIP else "Kväll" if question == "skvalan" else "Sköld"
    assert products(page(client, f"/sv/search/?q={question}")) == [wanted]


@pytest.mark.parametrize(
    ("question", "meant"),
    [("face oyl", "face oil"), ("blaance", "balance"), ("squalna", "squalane"), ("oljja", "olja")],
)
def test_typing_errors_are_corrected_and_said(client, question, meant):
    make_goods.product("balance-oil", name_en="Balance Oil", name_sv="Balansolja")
    language = "/sv" if meant == "olja" else ""
    html = page(client, f"{language}/search/?q={question}")
    assert f"<strong>{meant}</strong>" in html
    assert products(html)
    as_written = page(client, f"{language}/search/?q={question}&exact=1")
    assert "<strong>" not in as_written.split('role="status"')[1].split("</p>")[0]


def test_of_two_ways_to_correct_the_one_that_leads_somewhere_is_taken(client):
    make.exercise("wall-angel")
    make.exercise("walk-on")
    html = page(client, "/search/?q=wal+angl")
    assert "<strong>wall angel</strong>" in html
    assert "Wall angel" in html


def test_swedish_compounds_are_found_by_their_parts(client):
    make_goods.product("night", name_sv="Nattolja", kind="other", category=plain_category())
    make_goods.product("oil", name_sv="En olja")
    assert "Nattolja" in page(client, "/sv/search/?q=olja")


def plain_category():
    return make_goods.category("more", name_en="More", name_sv="Mera")


def test_an_oil_is_no_serum_with_oil_in_it(client):
    make_goods.product("serum", name_en="Dew", kind="serum", category=plain_category())
    make_goods.product("oil", name_en="Gold")
    assert products(page(client, "/search/?q=oil")) == ["Gold"]


def test_the_page_says_how_many_there_are_and_not_only_how_many_it_shows(client):
    for number in range(14):
        make_goods.product(f"oil-{number}")
    html = page(client, "/search/?q=calm")
    assert "14 things found" in html
    assert "12 of 14 are shown" in html


def test_articles_of_the_page_s_language_and_moves_are_found(client):
    make.article("on-chairs", body="<p>A chair and a lamp.</p>")
    make.article("om-stolar", language="sv", body="<p>A chair and a lamp.</p>")
    make.exercise("wall-angel")

    html = page(client, "/search/?q=lamp")
    assert "On chairs" in html
    assert "Om stolar" not in html
    assert "Wall angel" in page(client, "/search/?q=angel")


def test_what_is_named_so_comes_first(client):
    make_goods.product("first-by-place", name_en="Dew Serum", function_en="Goes before balance")
    make_goods.product("second-by-place", name_en="Balance Serum")
    assert products(page(client, "/search/?q=balance")) == ["Balance Serum", "Dew Serum"]


def test_what_an_ingredient_is_stands_beside_what_has_it(client):
    make_goods.product("quiet", name_en="Quiet Serum", ingredients="Aqua, Bisabolol")
    catch_up()
    rebuild()
    html = page(client, "/search/?q=what+is+bisabolol")
    assert 'href="/ingredients/bisabolol/">Bisabolol</a>' in html
    assert glossary.entries()["bisabolol"].what_it_does[0] in html
    assert products(html) == ["Quiet Serum"]


def test_drafts_are_not_found(client):
    make_goods.draft("calm-oil", name_en="Secret Oil")
    assert "Secret Oil" not in page(client, "/search/?q=secret")


def test_what_was_withdrawn_is_found_no_longer(client):
    product = make_goods.product("calm-oil", name_en="Secret Oil")
    assert "Secret Oil" in page(client, "/search/?q=secret")
    product.status = Product.Status.DRAFT
    product.save()
    assert "Nothing found" in page(client, "/search/?q=secret")


def test_nothing_found_helps_on(client):
    make_goods.product()
    make.exercise("wall-angel")
    html = page(client, "/search/?q=%3Cscript%3E")
    assert "Nothing found for “&lt;script&gt;”." in html
    assert "One word is often better than three" in html
    assert 'href="/shop/facial-oils/"' in html
    assert 'href="/movements/wall-angel/"' in html


@pytest.mark.parametrize("length", [101, 10_000])
def test_too_long_a_question_gets_a_sentence(client, length):
    html = page(client, f"/search/?q={'a' * length}")
    assert "That is more than 100 characters. Try with a few words." in html
    assert f'value="{"a" * 100}"' in html


@pytest.mark.parametrize(
    "question",
    [
        "",
        "   ",
        "'; DROP TABLE search_entry; --",
        "NEAR(",
        '"',
        "\\",
        "*",
        "-",
        "oil*",
        "title_words : oil",
        "AND OR NOT",
        "oil & | ! <-> :*",
        "(((((",
        "{}[]^~%_",
        "🌸",
        "𝒐𝒊𝒍",
        "a" * 100,
        "é" * 50,
        "１２３",
        "\u202eoil",
        "0",
        "1e5 0x10 3.14",
        "the of and",
        "%s %(x)s",
    ],
)
@pytest.mark.parametrize("address", ["/search/", "/sv/search/", "/search/suggest/"])
def test_no_question_breaks_it(client, address, question):
    make_goods.product()
    catch_up()
    assert client.get(address, {"q": question}).status_code == 200


def test_search_takes_the_same_queries_for_any_number(client, django_assert_num_queries):
    for number in range(5):
        make_goods.product(f"oil-{number}")
        make.article(f"oil-article-{number}", body="<p>Oil.</p>")
    catch_up()
    # The vocabulary, the index, then products with sizes and pictures, and articles.
    with django_assert_num_queries(6):
        page(client, "/search/?q=oil")


def test_a_page_of_results_may_be_kept_by_caches(client):
    response = client.get("/search/?q=oil")
    assert "public" in response.headers["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in response.content.decode()
