"""Our shop as a host of the pairing engine."""

import datetime
from typing import Any

import pytest
from django.utils import timezone

from recommendations.contract import ContentSource, ProductSource, PurchaseHistory, Ref
from recommendations.pairing import pair
from shop.blog.models import Article
from shop.catalogue.models import Product
from shop.orders.models import Order, Withdrawal
from shop.pairing import Articles, Products, Purchases, article_for
from tests.blog import make as blog
from tests.catalogue import make as catalogue
from tests.recommendations.contract_tests import (
    ContentSourceContract,
    ProductSourceContract,
    PurchaseHistoryContract,
)

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


def ordered(
    *bottles: tuple[Product, int], email: str = "tove@example.se", days_ago: int = 0, **more: Any
) -> Order:
    paid = timezone.now() - datetime.timedelta(days=days_ago)
    given: dict[str, Any] = {
        "checkout_key": str(Order.objects.count()),
        "status": Order.Status.PAID,
        "paid": paid,
        "email": email,
        "country": "SE",
        "language": "sv",
        "currency": "SEK",
        **dict.fromkeys(("goods_total", "delivery_price", "delivery_vat", "total"), 0),
        **dict.fromkeys(("delivery_vat_rate", "vat_total"), 0),
        **dict.fromkeys(("delivery_days_min", "delivery_days_max"), 1),
    }
    order = Order.objects.create(**given | more)
    for product, quantity in bottles:
        size = product.variants.get()
        order.lines.create(
            variant=size,
            product_slug=product.slug,
            sku=size.sku,
            name=product.name_en,
            content=size.quantity,
            content_unit=size.unit,
            price=100,
            quantity=quantity,
            total=100 * quantity,
            vat_rate=25,
            vat=20 * quantity,
        )
    return order


class TestPurchases(PurchaseHistoryContract):
    @pytest.fixture
    def history(self) -> PurchaseHistory:
        return Purchases()

    @pytest.fixture
    def buyer(self) -> str:
        oil, serum = catalogue.product(), catalogue.product("serum", kind="serum")
        ordered((oil, 1), (serum, 1), days_ago=20)
        ordered((oil, 1))
        return "Tove@example.se"

    def test_what_is_not_paid_or_goes_back_was_not_bought(self) -> None:
        oil, serum = catalogue.product(), catalogue.product("serum", kind="serum")
        ordered((oil, 1), status=Order.Status.CANCELLED)
        order = ordered((oil, 1), (serum, 2))
        back = Withdrawal.objects.create(order=order, email=order.email, language="sv", key="1")
        for line in order.lines.all():
            back.lines.create(order_line=line, quantity=1)
        [kept] = Purchases().purchases("tove@example.se")
        assert (kept.product, kept.lasts_days) == (ref(serum), 60)

    @pytest.mark.parametrize(
        ("kind", "size", "quantity", "days"),
        [
            ("serum", {"quantity": 30}, 1, 60),
            ("serum", {"quantity": 30}, 2, 120),
            ("oil", {"quantity": 30}, 1, 120),
            ("cream", {"quantity": 50, "unit": "g"}, 1, 50),
            ("oil", {"quantity": 500}, 1, 365),
            ("oil", {"quantity": None}, 1, None),
            ("serum", {"quantity": 2, "unit": "pcs"}, 1, None),
            ("other", {"quantity": 100}, 1, None),
        ],
    )
    def test_how_long_it_lasts(
        self, kind: str, size: dict[str, Any], quantity: int, days: int | None
    ) -> None:
        bottle = catalogue.draft(kind=kind, size=size)
        ordered((bottle, quantity))
        [bought] = Purchases().purchases("tove@example.se")
        assert bought.lasts_days == days

    def test_a_history_takes_two_queries(
        self, buyer: str, django_assert_max_num_queries: Any
    ) -> None:
        with django_assert_max_num_queries(2):
            assert len(Purchases().purchases(buyer)) == 3

    def test_a_buyer_is_not_shown_what_she_still_uses(self) -> None:
        desk = blog.article("desk", body=blog.routine("chin-tuck"))
        oil, other = catalogue.product(), catalogue.product("quiet-oil")
        [before] = pair(desk, language="en")
        bought = {ref(oil): oil, ref(other): other}[before.ref]
        ordered((bought, 1), days_ago=119)
        [after] = pair(desk, language="en", visitor="tove@example.se")
        assert after.ref != before.ref
        [stranger] = pair(desk, language="en", visitor="nobody@example.se")
        assert stranger.ref == before.ref

    def test_what_is_used_up_is_shown_again(self) -> None:
        desk = blog.article("desk", body=blog.routine("chin-tuck"))
        ordered((catalogue.product(), 1), days_ago=121)
        assert pair(desk, language="en", visitor="tove@example.se")


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
