"""What came of the pairing engine's picks: put into the bag, bought. And who is not named there.

A buyer is known to the engine by a pseudonym, so that it can tell what one person went on to buy.
Who objects to marketing when ordering is known by the order alone. Refunds and withdrawals take
nothing back: the engine learns what people chose.
"""

import uuid

from django.utils.crypto import salted_hmac
from django.utils.timezone import now

from recommendations.contract import Ref
from recommendations.forget_events import forget_visitor
from recommendations.models import Decision, Event
from shop.customers.models import folded
from shop.orders.models import Order
from shop.pairing import PRODUCT

Verb = Event.Verb


def product_ref(product_id: int) -> str:
    return str(Ref(PRODUCT, str(product_id)))


def decision_behind(given: uuid.UUID | None, product_id: int) -> Decision | None:
    """None for one that is not known or did not pick that product."""
    decision = Decision.objects.filter(pk=given).first() if given else None
    return decision if decision and product_ref(product_id) in decision.picks else None


def report_added(decision: Decision, product_id: int) -> None:
    Event.objects.record(
        [
            Event(
                key=f"bag:{uuid.uuid4()}",
                verb=Verb.ADDED,
                content=decision.content,
                product=product_ref(product_id),
                decision=decision,
            )
        ]
    )


def report_bought(order: Order) -> None:
    """Each line once, however often this is told."""
    lines = list(order.lines.select_related("variant"))
    decisions = Decision.objects.in_bulk([line.decision for line in lines if line.decision])
    events = []
    for line in lines:
        decision = decisions.get(line.decision) if line.decision else None
        events.append(
            Event(
                key=f"order:{order.number}:{line.sku}",
                verb=Verb.BOUGHT,
                content=decision.content if decision else "",
                product=product_ref(line.variant.product_id),
                decision=decision,
                visitor=pseudonym_for(order),
                at=order.paid or now(),
            )
        )
    Event.objects.record(events)


def pseudonym_for(order: Order) -> str:
    return pseudonym(order.number if order.objects_to_marketing else folded(order.email))


def pseudonym(words: str) -> str:
    """Without SECRET_KEY nobody finds the words behind it."""
    return salted_hmac("shop.checkout.report_picks", words, algorithm="sha256").hexdigest()


def forget_buyer(email: str) -> int:
    """On erasure: nothing says any more that one person bought it. Says how many purchases."""
    orders = Order.objects.filter(email__iexact=email.strip())
    known_as = {pseudonym(folded(email)), *(pseudonym(order.number) for order in orders)}
    return sum(forget_visitor(visitor) for visitor in known_as)
