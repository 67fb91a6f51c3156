"""What a question says in plain words becomes a filter that can be taken away again."""

import re

import pytest

from shop.search.wishes import read
from tests.catalogue import make as make_goods
from tests.search.test_find import page, products


@pytest.mark.parametrize(
    ("asked", "filters", "rest"),
    [
        (
            "an unscented oil for oily skin under 300 kr",
            "skin=oily&free=scent&price=-300",
            "an oil",
        ),
        ("oparfymerad olja för fet hy under 300 kr", "skin=oily&free=scent&price=-300", "olja"),
        ("serum for dry and sensitive skin", "skin=dry,sensitive", "serum"),
        ("kräm utan doft, högst 1 000 kronor", "free=scent&price=-1001", "kräm ,"),
        ("oil without limonene", "free=limonene", "oil"),
        ("linalool-free oil in stock", "free=linalool&in_stock=1", "oil"),
        ("kräm för blandhy", "skin=combination", "kräm"),
        ("dry oil", "", "dry oil"),
        ("under eye cream", "", "under eye cream"),
        ("spf 30", "", "spf 30"),
        ("under 0 kr", "", "under 0 kr"),
        ("scent", "", "scent"),
        ("", "", ""),
    ],
)
def test_what_is_plainly_said_is_read(asked, filters, rest):
    found = read(asked)
    assert (found.filters.query, found.rest) == (filters, rest)


@pytest.mark.django_db
def test_an_errand_is_answered(client):
    make_goods.product("scented", name_en="Scented Oil", size={"price": 20000})
    for name, price in (("Fitting Oil", 29900), ("Dear Oil", 30000)):
        slug = name.split()[0].lower()
        make_goods.product(slug, name_en=name, ingredients="Squalane", size={"price": price})
    make_goods.product("rich", name_en="Rich Oil", ingredients="Ricinus Communis Seed Oil")
    html = page(client, "/search/?q=an+unscented+oil+for+oily+skin+under+300+kr")
    assert products(html) == ["Fitting Oil"]
    chips = re.findall(r'href="/search/\?q=([^"]*)" aria-label="Remove filter: ([^"]*)"', html)
    assert chips == [
        ("an%20unscented%20oil%20under%20300%20kr", "Skin feels: Oily"),
        ("an%20oil%20for%20oily%20skin%20under%20300%20kr", "Without: Scent"),
        ("an%20unscented%20oil%20for%20oily%20skin", "Under 300 kr"),
    ]


@pytest.mark.django_db
def test_a_misspelt_wish_is_a_wish(client):
    make_goods.product("plain", name_en="Plain Oil", ingredients="Squalane")
    make_goods.product("scented", name_en="Scented Oil")
    assert products(page(client, "/search/?q=unsented+oil")) == ["Plain Oil"]


@pytest.mark.django_db
def test_wishes_alone_are_enough(client):
    make_goods.product("plain", name_en="Plain Oil", ingredients="Squalane")
    make_goods.product("scented", name_en="Scented Oil")
    assert products(page(client, "/search/?q=for+sensitive+skin")) == ["Plain Oil"]


@pytest.mark.django_db
def test_the_card_shows_the_size_that_costs_so_little(client):
    big = make_goods.product("plain", name_en="Plain Oil", size={"price": 88800})
    make_goods.size(big, sku="plain-small", quantity=10, price=19900)
    html = page(client, "/search/?q=oil+under+200+kr")
    assert "199,00 kr" in html
    assert "888,00 kr" not in html
