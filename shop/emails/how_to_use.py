"""What she bought as one routine after training: water before oil, sunscreen last by day."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from recommendations.contract import Step
from recommendations.profiles import profile
from shop.catalogue.models import Product, place_of
from shop.languages import listed
from shop.pairing import as_product

Kind = Product.Kind
# Skin that has just been moving is warm and damp: what is strong or takes its time waits.
FOR_CALM_EVENINGS = {"exfoliator", "mask"}
STRONG = {"acid", "retinoid"}
WATER = (Step.HYDRATE, Step.TREAT)


@dataclass(frozen=True)
class Line:
    title: str
    text: str


@dataclass(frozen=True)
class Guide:
    headline: str
    steps: list[Line]
    # Bought, but not for right after training.
    later: list[Product]
    # Bought, but no step of a routine for the face: shampoo, perfume, make-up, a hand soap.
    as_packed: list[Product]
    # The one whose picture stands on top.
    hero: Product
    # Of those the letter explains.
    names: str

    @classmethod
    def of(cls, products: Iterable[Product]) -> "Guide":
        """At least one of the products must have a step."""
        bought = list(products)
        later = [product for product in bought if waits(product)]
        now = sorted(
            (product for product in bought if has_step(product) and product not in later),
            key=place_in_routine,
        )
        # The last thing put on is what the letter is about.
        rich = [product for product in now if step_of(product) == Step.SEAL]
        return cls(
            headline=headline(now),
            steps=steps(now) if now else [],
            later=later,
            as_packed=[product for product in bought if product not in now + later],
            hero=(rich or now or later)[-1],
            names=listed([product.name for product in now + later]),
        )


def step_of(product: Product) -> Step | None:
    """By what is in it, as the pairing sees it: an imported kind says little."""
    return profile(as_product(product)).step


def has_step(product: Product) -> bool:
    return step_of(product) is not None


def place_in_routine(product: Product) -> tuple[int, bool, int]:
    """By step; an oil that is rinsed off goes before the cleanser that takes it along, and one
    that stays after the cream."""
    read = profile(as_product(product))
    first = product.phase == Product.Phase.OIL if read.step == Step.CLEANSE else read.kind != "seal"
    return place_of(read.step), not first, product.position


def waits(product: Product) -> bool:
    """Not for right after training, by the same knowledge as the pairing."""
    read = profile(as_product(product))
    strong = read.step is not None and bool(read.cautions & STRONG)
    return strong or read.kind in FOR_CALM_EVENINGS


def headline(products: list[Product]) -> str:
    kinds = {product.kind for product in products}
    if Kind.OIL in kinds:
        return _("A few drops, after the shower")
    if not kinds:
        return _("For a calm evening")
    return _("After the shower, in this order")


def steps(products: list[Product]) -> list[Line]:
    """Bought products in the order of use, with the plain steps between them."""
    found = lines_for(products, Step.CLEANSE) or [
        Line(
            _("Rinse"),
            _("Cool or lukewarm water is enough after a light session. Pat dry, do not rub."),
        )
    ]
    found += lines_for(products, *WATER) or [
        Line(
            _("Leave it damp"),
            _("A little water on the skin is right. If you use a serum, this is its moment."),
        )
    ]
    found += lines_for(products, Step.SEAL)
    found += lines_for(products, Step.PROTECT) or [
        Line(
            _("By day, sunscreen last"),
            _("Use a sunscreen by day, over all the rest. Wait five minutes before you put it on."),
        )
    ]
    return found


def lines_for(products: list[Product], *wanted: Step) -> list[Line]:
    return [
        Line(product.name, " ".join(product.steps_of_use) or plain_use(product))
        for product in products
        if step_of(product) in wanted
    ]


def plain_use(product: Product) -> str:
    """For a product whose own instructions are missing."""
    step = step_of(product)
    if step == Step.CLEANSE:
        return _("Massage over damp skin, rinse with lukewarm water and pat dry.")
    if step in WATER:
        return _("Press onto damp skin and wait a minute.")
    if step == Step.PROTECT:
        return _("The last layer by day. Put on plenty and again every two hours outdoors.")
    if product.kind == Kind.OIL:
        return _("Warm a few drops between the palms, then press on. Do not rub.")
    return _("A thin layer, pressed on rather than rubbed in.")
