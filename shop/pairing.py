"""The seam between our shop and the pairing engine: what our products and articles are."""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from recommendations import contract, engine
from recommendations.contract import Ref
from shop.blog.models import Article
from shop.catalogue.models import LONG_TEXTS, Product, ProductQuerySet, Variant
from shop.orders.models import Order, OrderLine

ARTICLE = "article"
PRODUCT = "product"

# Our product functions in the words of the engine's categories.
CATEGORIES = {
    Product.Kind.CLEANSER: "cleanser",
    Product.Kind.TONER: "toner",
    Product.Kind.SERUM: "serum",
    Product.Kind.OIL: "facial_oil",
    Product.Kind.CREAM: "cream",
    Product.Kind.BALM: "balm",
    Product.Kind.MASK: "mask",
    Product.Kind.EXFOLIANT: "exfoliant",
    Product.Kind.SUNSCREEN: "sunscreen",
}

# What a face takes a day, in ml or g: a mask once a week, sunscreen as its test method wants it
# (2 mg on each of some 600 square centimetres), the rest as packs advise.
DAILY_USE = {
    Product.Kind.CLEANSER: 2.0,
    Product.Kind.TONER: 2.0,
    Product.Kind.SERUM: 0.5,
    Product.Kind.OIL: 0.25,
    Product.Kind.CREAM: 1.0,
    Product.Kind.BALM: 0.5,
    Product.Kind.MASK: 1.0,
    Product.Kind.EXFOLIANT: 0.5,
    Product.Kind.SUNSCREEN: 1.2,
}
KEEPS_DAYS = 365  # once opened; what is left of a large bottle then is thrown away


def primary_keys(refs: Collection[Ref], kind: str) -> list[int]:
    return [int(ref.key) for ref in refs if ref.kind == kind and ref.key.isdecimal()]


class Articles:
    """Our ContentSource."""

    def ref_for(self, item: object) -> Ref | None:
        return Ref(ARTICLE, str(item.pk)) if isinstance(item, Article) and item.pk else None

    def refs(self) -> Iterable[Ref]:
        keys = Article.objects.published().values_list("pk", flat=True)
        return [Ref(ARTICLE, str(key)) for key in keys]

    def get(self, refs: Collection[Ref]) -> Mapping[Ref, contract.Content]:
        articles = (
            Article.objects.published()
            .filter(pk__in=primary_keys(refs, ARTICLE))
            .prefetch_related("moves__exercise")
        )
        return {Ref(ARTICLE, str(article.pk)): as_content(article) for article in articles}


class Products:
    """Our ProductSource."""

    def ref_for(self, item: object) -> Ref | None:
        return Ref(PRODUCT, str(item.pk)) if isinstance(item, Product) and item.pk else None

    def all(self) -> Iterable[contract.Product]:
        return [as_product(product) for product in published()]

    def get(self, refs: Collection[Ref]) -> Mapping[Ref, contract.Product]:
        products = published().filter(pk__in=primary_keys(refs, PRODUCT))
        return {Ref(PRODUCT, str(product.pk)): as_product(product) for product in products}

    def items(self, refs: Collection[Ref]) -> Mapping[Ref, Product]:
        products = (
            Product.objects.published().filter(pk__in=primary_keys(refs, PRODUCT)).for_cards()
        )
        return {Ref(PRODUCT, str(product.pk)): product for product in products}


class Purchases:
    """Our PurchaseHistory. A visitor is an e-mail address in any letter case; whoever asks must
    have that person's leave to."""

    def purchases(self, visitor: str) -> Sequence[contract.Purchase]:
        orders = Order.objects.paid().filter(email__iexact=visitor.strip(), paid__isnull=False)
        lines = (
            OrderLine.objects.filter(order__in=orders)
            .select_related("order", "variant__product")
            .prefetch_related("withdrawals")
            .order_by("-order__paid", "pk")
        )
        return [
            contract.Purchase(Ref(PRODUCT, str(line.variant.product_id)), paid, lasts_days(line))
            for line in lines
            if (paid := line.order.paid) and line.left_to_withdraw
        ]


def lasts_days(line: OrderLine) -> int | None:
    """All that was bought and kept, used one after the other on the face; None where no size is
    known."""
    daily = DAILY_USE.get(Product.Kind(line.variant.product.kind))
    if not daily or not line.content or line.content_unit == Variant.Unit.PIECE:
        return None
    days = float(line.content) * line.left_to_withdraw / daily
    return math.ceil(min(days, KEEPS_DAYS))


def published() -> ProductQuerySet:
    published = Product.objects.published().without_source()
    return published.defer(*LONG_TEXTS).prefetch_related("variants")


def as_content(article: Article) -> contract.Content:
    return contract.Content(
        ref=Ref(ARTICLE, str(article.pk)),
        language=article.language,
        title=article.title,
        text=f"{article.deck}\n{article.body_text}",
        exercises=tuple(dict.fromkeys(move.exercise.slug for move in article.moves.all())),
    )


def as_product(product: Product) -> contract.Product:
    size = product.main_size()
    return contract.Product(
        ref=Ref(PRODUCT, str(product.pk)),
        # The engine reads names in both languages; the first one settles homonyms.
        name=product.name_en,
        brand=product.brand,
        category=CATEGORIES.get(Product.Kind(product.kind)),
        size=size.size if size else "",
        ingredients=product.ingredients,
        available=product.in_stock,
    )


def article_for(products: Iterable[Product], language: str) -> Article | None:
    """The published article these products fit best, one with a routine before one without.

    None where they fit no article. They are owned already, so it does not matter whether they
    are in stock.
    """
    owned = [replace(as_product(product), available=True) for product in products]
    articles = Article.objects.published().in_language(language).prefetch_related("moves__exercise")
    best, best_fit = None, (False, 0.0)
    for article in articles:
        picks = engine.recommend(as_content(article), owned, limit=len(owned))
        has_routine = any(move.in_routine for move in article.moves.all())
        fit = (has_routine, sum(pick.score for pick in picks))
        if picks and fit > best_fit:
            best, best_fit = article, fit
    return best
