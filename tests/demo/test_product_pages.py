"""The pages of all demo products: what stands on them, and what they cost."""

import json
import re

import pytest
from django.test import Client

from shop.catalogue.models import Product
from shop.demo.load_content import load_content

pytestmark = pytest.mark.django_db
LARGEST = 20 * 1024


@pytest.fixture(autouse=True)
def _demo(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    load_content()


def test_each_takes_six_queries_and_few_bytes(client: Client, django_assert_max_num_queries):
    for product in Product.objects.published():
        for language in ("", "/sv"):
            with django_assert_max_num_queries(6):
                response = client.get(f"{language}/products/{product.slug}/")
            assert response.status_code == 200
            assert len(response.content) <= LARGEST, product


def test_a_page_describes_itself_to_search_engines(client):
    html = client.get("/products/restore-facial-oil/").content.decode()
    [text] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    product, way = json.loads(text)["@graph"]
    assert product["name"] == "Restore Facial Oil"
    assert product["image"][0].startswith("http")
    offer = next(each for each in product["offers"] if each["sku"] == "AG-RFO-30")
    assert (offer["price"], offer["priceCurrency"]) == ("395.00", "SEK")
    assert offer["priceSpecification"]["price"] == "13166.67"
    assert offer["priceSpecification"]["referenceQuantity"]["unitCode"] == "LTR"
    assert offer["availability"] == "https://schema.org/InStock"
    assert [step["name"] for step in way["itemListElement"]][-1] == "Restore Facial Oil"


def test_nothing_typed_can_end_the_description(client):
    Product.objects.filter(slug="dew-serum").update(name_en="</script><script>alert(1)</script>")
    html = client.get("/products/dew-serum/").content.decode()
    assert "<script>alert" not in html
