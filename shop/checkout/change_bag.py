import uuid

from django.db import transaction
from django.utils.translation import gettext, ngettext

from shop.catalogue.models import Variant

from .models import MOST_OF_ONE, Cart, CartLine
from .report_picks import decision_behind, report_added


class BagRefused(Exception):
    """Nothing was changed; the sentence says why, `status` is the answer's."""

    def __init__(self, sentence: str, status: int) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.status = status


@transaction.atomic
def add_to_bag(
    *, cart: Cart | None, sku: str, quantity: int, decision: uuid.UUID | None = None
) -> CartLine:
    """Put some more of a size into the bag; who has none yet gets one, and `line.cart` is it.

    `decision` is the pairing engine's, where the size was put in from beside an article.
    """
    line = line_of(cart, sku) or new_line(cart, sku)
    drawn = decision_behind(decision, line.variant.product_id)
    if drawn is not None:
        line.decision = drawn.pk
        report_added(drawn, line.variant.product_id)
    return store(line, line.quantity + quantity)


@transaction.atomic
def change_bag(*, cart: Cart | None, sku: str, quantity: int) -> CartLine | None:
    """Set how many of a size are in the bag; 0 takes it out, and then there is no line."""
    line = line_of(cart, sku)
    if quantity:
        return store(line or new_line(cart, sku), quantity)
    if line is not None:
        line.delete()
        line.cart.touch()
    return None


@transaction.atomic
def fit_to_stock(*, cart: Cart) -> None:
    """Take out of the bag what cannot be ordered now; the rest stays."""
    Cart.objects.select_for_update().get(pk=cart.pk)
    for line in cart.ordered_lines():
        if line.left == 0:
            line.delete()
        elif not line.can_be_ordered:
            line.quantity = line.left
            line.save(update_fields=["quantity"])


def line_of(cart: Cart | None, sku: str) -> CartLine | None:
    """Locks the bag, so that changes of it wait for each other."""
    if cart is None:
        return None
    locked = Cart.objects.select_for_update().get(pk=cart.pk)
    return locked.lines.select_related("variant__product").filter(variant__sku=sku).first()


def new_line(cart: Cart | None, sku: str) -> CartLine:
    variant = size_for_sale(sku)
    return CartLine(cart=cart or Cart.objects.create(), variant=variant, quantity=0)


def size_for_sale(sku: str) -> Variant:
    variant = Variant.objects.for_sale().select_related("product").filter(sku=sku).first()
    if variant is None:
        raise BagRefused(
            gettext("We sell nothing with the article number “%(sku)s”.") % {"sku": sku}, 404
        )
    return variant


def store(line: CartLine, quantity: int) -> CartLine:
    refuse_too_many(line.variant, quantity, in_bag=line.quantity)
    line.quantity = quantity
    line.price = line.variant.price
    line.save()
    line.cart.touch()
    return line


def refuse_too_many(variant: Variant, quantity: int, *, in_bag: int) -> None:
    """Fewer than before are never refused: that is how a shopper follows the stock down."""
    if quantity <= in_bag:
        return
    if quantity > MOST_OF_ONE:
        raise BagRefused(
            gettext("At most %(most)s of one size fit into an order; %(quantity)s are too many.")
            % {"most": MOST_OF_ONE, "quantity": quantity},
            400,
        )
    if not variant.product.is_published or not variant.in_stock:
        raise BagRefused(gettext("%(title)s is sold out.") % {"title": variant}, 409)
    if variant.stock is not None and variant.stock < quantity:
        raise BagRefused(
            ngettext(
                "Only %(stock)s of %(title)s is left.",
                "Only %(stock)s of %(title)s are left.",
                variant.stock,
            )
            % {"stock": variant.stock, "title": variant},
            409,
        )
