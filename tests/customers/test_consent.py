"""Who may be written to: one who agreed, one who said no, and a stranger."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from shop.customers import consent_texts
from shop.customers.confirm_newsletter import confirm_newsletter
from shop.customers.models import Basis, ConsentEvent, Contact
from shop.customers.record_sale_consent import record_sale_consent
from shop.customers.request_newsletter import request_newsletter
from shop.customers.signals import consent_withdrawn
from shop.customers.withdraw_consent import withdraw_consent

pytestmark = pytest.mark.django_db


def buy(email: str = "tove@example.se", *, objects: bool = False, order: str = "A1") -> Contact:
    return record_sale_consent(
        email=email,
        language="en",
        objects=objects,
        text=consent_texts.SOFT_OPT_IN.en,
        source=f"checkout, order {order}",
    )


def ask(email: str = "tove@example.se") -> ConsentEvent:
    wish = request_newsletter(email=email, language="sv", text="En rörelse.", source="/sv/")
    assert wish is not None
    return wish


def test_a_stranger_may_be_written_to_about_an_order_only() -> None:
    stranger = Contact.objects.create(email="stranger@example.se", language="en")
    allowed = [basis for basis in Basis if stranger.may_be_mailed(basis)]
    assert allowed == [Basis.CONTRACT, Basis.LEGAL_DUTY, Basis.REQUEST]


def test_a_buyer_who_did_not_object_gets_similar_products_but_no_newsletter() -> None:
    buyer = buy()
    assert buyer.may_be_mailed(Basis.SOFT_OPT_IN)
    assert not buyer.may_be_mailed(Basis.CONSENT)


def test_a_buyer_who_objected_gets_no_marketing() -> None:
    assert not buy(objects=True).may_be_mailed(Basis.SOFT_OPT_IN)


def test_a_later_purchase_takes_no_objection_back() -> None:
    buy(objects=True, order="A1")
    assert not buy(objects=False, order="A2").may_be_mailed(Basis.SOFT_OPT_IN)


def test_an_objection_ends_what_an_earlier_purchase_allowed() -> None:
    buy(order="A1")
    assert not buy(objects=True, order="A2").may_be_mailed(Basis.SOFT_OPT_IN)


def test_the_newsletter_needs_both_steps() -> None:
    wish = ask()
    assert not wish.contact.may_be_mailed(Basis.CONSENT)
    assert confirm_newsletter(request=wish, language="sv", source="page")
    assert wish.contact.may_be_mailed(Basis.CONSENT)
    assert wish.contact.may_be_mailed(Basis.SOFT_OPT_IN)


def test_a_new_confirmation_counts_after_an_objection() -> None:
    buy(objects=True)
    wish = ask()
    confirm_newsletter(request=wish, language="sv", source="page")
    assert wish.contact.may_be_mailed(Basis.CONSENT)


def test_unsubscribing_ends_all_marketing_at_once_and_is_recorded_once() -> None:
    buyer = buy()
    wish = ask()
    confirm_newsletter(request=wish, language="sv", source="page")
    withdraw_consent(contact=buyer, source="one-click")
    withdraw_consent(contact=buyer, source="one-click")
    assert not buyer.may_be_mailed(Basis.SOFT_OPT_IN)
    assert not buyer.may_be_mailed(Basis.CONSENT)
    assert buyer.consent_events.filter(kind="unsubscribed").count() == 1


def test_an_old_confirmation_link_takes_no_unsubscribing_back() -> None:
    wish = ask()
    confirm_newsletter(request=wish, language="sv", source="page")
    withdraw_consent(contact=wish.contact, source="one-click")
    assert not confirm_newsletter(request=wish, language="sv", source="page")
    assert not wish.contact.may_be_mailed(Basis.CONSENT)


def test_the_queryset_and_the_method_agree() -> None:
    buy("yes@example.se")
    buy("no@example.se", objects=True)
    confirm_newsletter(request=ask("news@example.se"), language="sv", source="page")
    Contact.objects.create(email="stranger@example.se", language="en")
    for basis in Basis:
        found = set(Contact.objects.mailable(basis))
        assert found == {one for one in Contact.objects.all() if one.may_be_mailed(basis)}
    assert {one.email for one in Contact.objects.mailable(Basis.SOFT_OPT_IN)} == {
        "yes@example.se",
        "news@example.se",
    }


def test_two_spellings_of_an_address_are_one_contact() -> None:
    buy("Tove@Example.SE ", order="A1")
    assert buy("tove@example.se", order="A2").email == "tove@example.se"
    assert Contact.objects.count() == 1


def test_the_same_sale_told_twice_is_one_line_of_the_ledger() -> None:
    buy(order="A1")
    buy(order="A1")
    assert ConsentEvent.objects.count() == 1


def test_the_ledger_keeps_what_was_shown() -> None:
    event = buy().consent_events.get()
    assert event.text == consent_texts.SOFT_OPT_IN.en
    assert event.text_version == "soft-opt-in-1"
    assert event.source == "checkout, order A1"


def test_the_ledger_cannot_be_rewritten() -> None:
    event = buy().consent_events.get()
    event.text = "something else"
    with pytest.raises(TypeError, match="append-only"):
        event.save()
    with pytest.raises(TypeError, match="append-only"):
        event.delete()
    with pytest.raises(TypeError, match="append-only"):
        ConsentEvent.objects.update(text="something else")
    with pytest.raises(TypeError, match="append-only"):
        ConsentEvent.objects.all().delete()


def test_asking_again_at_once_records_nothing_new() -> None:
    ask()
    again = request_newsletter(email="tove@example.se", language="sv", text="x", source="/sv/")
    assert again is None
    assert ConsentEvent.objects.count() == 1


def test_an_objection_is_told_to_whoever_queues_mail() -> None:
    heard: list[Contact] = []

    def listen(sender: type[Contact], contact: Contact, **kwargs: Any) -> None:
        heard.append(contact)

    consent_withdrawn.connect(listen)
    try:
        buyer = buy(objects=True)
    finally:
        consent_withdrawn.disconnect(listen)
    assert heard == [buyer]


def test_staff_can_read_the_ledger_and_not_change_it(client: Client) -> None:
    event = buy().consent_events.get()
    client.force_login(User.objects.create_superuser("owner", "owner@example.se", "x"))
    listing = client.get("/admin/customers/consentevent/")
    assert "bought and did not object" in listing.content.decode()
    assert client.post(f"/admin/customers/consentevent/{event.pk}/change/", {}).status_code == 403
    assert client.post(f"/admin/customers/consentevent/{event.pk}/delete/", {}).status_code == 403
    assert client.get("/admin/customers/consentevent/add/").status_code == 403
    page = client.get(f"/admin/customers/contact/{event.contact_id}/change/")
    assert consent_texts.SOFT_OPT_IN.en in page.content.decode()
