import re
from typing import Any

import pytest

from shop.emails.models import OutgoingMail
from shop.orders.models import Order, Withdrawal
from shop.orders.record_withdrawal import WithdrawalRefused, record_withdrawal

from ..checkout.shopper import Shopper, make_rates, make_size, tell, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def order() -> Order:
    """Paid: two of A, one sealed B."""
    make_rates()
    make_size("A", stock=5)
    make_size("B", stock=5, sealed=True)
    shopper = Shopper()
    shopper.add("A", 2)
    shopper.add("B")
    order = shopper.order()
    tell(order, "captured")
    return order


def review_of(order: Order, language: str = "en") -> tuple[Shopper, str]:
    """A guest, without an account, at the second step."""
    guest = Shopper(language)
    typed = {"number": order.number.lower(), "email": order.email.upper()}
    answer = guest.post("/withdraw/", typed)
    assert answer.status_code == 302
    return guest, answer["Location"]


def confirm(guest: Shopper, review: str, **changed: Any) -> Any:
    page = guest.client.get(review).content.decode()
    key = re.findall(r'name="key" value="(\w+)"', page)[0]
    lines = re.findall(r'<select name="(line-\d+)"', page)
    form = {"key": key, "name": "Anna Berg", "email": "anna@example.se"}
    form |= dict.fromkeys(lines, "0") | changed
    return guest.client.post(f"{review}confirm/", form)


def field_of(order: Order, sku: str) -> str:
    return f"line-{order.lines.get(sku=sku).pk}"


def test_it_is_one_click_away_on_every_page() -> None:
    for path in ["/", "/bag/", "/shop/"]:
        assert 'href="/withdraw/"' in text_of(Shopper().get(path))


def test_a_guest_withdraws_in_two_steps(order: Order) -> None:
    guest, review = review_of(order)
    page = text_of(guest.client.get(review))
    assert "I hereby give notice that I withdraw from my contract of sale" in page
    assert re.search(r"<button[^>]*>Confirm withdrawal</button>", page)
    assert page.count("If you break the seal after delivery") == 1  # at B alone
    answer = confirm(guest, review, **{field_of(order, "A"): "1"})
    assert answer.status_code == 302
    withdrawal = Withdrawal.objects.get()
    (line,) = withdrawal.lines.all()
    assert (line.order_line.sku, line.quantity) == ("A", 1)
    assert "1 × Oil A, 30 ml" in withdrawal.statement
    assert order.number in withdrawal.statement
    received = text_of(guest.client.get(answer["Location"]))
    assert "We have received your withdrawal" in received
    assert "1 × Oil A, 30 ml" in received


@pytest.mark.django_db(transaction=True)
def test_it_is_acknowledged_by_mail_at_once(order: Order) -> None:
    guest, review = review_of(order)
    confirm(guest, review, **{field_of(order, "B"): "1"})
    withdrawal = Withdrawal.objects.get()
    mail = OutgoingMail.objects.get(kind="withdrawal_acknowledgement")
    assert mail.reference == str(withdrawal.pk)
    assert mail.recipient == "anna@example.se"
    assert withdrawal.announced


def test_the_confirmation_opened_as_a_page_leads_to_the_statement(order: Order) -> None:
    guest, review = review_of(order)
    assert guest.client.get(f"{review}confirm/")["Location"] == review
    assert not Withdrawal.objects.exists()


def test_all_is_chosen_until_she_says_otherwise(order: Order) -> None:
    guest, review = review_of(order)
    page = text_of(guest.client.get(review))
    assert re.findall(r'<option value="(\d)" selected>', page) == ["2", "1"]


def test_swedish_guests_get_the_swedish_words(order: Order) -> None:
    guest, review = review_of(order, "sv")
    assert review.startswith("/sv/withdraw/")
    page = text_of(guest.client.get(review))
    assert "Bekräfta ånger" in page
    confirm(guest, review, **{field_of(order, "A"): "2"})
    withdrawal = Withdrawal.objects.get()
    assert withdrawal.language == "sv"
    assert "jag frånträder mitt köpeavtal" in withdrawal.statement


def test_from_the_order_page_it_is_prefilled(order: Order) -> None:
    shopper = Shopper()
    page = text_of(shopper.client.get(order.get_absolute_url()))
    (link,) = re.findall(r'class="btn" href="(/withdraw/[^"]+)"', page)
    review = text_of(shopper.client.get(link))
    assert 'value="Anna Berg"' in review
    assert 'value="anna@example.se"' in review


@pytest.mark.parametrize(
    "wrong",
    [{"number": "AG-2222222"}, {"email": "berit@example.se"}],
)
def test_a_wrong_pair_gets_one_sentence_for_all(order: Order, wrong: dict[str, str]) -> None:
    typed = {"number": order.number, "email": order.email} | wrong
    answer = Shopper().post("/withdraw/", typed)
    assert answer.status_code == 400
    page = text_of(answer)
    assert "We find no paid order with this number and this e-mail address." in page
    assert f'value="{typed["number"]}"' in page


