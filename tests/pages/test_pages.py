import re

import pytest
from django.template.loader import render_to_string
from django.test import Client

from shop.catalogue.models import Product
from shop.checkout.models import DeliveryRate
from tests.blog import make
from tests.catalogue import make as make_goods

pytestmark = pytest.mark.django_db

SWEATY = "A run of half an hour leaves you sweaty. The face is warm and the skin feels tight."
INFO = ["about", "contact", "delivery", "returns", "terms", "privacy", "cookies", "accessibility"]


def page(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def shelf() -> None:
    """One product of each step of a routine."""
    for slug, kind, ingredients in (
        ("mild-wash", "cleanser", "Aqua, Glycerin, Coco-Glucoside, Sodium Benzoate"),
        ("clear-serum", "serum", "Aqua, Glycerin, Panthenol, Sodium Hyaluronate, Betaine"),
        ("plain-oil", "oil", "Helianthus Annuus Seed Oil, Squalane, Tocopherol"),
        ("rich-balm", "balm", "Butyrospermum Parkii Butter, Squalane, Tocopherol"),
    ):
        make_goods.product(
            slug, name_en=slug.replace("-", " ").title(), kind=kind, ingredients=ingredients
        )


def test_an_empty_shop_still_has_a_home_page(client):
    html = page(client, "/")
    assert "Move first." in html
    assert "Start today’s routine" not in html


def test_the_home_page_leads_to_the_routine_and_to_what_goes_with_it(client):
    shelf()
    make.article(
        "three-pulls",
        topic="upper_back_strengthening",
        body=f"<p>{SWEATY}</p>{make.routine('wall-angel', 'face-pull', 'band-row')}",
    )
    html = page(client, "/")

    assert 'href="/journal/three-pulls/#player"' in html
    assert "Three moves, then what suits your skin" in html
    row = html.split('<th scope="row">')[1].split("</tr>")[0]
    assert "Three pulls" in row
    assert 'href="/products/plain-oil/"' in row


def test_the_table_shows_what_the_article_shows(client):
    shelf()
    make.article(
        "three-pulls",
        topic="upper_back_strengthening",
        body=f"<p>{SWEATY}</p>{make.routine('wall-angel')}",
    )
    row = page(client, "/").split('<th scope="row">')[1].split("</tr>")[0]
    pairing = page(client, "/journal/three-pulls/").split('id="pairing"')[1].split("<details")[0]

    products = re.compile(r"/products/([a-z-]+)/")
    assert products.findall(row)
    assert products.findall(row) == list(dict.fromkeys(products.findall(pairing)))


def test_the_table_leaves_out_what_would_repeat_a_row(client):
    shelf()
    for slug in ("three-pulls", "four-pulls"):
        make.article(slug, body=f"<p>{SWEATY}</p>{make.routine('wall-angel')}")
    table = page(client, "/").split("<tbody>")[1].split("</tbody>")[0]

    assert "Four pulls" in table
    assert "Three pulls" not in table


def test_the_shelf_shows_one_of_each_kind_of_a_routine(client):
    shelf()
    make_goods.product("other-oil", name_en="Other Oil")
    html = page(client, "/").split('class="shelf four"')[1]

    names = re.findall(r"<h3><a [^>]*>([^<]+)</a></h3>", html)
    assert names == ["Mild Wash", "Clear Serum", "Other Oil", "Rich Balm"]


def test_home_takes_the_same_queries_for_any_number(client, django_assert_num_queries):
    shelf()
    families = ("upper_back_strengthening", "chest_opening", "neck_alignment", "spinal_mobility")
    for number in range(8):
        make.article(
            f"number-{number}",
            topic=families[number % 4],
            body=f"<p>{SWEATY}</p>{make.routine('wall-angel')}",
        )
    with django_assert_num_queries(17):
        page(client, "/")


def test_home_speaks_swedish_under_sv(client):
    html = page(client, "/sv/")
    assert '<html lang="sv">' in html
    assert "Rörelse först." in html
    assert 'href="/" lang="en" hreflang="en">English</a>' in html
    assert "Ångra köpet här" in html


# --- information --------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["", "/sv"])
@pytest.mark.parametrize("slug", INFO)
def test_information_pages_answer_in_both_languages(client, slug, language):
    html = page(client, f"{language}/info/{slug}/")
    assert html.count("<h1>") == 1
    assert f'href="{language}/info/{slug}/" aria-current="page"' in html


def test_no_other_information_page_exists(client):
    page(client, "/info/../", status=404)
    page(client, "/info/secrets/", status=404)


def test_the_returns_page_carries_form_board_and_period(client):
    english, swedish = page(client, "/info/returns/"), page(client, "/sv/info/returns/")
    for words in ("14 days", "three years", "arn.se", "I/We hereby give notice"):
        assert words in english
    for words in ("14 dagar", "tre år", "arn.se", "Jag/vi meddelar härmed"):
        assert words in swedish
    assert "ec.europa.eu/consumers/odr" not in english + swedish


def test_the_delivery_page_shows_the_rates_that_apply(client):
    DeliveryRate.objects.create(
        country="SE", name_en="Parcel point", price=4900, free_from=60000, days_min=2, days_max=4
    )
    html = page(client, "/info/delivery/")
    assert "49,00 kr, included from 600,00 kr" in html
    assert "2 to 4" in html


# --- every page ---------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/", "/search/", "/journal/", "/movements/", "/info/about/"])
def test_every_page_has_skip_link_withdrawal_and_company(client, address):
    html = page(client, address)
    assert '<a class="skip" href="#main">' in html
    assert 'href="/withdraw/">Withdraw from contract here</a>' in html
    assert "Org. no 000000-0000" in html
    assert 'hreflang="sv"' in html


def test_a_page_that_is_not_there_is_drawn_in_the_design(client):
    assert "This page is not here." in page(client, "/nothing-here/", status=404)
    assert "Sidan finns inte här." in page(client, "/sv/nothing-here/", status=404)


def test_a_foreign_form_is_refused_in_the_design(client):
    response = client.post("/bag/add/", {"sku": "x"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403
    assert "did not come from a page of this shop" in response.content.decode()


def test_a_form_without_its_cookie_is_refused_with_a_way_on():
    response = Client(enforce_csrf_checks=True).post("/sv/checkout/", {"email": "a@example.com"})
    assert response.status_code == 403
    assert "Tillåt kakor för butiken" in response.content.decode()


def test_the_page_for_our_own_faults_needs_nothing_that_may_be_broken():
    assert "Something broke on our side." in render_to_string("500.html")


@pytest.mark.parametrize(
    "path",
    ["/", "/sv/", "/shop/", "/products/calm-oil/", "/journal/", "/movements/", "/info/terms/"],
)
def test_pages_may_be_kept_by_caches_and_do_not_differ_by_visitor(client, path: str):
    make_goods.product()
    client.cookies["django_language"] = "sv"
    client.cookies["bag"] = "hers"
    response = client.get(path, headers={"Accept-Language": "sv"})
    assert response.status_code == 200
    assert "public" in response.headers["Cache-Control"]
    assert not response.cookies
    assert not {"Cookie", "Accept-Language"} & set(response.headers.get("Vary", "").split(", "))
    assert response.headers["Content-Language"] == ("sv" if path == "/sv/" else "en")


def test_a_message_to_one_visitor_waits_for_a_page_of_hers(client):
    size = make_goods.product().variants.get()
    client.post("/bag/add/", {"sku": size.sku})
    assert "is in your bag" not in client.get("/").content.decode()
    response = client.get("/bag/")
    assert "is in your bag" in response.content.decode()
    assert "no-store" in response.headers["Cache-Control"]


def test_a_card_without_a_photograph_draws_its_kind_of_pack(client):
    make_goods.product("wash", kind=Product.Kind.CLEANSER).pictures.all().delete()
    html = page(client, "/shop/")
    assert 'class="stage kind-cleanser"' in html
    assert '<svg class="pack"' in html
