"""Our shop as a host of the pairing engine."""

from typing import Any

import pytest

from recommendations.contract import ContentSource, ProductSource, Ref
from shop.blog.models import Article
from shop.pairing import Articles, Products, article_for
from tests.blog import make as blog
from tests.catalogue import make as catalogue
from tests.recommendations.contract_tests import ContentSourceContract, ProductSourceContract

pytestmark = pytest.mark.django_db


def ref(product: Any) -> Ref:
    return Ref("product", str(product.pk))


class TestArticles(ContentSourceContract):
    @pytest.fixture
    def source(self) -> ContentSource:
        return Articles()

    @pytest.fixture
    def published(self) -> list[object]:
        return [blog.article(slug, body=blog.routine("chin-tuck")) for slug in ("one", "two")]

    @pytest.fixture
    def draft(self) -> object:
        return blog.article("three", status=Article.Status.DRAFT)

    @pytest.fixture
    def at_most_queries(self, django_assert_max_num_queries: Any) -> Any:
        return django_assert_max_num_queries


class TestProducts(ProductSourceContract):
    @pytest.fixture
    def source(self) -> ProductSource:
        return Products()

    @pytest.fixture
    def in_stock(self) -> list[Ref]:
        return [ref(catalogue.product(slug)) for slug in ("calm-oil", "quiet-oil")]

    @pytest.fixture
    def out_of_stock(self) -> Ref:
        return ref(catalogue.product("gone-oil", size={"stock": 0}))

    @pytest.fixture
    def unpublished(self) -> Ref:
        return ref(catalogue.draft("later-oil"))

    @pytest.fixture
    def at_most_queries(self, django_assert_max_num_queries: Any) -> Any:
        return django_assert_max_num_queries


def test_the_article_for_a_purchase_has_a_routine_and_speaks_her_language():
    blog.article("desk", body=blog.routine("scapular-squeeze", "chin-tuck"))
    blog.article("words", body="<p>Sit on a chair and draw the shoulder blades together.</p>")
    swedish = blog.article("skrivbord", language="sv", body=blog.routine("chin-tuck"))
    oil = catalogue.product()
    found = article_for([oil], "en")
    assert found is not None
    assert found.slug == "desk"
    assert article_for([oil], "sv") == swedish


def test_what_is_sold_out_was_bought_all_the_same():
    desk = blog.article("desk", body=blog.routine("scapular-squeeze", "chin-tuck"))
    assert article_for([catalogue.product(size={"stock": 0})], "en") == desk


def test_no_article_goes_with_a_thing_that_is_not_for_the_face():
    blog.article("desk", body=blog.routine("chin-tuck"))
    comb = catalogue.draft(
        "beard-comb", name_en="Bamboo beard comb", kind="other", ingredients="Bambusa Vulgaris"
    )
    assert article_for([comb], "en") is None
