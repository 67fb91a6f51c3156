from collections.abc import Mapping

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext, override

from .announce import announce_withdrawal
from .models import Order, OrderLine, Withdrawal, WithdrawalLine


class WithdrawalRefused(Exception):
    """Nothing was recorded; the sentence says why."""


@transaction.atomic
def record_withdrawal(
    *, order: Order, name: str, email: str, quantities: Mapping[int, int], key: str, language: str
) -> Withdrawal:
    """Record a statement of withdrawal with the server's time; the same key again gives the same.

    `quantities` says how many of each line, by its id. Raises WithdrawalRefused where the order
    is not open to it or more is named than was bought and not yet withdrawn from.
    """
    order = Order.objects.select_for_update().get(pk=order.pk)
    known = Withdrawal.objects.sent_as(key, order)
    if known is not None:
        return known
    if not order.can_be_withdrawn:
        raise WithdrawalRefused(gettext("This order is not paid, so there is nothing to withdraw."))
    lines = {line.pk: line for line in order.lines.prefetch_related("withdrawals")}
    chosen = [(lines.get(pk), quantity) for pk, quantity in quantities.items() if quantity > 0]
    wanted = [(line, quantity) for line, quantity in chosen if line is not None]
    if not wanted or len(wanted) < len(chosen):
        raise WithdrawalRefused(gettext("Choose at least one item of this order."))
    for line, quantity in wanted:
        refuse_too_many(line, quantity)
    with override(language):
        statement = statement_text(order, name, email, wanted)
    withdrawal = Withdrawal.objects.create(
        order=order, name=name, email=email, language=language, statement=statement, key=key
    )
    WithdrawalLine.objects.bulk_create(
        WithdrawalLine(withdrawal=withdrawal, order_line=line, quantity=quantity)
        for line, quantity in wanted
    )
    transaction.on_commit(lambda: announce_withdrawal(withdrawal))
    return withdrawal


def refuse_too_many(line: OrderLine, quantity: int) -> None:
    left = line.left_to_withdraw
    if quantity > left:
        raise WithdrawalRefused(
            gettext("%(title)s: %(left)s left to withdraw from, not %(quantity)s.")
            % {"title": line.title, "left": left, "quantity": quantity}
        )


def statement_text(order: Order, name: str, email: str, wanted: list[tuple[OrderLine, int]]) -> str:
    """As the model withdrawal form words it (domain.md 1.3)."""
    goods = "\n".join(f"{quantity} × {line.title}" for line, quantity in wanted)
    return gettext(
        "To %(seller)s: I hereby give notice that I withdraw from my contract of sale of the "
        "following goods:\n%(goods)s\nOrder %(number)s\nName: %(name)s\nE-mail: %(email)s"
    ) % {
        "seller": settings.COMPANY["name"],
        "goods": goods,
        "number": order.number,
        "name": name,
        "email": email,
    }
