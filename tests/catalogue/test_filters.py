"""Filters of lists: links with counts, one address for one choice."""

import re
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.test import Client

from shop.catalogue.filters import Filters
from shop.catalogue.models import Product
from shop.catalogue.product_facts import facts_of
from tests.catalogue import make
from tests.catalogue.test_pages import names, page

pytestmark = pytest.mark.django_db

WATERY = "Aqua, Glycerin, Panthenol, Sodium Hyaluronate"
RICH = "Butyrospermum Parkii Butter, Ricinus Communis Seed Oil, Cera Alba"


@pytest.fixture
def _shelf() -> None:
    make.product("serum", name_en="Serum", kind="serum", ingredients=WATERY, size={"price": 35000})
    make.product("light", name_en="Light", ingredients="Squalane", size={"price": 25000})
    make.product("scented", name_en="Scented", size={"price": 45000, "stock": 0})
    make.product("balm", name_en="Balm", kind="balm", ingredients=RICH, size={"price": 15000})


def read(address: str) -> Filters:
    return Filters.read(dict(QueryDict(address).lists()))


def options(html: str, group: str) -> dict[str, tuple[str, int]]:
    """Label -> address and count."""
    part = html.split(f'id="filter-{group}"')[1].split("</section>")[0]
    found = re.findall(
        r'<a href="([^"]*)"[^>]*><span[^>]*></span>([^<]*)(?:<span[^>]*>[^<]*</span>)?</a>'
        r' <span class="c">(\d+)',
        part,
    )
    return {label: (url.replace("&amp;", "&"), int(count)) for url, label, count in found}


@pytest.mark.usefixtures("_shelf")
@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ["Serum", "Light", "Scented", "Balm"]),
        ("step=hydrate", ["Serum"]),
        ("step=hydrate,seal", ["Serum", "Light", "Scented", "Balm"]),
        ("texture=rich", ["Balm"]),
        ("texture=rich,watery", ["Serum", "Balm"]),
        ("skin=oily", ["Serum", "Light", "Scented"]),
        ("skin=oily,sensitive&texture=light", ["Light"]),
        ("free=scent", ["Serum", "Light", "Balm"]),
        ("free=linalool", ["Serum", "Light", "Balm"]),
        ("free=limonene", ["Serum", "Light", "Scented", "Balm"]),
        ("price=-200", ["Balm"]),
        ("price=200-400", ["Serum", "Light"]),
        ("price=400-", ["Scented"]),
        ("in_stock=1", ["Serum", "Light", "Balm"]),
        ("free=scent&price=-400&step=seal&in_stock=1", ["Light", "Balm"]),
    ],
)
def test_filters_leave_what_fits_all_of_them(client, query, shown):
    html = page(client, f"/shop/?{query}")
    assert names(html) == shown
    counter = f"{len(shown)} product{'s' if len(shown) > 1 else ''}"
    assert f'role="status"><strong>{counter}</strong>' in html


@pytest.mark.usefixtures("_shelf")
@pytest.mark.parametrize(
    "query", ["", "step=seal", "skin=oily&free=scent", "price=-300&in_stock=1"]
)
def test_every_count_is_what_its_link_shows(client, query):
    html = page(client, f"/shop/?{query}")
    for group in ("skin", "price", "in_stock", "step", "texture"):
        if f'id="filter-{group}"' not in html:
            continue
        for label, (url, count) in options(html, group).items():
            if f"{group}=" in query:
                continue  # there the link adds to what is chosen, or takes it away
            assert len(names(page(client, url))) == count, (query, group, label)


@pytest.mark.usefixtures("_shelf")
def test_a_chosen_filter_is_a_chip_that_takes_it_away(client):
    html = page(client, "/shop/?skin=oily&free=scent&sort=price")
    assert (
        'href="/shop/?free=scent&amp;sort=price" aria-label="Remove filter: Skin feels: Oily"'
        in html
    )
    assert (
        'href="/shop/?skin=oily&amp;sort=price" aria-label="Remove filter: Without: Scent"' in html
    )
    assert '<a href="/shop/?sort=price">Remove all</a>' in html


