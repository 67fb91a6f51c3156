"""One order of a serum and an oil, and the three who could have placed it."""

from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from django.utils import timezone
from django.utils.translation import override

from shop.blog.models import Article, Author, Exercise
from shop.blog.save_article import save_article
from shop.catalogue.change_price import log_prices
from shop.catalogue.models import Category, Product, Variant
from shop.checkout.legal import TERMS_VERSION
from shop.customers import consent_texts
from shop.orders.models import Order, OrderLine

PlaceOrder = Callable[..., Order]


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """A request leaves its language behind; the next test starts afresh."""
    with override("en"):
        yield


@pytest.fixture
def products(db: None) -> list[Product]:
    category = Category.objects.create(slug="face", name_en="Face", name_sv="Ansikte")
    serum = Product.objects.create(
        slug="dew-serum",
        brand="Afterglow",
        name_en="Dew Serum",
        name_sv="Daggserum",
        category=category,
        kind=Product.Kind.SERUM,
        phase=Product.Phase.WATER,
        ingredients="Aqua, Glycerin, Panthenol, Sodium Hyaluronate, Phenoxyethanol",
        how_to_use_en="Press two pumps onto damp skin.\nWait a minute.",
        how_to_use_sv="Tryck in två pump på fuktig hud.\nVänta en minut.",
        status=Product.Status.PUBLISHED,
    )
    oil = Product.objects.create(
        slug="restore-facial-oil",
        brand="Afterglow",
        name_en="Restore Facial Oil",
        name_sv="Ansiktsoljan Vila",
        category=category,
        kind=Product.Kind.OIL,
        phase=Product.Phase.OIL,
        ingredients="Argania Spinosa Kernel Oil, Squalane, Tocopherol",
        hygiene_sealed=True,
        status=Product.Status.PUBLISHED,
    )
    for product, price in ((serum, 32500), (oil, 39500)):
        Variant.objects.create(
            product=product, sku=product.slug.upper(), quantity=30, ordinary_price=price, stock=20
        )
        log_prices(product=product)
    return [serum, oil]


@pytest.fixture
def place_paid_order(products: list[Product]) -> PlaceOrder:
    """Rows as the checkout leaves them; nobody has heard of the payment yet."""

    def place(
        email: str = "tove@example.se", *, language: str = "en", objects: bool = False
    ) -> Order:
        order = Order.objects.create(
            checkout_key=f"{email}-{Order.objects.count()}",
            status=Order.Status.PAID,
            paid=timezone.now(),
            email=email,
            name="Tove Hallberg",
            address="Storgatan 1",
            postcode="111 22",
            city="Stockholm",
            country="SE",
            language=language,
            objects_to_marketing=objects,
            marketing_notice=consent_texts.SOFT_OPT_IN.in_language(language),
            terms_version=TERMS_VERSION,
            currency="SEK",
            goods_total=111500,
            delivery_name="Postombud" if language == "sv" else "Parcel point",
            delivery_price=4900,
            delivery_vat_rate=Decimal(25),
            delivery_vat=980,
            delivery_days_min=1,
            delivery_days_max=3,
            total=116400,
            vat_total=23280,
            payment_method="Swish",
        )
        for position, (product, quantity) in enumerate(zip(products, (1, 2), strict=True)):
            size = product.variants.get()
            OrderLine.objects.create(
                order=order,
                variant=size,
                product_slug=product.slug,
                sku=size.sku,
                name=product.name_sv if language == "sv" else product.name_en,
                size="30 ml",
                content=size.quantity,
                hygiene_sealed=product.hygiene_sealed,
                price=size.price,
                quantity=quantity,
                total=size.price * quantity,
                vat_rate=Decimal(25),
                vat=size.price * quantity // 5,
                position=position,
            )
        return order

    return place


@pytest.fixture
def article(db: None) -> Article:
    author = Author.objects.create(slug="tove", name="Tove Hallberg")
    for slug, name in (("wall-angel", "Wall angel"), ("doorway-stretch", "Doorway stretch")):
        Exercise.objects.create(
            slug=slug,
            family="chest_opening",
            name_en=name,
            name_sv=name,
            dose_en="3 x 30 s",
            instruction_en="Slowly.",
            seconds=120,
        )
    return save_article(
        article=Article(
            story="open-chest",
            language="en",
            slug="open-chest",
            title="Five minutes for an open chest",
            topic="chest_opening",
            author=author,
            status=Article.Status.PUBLISHED,
            body=(
                "<p>You get warm and a little sweaty. Shower, and the skin is damp.</p>"
                '<ol data-routine><li data-exercise="wall-angel">Slide up.</li>'
                '<li data-exercise="doorway-stretch">Lean in.</li></ol>'
            ),
        )
    )
