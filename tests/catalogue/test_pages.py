import re

import pytest
from django.template import RequestContext, Template
from django.test import Client

from recommendations import stored_table
from shop.catalogue.models import Product, Variant
from shop.checkout.models import DeliveryRate
from tests.catalogue import make

pytestmark = pytest.mark.django_db


NORDLYS = "Nordlys AB, Kajen 2, 211 20 Malmö, SE, hej@nordlys.example</dd>"


def page(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def names(html: str) -> list[str]:
    return re.findall(r"<h2><a [^>]*>([^<]+)</a></h2>", html)


def routine() -> list[Product]:
    kinds = [
        ("screen", Product.Kind.SUNSCREEN),
        ("oil", Product.Kind.OIL),
        ("wash", Product.Kind.CLEANSER),
        ("serum", Product.Kind.SERUM),
    ]
    return [make.product(slug, name_en=slug.title(), kind=kind) for slug, kind in kinds]


# --- product ------------------------------------------------------------------------------------


def test_a_product_page_shows_what_the_law_wants_beside_the_offer(client):
    make.product(
        precautions_en="Avoid the eyes.",
        precautions_sv="Undvik ögonen.",
        how_to_use_en="Three drops.\nPress on.",
        pao_months=6,
        hygiene_sealed=True,
        organic_note="COSMOS ORGANIC, SE-000",
    )
    html = page(client, "/products/calm-oil/")
    for words in (
        "395,00 kr",
        "13 166,67 kr per litre",
        "incl. VAT",
        "Sealed for hygiene. If you break the seal after delivery",
        "Avoid the eyes.",
        "6 months after opening",
        "Afterglow Hudvård AB, Storgatan 1, 111 22 Stockholm",
        "From certified organic farming: COSMOS ORGANIC, SE-000",
        "<mark>Linalool</mark>",
        'This one contains <span translate="no">Lavandula Oil/Extract, Linalool</span>',
    ):
        assert words in html


@pytest.mark.parametrize(
    ("given", "answers"),
    [
        ({"brand": "Nordlys"}, NORDLYS),
        (make.ANSWERS, NORDLYS),
        ({"brand": "AFTERGLOW"}, "Afterglow Hudvård AB, Storgatan 1"),
    ],
)
def test_our_company_answers_for_our_own_brand_only(client, given, answers):
    make.product(**given)
    html = page(client, "/products/calm-oil/")
    assert f"<dt>Responsible person</dt><dd>{answers}" in html


def test_further_facts_stand_on_the_page(client):
    make.product(
        is_imported=True,
        country_of_origin="KR",
        maker="Seoul Lab",
        pao_months=None,
        has_best_before=True,
        organic_note="COSMOS ORGANIC, SE-000",
        certifications_text="COSMOS NATURAL; SE-001; the whole product\nHome-made leaf; ; ",
    )
    html = page(client, "/products/calm-oil/")
    for words in (
        "<dt>Country of origin</dt><dd>KR</dd>",
        "<dt>Made by</dt><dd>Seoul Lab</dd>",
        "until the best-before date on the pack",
        "<dt>COSMOS NATURAL</dt><dd>licence SE-001, for the whole product</dd>",
        "The pack carries no precautions.",
        "2 of 5 names on the list.",
        "number 1 of 5 on the list",
        'data-copy="inci"',
    ):
        assert words in html
    assert "Home-made leaf" not in html
    assert "1234567" not in html, "the CPNP reference is for the back office"


def test_the_swedish_page_speaks_swedish(client):
    make.product()
    html = page(client, "/sv/products/calm-oil/")
    for words in (
        '<html lang="sv"',
        "<h1>Lugn olja</h1>",
        "Jämförpris: 13 166,67 kr per liter",
        "inkl. moms",
        "Lägg i varukorgen",
        "Innehåll",
    ):
        assert words in html


def test_texts_in_the_other_language_are_marked_as_such(client):
    make.product(
        name_sv="",
        description_en="A light oil.",
        how_to_use_en="Press on.",
    )
    # As it stood before precautions had to be there in Swedish.
    Product.objects.update(precautions_en="Avoid the eyes.", no_precautions=False)
    html = page(client, "/sv/products/calm-oil/")
    for marked in (
        '<h1 lang="en">Calm Oil</h1>',
        '<p class="fn">En lätt ansiktsolja</p>',
        '<div class="about" lang="en">',
        '<ol class="howto" lang="en">',
        '<div class="in stack" lang="en">',
    ):
        assert marked in html
    assert ' lang="en">' not in page(client, "/products/calm-oil/").partition("<main")[2]


def test_the_list_stands_as_printed_and_is_not_translated(client):
    make.product(ingredients="Aqua, 1,2-Hexanediol, Parfum. May contain: CI 77491")
    html = page(client, "/products/calm-oil/")
    assert '<p class="ingredient-list" id="inci" translate="no">Aqua, 1,2-Hexanediol, ' in html
    assert "May contain: CI 77491" in html


def test_an_asterisk_without_a_scheme_is_not_called_organic(client):
    make.product()
    assert "organic" not in page(client, "/products/calm-oil/")


def test_each_size_can_be_chosen_without_a_script(client):
    product = make.product()
    make.size(product)
    html = page(client, "/products/calm-oil/")
    assert '<form class="add" id="add" method="post" action="/bag/add/"' in html
    assert re.search(r'<input type="radio" name="sku" value="calm-oil-30" checked required>', html)
    assert re.search(r'<input type="radio" name="sku" value="calm-oil-50" required>', html)


def test_a_size_that_is_gone_cannot_be_chosen(client):
    product = make.product(size={"stock": 0})
    make.size(product)
    html = page(client, "/products/calm-oil/")
    assert '<input type="radio" name="sku" value="calm-oil-30" disabled required>' in html
    assert '<span class="gone">out of stock</span>' in html
    assert 'value="calm-oil-50" checked' in html


def test_a_product_that_is_sold_out_keeps_its_price_and_cannot_be_added(client):
    make.product(size={"stock": 0})
    html = page(client, "/products/calm-oil/")
    assert "395,00 kr" in html
    assert '<button class="btn wide" type="submit" disabled>Out of stock</button>' in html


def test_drafts_and_unknown_products_are_not_found(client):
    make.draft()
    page(client, "/products/calm-oil/", 404)
    page(client, "/products/nothing/", 404)


def test_texts_of_a_product_cannot_carry_markup(client):
    make.product(description_en="<script>alert(1)</script>", precautions_sv="<b>x</b>")
    html = page(client, "/products/calm-oil/")
    assert "<script>alert" not in html
    assert "<b>x</b>" not in html


def test_what_goes_before_and_after_stands_in_order_of_use(client):
    routine()
    html = page(client, "/products/oil/")
    beside = html[html.index("Goes before and after") :]
    assert re.findall(r"<h3><a [^>]*>(\w+)</a></h3>", beside) == ["Wash", "Serum", "Screen"]
    assert "Because water goes before oil." in beside


@pytest.mark.parametrize(
    ("kind", "because"),
    [
        ("oil", "Because oil goes over water, not under it."),
        ("cream", "Because a cream goes over a serum, not under it."),
        ("balm", "Because a balm goes on last."),
    ],
)
def test_the_reason_beside_a_product_fits_its_kind(client, kind, because):
    make.product("serum", kind="serum")
    make.product("last", kind=kind)
    assert because in page(client, "/products/serum/")


NOT_AFTER_MOVING = "not right after moving"


def test_an_acid_that_sets_the_ph_is_not_said_to_do_more(client):
    ingredients = "Aqua, Glycerin, Panthenol, Allantoin, Xanthan Gum, Sodium Benzoate, Citric Acid"
    make.product(kind=Product.Kind.SERUM, ingredients=ingredients)
    html = page(client, "/products/calm-oil/")
    assert "Holds on to water at the surface" in html
    assert NOT_AFTER_MOVING not in html


def test_an_acid_at_work_is_kept_for_calm_skin(client):
    ingredients = "Aqua, Lactic Acid, Glycerin, Panthenol, Sodium Benzoate, Citric Acid"
    make.product(kind=Product.Kind.TONER, name_en="Night Toner", ingredients=ingredients)
    html = page(client, "/products/calm-oil/")
    assert NOT_AFTER_MOVING in html
    assert '<p class="inci"><span translate="no">Lactic Acid</span>, number' in html


def test_an_acid_is_not_set_beside_another_product_by_default():
    oil = make.product()
    make.product("peel", kind=Product.Kind.TONER, ingredients="Aqua, Glycolic Acid, Glycerin")
    assert Product.objects.with_companions(oil.slug)[1] == []


def test_a_treatment_gives_its_place_to_the_next_of_its_kind():
    oil = make.product()
    make.product("late", kind=Product.Kind.SERUM, ingredients="Squalane, Retinol", position=1)
    serum = make.product("dew", kind=Product.Kind.SERUM, ingredients="Aqua, Glycerin", position=2)
    assert Product.objects.with_companions(oil.slug)[1] == [serum]


def test_what_delivery_costs_stands_beside_the_price(client):
    make.product()
    assert "plus delivery</a>." in page(client, "/products/calm-oil/")
    DeliveryRate.objects.create(
        country="SE", name_en="Parcel", price=4900, free_from=60000, days_min=1, days_max=3
    )
    html = page(client, "/products/calm-oil/")
    assert "plus delivery, from 49,00 kr</a>. Included from 600,00 kr." in html
    assert "With you in 1 to 3 working days." in html


def test_a_product_page_takes_six_queries(client, django_assert_num_queries):
    routine()
    with django_assert_num_queries(6):
        page(client, "/products/oil/")


def bought_by(people: int, *slugs: str) -> None:
    refs = [f"product:{Product.objects.get(slug=slug).pk}" for slug in slugs]
    for _ in range(people):
        for place, ref in enumerate(refs):
            stored_table.learn("bought", refs[:place], ref)


def beside(html: str) -> list[str]:
    """The names under the heading of what is bought with it."""
    return cards(html, "together")


def cards(html: str, heading: str) -> list[str]:
    """The names on the cards of the section with that heading."""
    section = re.search(rf'id="{heading}">.*?</section>', html)
    return re.findall(r"<h3><a [^>]*>([^<]+)</a></h3>", section[0]) if section else []


def test_what_many_bought_as_well_stands_on_the_page(client):
    for slug, kind in [("oil", "oil"), ("night-oil", "oil"), ("day-oil", "oil")]:
        make.product(slug, name_en=slug, kind=kind)
    bought_by(2, "oil", "day-oil")
    assert beside(page(client, "/products/oil/")) == []
    bought_by(1, "oil", "day-oil")
    bought_by(4, "oil", "night-oil")
    assert beside(page(client, "/products/oil/")) == ["night-oil", "day-oil"]
    assert "Köps ofta ihop" in page(client, "/sv/products/oil/")
    Variant.objects.filter(product__slug="night-oil").update(stock=0)
    assert beside(page(client, "/products/oil/")) == ["day-oil"]


def test_what_goes_before_and_after_is_not_shown_twice(client):
    routine()
    bought_by(5, "oil", "serum")
    html = page(client, "/products/oil/")
    assert "Serum" in cards(html, "beside")
    assert beside(html) == []


# --- lists --------------------------------------------------------------------------------------


def test_the_list_is_in_routine_order(client):
    routine()
    assert names(page(client, "/shop/")) == ["Wash", "Serum", "Oil", "Screen"]


def test_the_list_can_be_sorted_by_price(client):
    make.product("dear", name_en="Dear", size={"price": 90000})
    make.product("cheap", name_en="Cheap", size={"price": 9000})
    assert names(page(client, "/shop/?sort=price")) == ["Cheap", "Dear"]


def test_what_is_out_of_stock_can_be_left_out(client):
    make.product("gone", name_en="Gone", size={"stock": 0})
    make.product("here", name_en="Here")
    assert names(page(client, "/shop/")) == ["Gone", "Here"]
    assert names(page(client, "/shop/?in_stock=1")) == ["Here"]


@pytest.mark.parametrize(
    "query", ["sort=nothing", "page=0", "page=abc", "page=99999", "in_stock=2"]
)
def test_an_address_nobody_made_still_shows_the_list(client, query):
    make.product()
    assert names(page(client, f"/shop/?{query}")) == ["Calm Oil"]


def test_a_category_shows_its_own_products_only(client):
    make.product("oil", name_en="Oil")
    make.product("wash", name_en="Wash", category=make.category("cleansers", name_en="Cleansers"))
    html = page(client, "/shop/cleansers/")
    assert names(html) == ["Wash"]
    assert "<h1>Cleansers</h1>" in html


def test_an_empty_category_says_so_and_an_unknown_one_is_not_found(client):
    make.category("masks", name_en="Masks")
    assert "Nothing on this shelf yet." in page(client, "/shop/masks/")
    page(client, "/shop/nothing/", 404)


def test_nothing_in_stock_offers_to_drop_the_filter(client):
    make.product(size={"stock": 0})
    html = page(client, "/shop/?in_stock=1")
    assert "Nothing fits all of that." in html
    assert 'href="/shop/' in html


def test_drafts_are_on_no_list(client):
    make.draft()
    assert names(page(client, "/shop/")) == []


def test_long_lists_come_in_pages(client):
    for number in range(30):
        make.product(f"oil-{number:02}", name_en=f"Oil {number:02}")
    assert len(names(page(client, "/shop/"))) == 24
    assert names(page(client, "/shop/?page=2"))[0] == "Oil 24"


@pytest.mark.parametrize("address", ["/shop/", "/shop/facial-oils/", "/sv/shop/facial-oils/"])
def test_a_list_takes_five_queries(client, django_assert_num_queries, address):
    routine()
    with django_assert_num_queries(5):
        page(client, address)


def test_a_list_leaves_long_texts_in_the_database(client, django_assert_num_queries):
    routine()
    with django_assert_num_queries(5) as asked:
        page(client, "/shop/")
    for column in ("source_body", "source_values", "description_en", "how_to_use_sv"):
        assert not any(f'."{column}"' in query["sql"] for query in asked)


def test_a_product_card_can_be_set_into_a_text(rf):
    product = make.product()
    card = Template("{% load catalogue %}{% product_card slug %}")
    request = rf.get("/")
    assert product.get_absolute_url() in card.render(RequestContext(request, {"slug": "calm-oil"}))
    assert card.render(RequestContext(request, {"slug": "nothing"})) == ""