def test_an_order_that_is_not_paid_is_told_in_the_same_words() -> None:
    make_rates()
    make_size("C")
    shopper = Shopper()
    shopper.add("C")
    pending = shopper.order()
    typed = {"number": pending.number, "email": pending.email}
    assert "We find no paid order" in text_of(shopper.post("/withdraw/", typed))


@pytest.mark.parametrize("key", ["x", "1:2:3", "ö"])
def test_links_that_we_did_not_sign_open_nothing(order: Order, key: str) -> None:
    guest = Shopper()
    assert guest.get(f"/withdraw/{key}/").status_code == 404
    assert guest.post(f"/withdraw/{key}/confirm/", {}).status_code == 404
    assert guest.get(f"/withdraw/received/{key}/").status_code == 404


def test_a_link_of_one_kind_is_none_of_the_other(order: Order) -> None:
    _guest, review = review_of(order)
    key = review.split("/")[-2]
    assert Shopper().get(f"/withdraw/received/{key}/").status_code == 404


def test_choosing_nothing_gets_a_sentence(order: Order) -> None:
    guest, review = review_of(order)
    answer = confirm(guest, review, name="Åsa")
    assert answer.status_code == 400
    page = text_of(answer)
    assert "Choose at least one item to withdraw from." in page
    assert 'value="Åsa"' in page
    assert not Withdrawal.objects.exists()


@pytest.mark.parametrize("quantity", ["3", "-1", "x"])
def test_more_than_was_bought_gets_a_sentence(order: Order, quantity: str) -> None:
    guest, review = review_of(order)
    answer = confirm(guest, review, **{field_of(order, "A"): quantity})
    assert answer.status_code == 400
    assert "Choose a number from 0 to 2 for Oil A, 30 ml" in text_of(answer)
    assert not Withdrawal.objects.exists()


def test_the_same_page_sent_twice_is_one_statement(order: Order) -> None:
    guest, review = review_of(order)
    both = {"key": "k" * 32, field_of(order, "A"): "1"}
    first = confirm(guest, review, **both)
    second = confirm(guest, review, **both)
    assert Withdrawal.objects.count() == 1
    assert (first.status_code, second.status_code) == (302, 302)


def test_what_was_withdrawn_cannot_be_withdrawn_again(order: Order) -> None:
    guest, review = review_of(order)
    confirm(guest, review, **{field_of(order, "A"): "2", field_of(order, "B"): "1"})
    page = text_of(guest.client.get(review))
    assert "You have withdrawn from everything in this order already." in page
    with pytest.raises(WithdrawalRefused, match="0 left to withdraw from, not 1"):
        record_withdrawal(
            order=order,
            name="Anna",
            email="anna@example.se",
            quantities={order.lines.get(sku="A").pk: 1},
            key="other",
            language="en",
        )
    assert Withdrawal.objects.count() == 1


def test_goods_of_another_order_are_refused(order: Order) -> None:
    make_size("C")
    shopper = Shopper()
    shopper.add("C")
    other = shopper.order()
    with pytest.raises(WithdrawalRefused, match="Choose at least one item of this order"):
        record_withdrawal(
            order=order,
            name="Anna",
            email="anna@example.se",
            quantities={other.lines.get().pk: 1},
            key="k",
            language="en",
        )


def test_the_whole_order_sent_twice_is_one_statement(order: Order) -> None:
    """After the first nothing is left to choose, and still the second is no mistake of hers."""
    guest, review = review_of(order)
    all_of_it = {"key": "k" * 32, field_of(order, "A"): "2", field_of(order, "B"): "1"}
    form = {"name": "Anna Berg", "email": "anna@example.se"} | all_of_it
    first, second = (guest.client.post(f"{review}confirm/", form) for _ in range(2))
    assert Withdrawal.objects.count() == 1
    assert (first.status_code, second.status_code) == (302, 302)
    assert second["Location"] == first["Location"]


def test_the_key_of_another_orders_statement_is_no_error(order: Order) -> None:
    guest, review = review_of(order)
    confirm(guest, review, **{"key": "k" * 32, field_of(order, "A"): "1"})
    shopper = Shopper()
    shopper.add("A")
    other = shopper.order()
    tell(other, "captured")
    guest, review = review_of(other)
    answer = confirm(guest, review, **{"key": "k" * 32, field_of(other, "A"): "1"})
    assert answer.status_code == 302
    assert other.withdrawals.get().lines.get().quantity == 1
    assert order.withdrawals.count() == 1


def test_a_whole_order_withdrawn_is_no_longer_on_the_packing_table(order: Order) -> None:
    page = Shopper().client.get(order.get_absolute_url())
    assert "On the packing table" in text_of(page)
    guest, review = review_of(order)
    confirm(guest, review, **{field_of(order, "A"): "2", field_of(order, "B"): "1"})
    page = Shopper().client.get(order.get_absolute_url())
    assert "Your withdrawal is with us" in text_of(page)
    assert "On the packing table" not in text_of(page)
    # The footer keeps its link; the box offers nothing more.
    assert page.content.decode().count("/withdraw/") == 1