@pytest.mark.usefixtures("_shelf")
def test_what_fits_nothing_offers_each_way_out(client):
    html = page(client, "/shop/?texture=rich&free=scent&price=400-")
    assert "Nothing fits all of that." in html
    assert '<a class="arrow" href="/shop/?free=scent&amp;price=400-">' in html


@pytest.mark.parametrize(
    ("given", "query"),
    [
        ("price=-300&skin=oily,dry&skin=dry", "skin=dry,oily&price=-300"),
        ("in_stock=1&step=seal&step=cleanse", "step=cleanse,seal&in_stock=1"),
        ("free=limonene,scent&free=citral", "free=scent,citral,limonene"),
        ("", ""),
    ],
)
def test_one_choice_has_one_address(given, query):
    assert read(given).query == query
    assert read(query).query == query


@pytest.mark.parametrize(
    ("given", "unknown"),
    [
        ("colour=red", ["colour"]),
        ("skin=blue", ["skin=blue"]),
        ("price=cheap", ["price=cheap"]),
        ("price=300-200", ["price=300-200"]),
        ("price=-", ["price=-"]),
        ("price=0-100", ["price=0-100"]),
        ("price=-99999999", ["price=-99999999"]),
        ("price=%D9%A3-", ["price=٣-"]),
        ("in_stock=2", ["in_stock=2"]),
        ("free=sugar", ["free=sugar"]),
        ("step=seal&step=%F0%9F%8C%B8", ["step=🌸"]),
        ("sort=price&page=2&utm_source=mail&gclid=1", []),
    ],
)
def test_what_is_no_filter_is_named(given, unknown):
    assert list(read(given).unknown) == unknown


def test_the_page_says_what_it_did_not_follow(client):
    make.product()
    html = page(client, "/shop/?colour=red&skin=oily&sort=size")
    assert "The address asks for “colour, sort=size”, which is no filter here." in html
    html = page(client, f"/shop/?{urlencode({'skin': 'x' * 10_000})}")
    assert "xxx…”" in html


@pytest.mark.usefixtures("_shelf")
@pytest.mark.parametrize(
    ("query", "is_indexed", "canonical"),
    [
        ("", True, "/shop/"),
        ("skin=oily", True, "/shop/?skin=oily"),
        ("skin=oily&step=seal", False, "/shop/"),
        ("colour=red", False, "/shop/"),
        ("sort=price", True, "/shop/"),
    ],
)
def test_search_engines_get_single_filters_and_no_combinations(
    client: Client, query, is_indexed, canonical
):
    html = page(client, f"/shop/?{query}")
    assert ('content="noindex, follow"' not in html) == is_indexed
    assert f'<link rel="canonical" href="http://127.0.0.1:8000{canonical}">' in html


@pytest.mark.usefixtures("_shelf")
def test_the_unit_price_sorts_too(client):
    make.product("litre", name_en="Litre", size={"price": 60000, "quantity": 1000})
    make.product("set", name_en="Set", size={"price": 100, "quantity": 2, "unit": "pcs"})
    assert names(page(client, "/shop/?sort=unit_price"))[0] == "Litre"
    assert names(page(client, "/shop/?sort=unit_price"))[-1] == "Set"


@pytest.mark.usefixtures("_shelf")
@pytest.mark.parametrize("query", ["", "step=seal&texture=light&skin=oily&free=scent&price=-300"])
def test_a_filtered_list_takes_five_queries(client, django_assert_num_queries, query):
    make.product("other", ingredients="Squalane", size={"price": 29900})
    with django_assert_num_queries(5):
        page(client, f"/shop/facial-oils/?{query}")


def test_facts_follow_what_is_stored(client):
    product = make.product(ingredients="Squalane")
    product.ingredients = RICH
    product.save()
    stored = set(product.facts.values_list("facet", "value"))
    assert stored == facts_of(Product.objects.get())
    assert ("texture", "rich") in stored
