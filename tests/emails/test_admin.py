"""Ledgers are read in the admin; nobody writes into them, whatever he may do elsewhere."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Model
from django.test import Client, RequestFactory
from django.urls import reverse

from shop.customers.models import ConsentEvent, Contact
from shop.emails.models import OutgoingMail
from shop.orders.models import Order, Withdrawal
from shop.payments.models import Payment, Refund

LEDGERS = [ConsentEvent, Contact, Order, OutgoingMail, Payment, Refund, Withdrawal]


@pytest.mark.django_db
@pytest.mark.parametrize("model", LEDGERS)
def test_a_ledger_is_read_and_never_written(
    model: type[Model], admin_client: Client, admin_user: User
) -> None:
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    assert admin_client.get(reverse(f"{name}_changelist")).status_code == 200
    assert admin_client.get(reverse(f"{name}_add")).status_code == 403
    request = RequestFactory().get("/")
    request.user = admin_user
    page = admin.site._registry[model]
    pages = [page, *(inline(model, admin.site) for inline in page.inlines)]
    assert not any(part.has_change_permission(request) for part in pages)
    assert not any(part.has_delete_permission(request) for part in pages)
