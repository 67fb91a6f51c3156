import json
from io import StringIO

import pytest
from django.core.management import call_command

from shop.emails.audit import figures
from shop.emails.models import OutgoingMail
from shop.orders.models import Order, OrderLine
from shop.payments.models import Payment, Refund

from .shopper import Shopper, make_rates, make_size, payment_of, tell

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def paid() -> Order:
    make_rates()
    make_size("A", stock=10)
    buyer, waiting = Shopper(), Shopper()
    buyer.add("A", 2)
    order = buyer.order()
    tell(order, "captured")
    waiting.add("A", 3)
    waiting.order()
    order.refresh_from_db()
    return order


def audit() -> list[str]:
    """Its problems, through the command and its exit code."""
    out = StringIO()
    code: object = 0
    try:
        call_command("audit", "--json", stdout=out)
    except SystemExit as end:
        code = end.code
    problems: list[str] = json.loads(out.getvalue())["problems"]
    assert bool(problems) == bool(code)
    return problems


def test_a_shop_in_order_has_no_problems(paid: Order) -> None:
    assert audit() == []
    found = figures()
    assert found["stock"] == 5
    assert found["reserved"] == 3
    assert found["sold"] == 2
    assert (found["orders_placed"], found["orders_pending"]) == (1, 1)
    assert found["payments_captured"] == 1
    assert found["payments_total"] == found["orders_total"] == paid.total
    assert found["refunds"] == found["voucher_uses"] == 0
    assert found["mails"]["queued"] == 2
    assert found["stock_by_sku"] == {"A": {"stock": 5, "reserved": 3, "sold": 2}}


def test_it_reads_as_a_table(paid: Order, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("audit")
    assert "Money, stock and mail agree." in capsys.readouterr().out


def test_a_paid_order_without_money_is_named(paid: Order) -> None:
    Payment.objects.filter(order_number=paid.number).update(status=Payment.Status.DECLINED)
    assert audit() == [f"Order {paid.number} is paid, but no payment for it was captured."]


def test_money_without_an_order_is_named(paid: Order) -> None:
    OutgoingMail.objects.all().delete()
    Order.objects.filter(pk=paid.pk).update(status=Order.Status.CANCELLED)
    (problem,) = audit()
    assert f"order {paid.number} is not paid and only 0 of {paid.total} öre go back" in problem
    Refund.objects.create(payment=payment_of(paid), amount=paid.total, reason="x")
    assert audit() == []


def test_money_of_an_order_that_vanished_is_named(paid: Order) -> None:
    Payment.objects.filter(order_number=paid.number).update(order_number="AG-GONE")
    problems = audit()
    assert f"Order {paid.number} has no payment at all." in problems
    assert any("AG-GONE" in problem for problem in problems)


def test_sums_that_do_not_add_up_are_named(paid: Order) -> None:
    OrderLine.objects.filter(order=paid).update(vat=1)
    (problem,) = audit()
    assert paid.number in problem
    assert "other sums" in problem


def test_another_amount_is_named(paid: Order) -> None:
    Payment.objects.filter(order_number=paid.number).update(amount=1)
    assert audit() == [f"Order {paid.number} costs {paid.total} öre, its payment is for 1 öre."]


def test_a_missing_confirmation_is_named(paid: Order) -> None:
    OutgoingMail.objects.filter(kind="order_confirmation").delete()
    assert audit() == []  # it may still come
    Order.objects.filter(pk=paid.pk).update(paid=paid.placed.replace(year=2025))
    assert audit() == [
        f"Order {paid.number} is paid, but its confirmation is not in the mail ledger."
    ]


def test_a_confirmation_of_nothing_is_named(paid: Order) -> None:
    OutgoingMail.objects.filter(kind="order_confirmation").update(reference="AG-NOBODY")
    assert audit() == ["A confirmation for order AG-NOBODY exists, but it is not paid."]


def test_stock_held_for_nobody_is_named(paid: Order) -> None:
    pending = Order.objects.pending().get()
    Payment.objects.filter(order_number=pending.number).update(status=Payment.Status.EXPIRED)
    assert audit() == [f"Order {pending.number} holds stock, but its payment is settled."]
