"""What she bought as one routine after training: water before oil, sunscreen last by day."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from recommendations.profiles import profile
from shop.catalogue.models import Product
from shop.pairing import as_product

Kind = Product.Kind
WATER = (Kind.TONER, Kind.SERUM)
RICH = (Kind.CREAM, Kind.OIL, Kind.BALM, Kind.OTHER)
# Skin that has just been moving is warm and damp: what is strong or takes its time waits.
FOR_CALM_EVENINGS = (Kind.EXFOLIANT, Kind.MASK)
STRONG = {"acid", "retinoid"}
ORDER_OF_USE = (Kind.CLEANSER, *WATER, *RICH, Kind.SUNSCREEN)


@dataclass(frozen=True)
class Step:
    title: str
    text: str


@dataclass(frozen=True)
class Guide:
    headline: str
    steps: list[Step]
    # Bought, but not for right after training.
    later: list[Product]
    # The one whose picture stands on top.
    hero: Product
    names: str

    @classmethod
    def of(cls, products: Iterable[Product]) -> "Guide":
        bought = list(products)
        later = [product for product in bought if waits(product)]
        now = sorted(
            (product for product in bought if product not in later),
            key=place_in_routine,
        )
        # The last thing put on is what the letter is about.
        rich = [product for product in now if product.kind in RICH]
        return cls(
            headline=headline(now),
            steps=steps(now) if now else [],
            later=later,
            hero=(rich or now or later)[-1],
            names=listed([product.name for product in now + later]),
        )


def place_in_routine(product: Product) -> tuple[int, bool, int]:
    """By kind; an oil that is rinsed off goes before the cleanser that takes it along."""
    rinsed_later = product.kind == Kind.CLEANSER and product.phase != Product.Phase.OIL
    return ORDER_OF_USE.index(Kind(product.kind)), rinsed_later, product.position


def waits(product: Product) -> bool:
    """Not for right after training, by the same knowledge as the pairing."""
    cautions = profile(as_product(product)).cautions
    return product.kind in FOR_CALM_EVENINGS or bool(cautions & STRONG)


def headline(products: list[Product]) -> str:
    kinds = {product.kind for product in products}
    if Kind.OIL in kinds:
        return _("A few drops, after the shower")
    if not kinds:
        return _("For a calm evening")
    return _("After the shower, in this order")


def steps(products: list[Product]) -> list[Step]:
    """Bought products in the order of use, with the plain steps between them."""
    found = of_kind(products, (Kind.CLEANSER,)) or [
        Step(
            _("Rinse"),
            _("Cool or lukewarm water is enough after a light session. Pat dry, do not rub."),
        )
    ]
    found += of_kind(products, WATER) or [
        Step(
            _("Leave it damp"),
            _("A little water on the skin is right. If you use a serum, this is its moment."),
        )
    ]
    found += of_kind(products, RICH)
    found += of_kind(products, (Kind.SUNSCREEN,)) or [
        Step(
            _("By day, sunscreen last"),
            _("Nothing above replaces a sunscreen. Wait five minutes before you put it on."),
        )
    ]
    return found


def of_kind(products: list[Product], kinds: tuple[Product.Kind, ...]) -> list[Step]:
    return [
        Step(product.name, " ".join(product.steps_of_use) or plain_use(product))
        for product in products
        if product.kind in kinds
    ]


def plain_use(product: Product) -> str:
    """For a product whose own instructions are missing."""
    if product.kind == Kind.CLEANSER:
        return _("Massage over damp skin, rinse with lukewarm water and pat dry.")
    if product.kind in WATER:
        return _("Press onto damp skin and wait a minute.")
    if product.kind == Kind.OIL:
        return _("Warm a few drops between the palms, then press on. Do not rub.")
    if product.kind == Kind.SUNSCREEN:
        return _("The last layer by day. Put on plenty and again every two hours outdoors.")
    return _("A thin layer, pressed on rather than rubbed in.")


def listed(names: list[str]) -> str:
    """`A`, `A and B`, `A, B and C`."""
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}
