"""News of orders and of people who want no marketing. Receivers only record rows.

News may come twice (orders/signals.py); each row and each consent line is unique per order.
"""

from typing import Any

from django.db import transaction
from django.dispatch import receiver

from shop.customers import consent_texts
from shop.customers.models import Contact
from shop.customers.record_sale_consent import record_sale_consent
from shop.customers.signals import consent_withdrawn
from shop.orders.models import Order, Withdrawal
from shop.orders.signals import order_paid, withdrawal_received

from .messages import HOW_TO_USE_AFTER
from .models import OutgoingMail
from .queue_mail import queue_mail


@receiver(order_paid, dispatch_uid="emails.order_paid")
@transaction.atomic
def mail_after_order(sender: type[Order], order: Order, **kwargs: Any) -> None:
    queue_mail(
        kind="order_confirmation",
        reference=order.number,
        recipient=order.email,
        language=order.language,
    )
    record_sale_consent(
        email=order.email,
        language=order.language,
        objects=order.objects_to_marketing,
        text=order.marketing_notice or consent_texts.SOFT_OPT_IN.in_language(order.language),
        source=f"checkout, order {order.number}",
    )
    if not order.objects_to_marketing and order.paid:
        queue_mail(
            kind="how_to_use",
            reference=order.number,
            recipient=order.email,
            language=order.language,
            due_at=order.paid + HOW_TO_USE_AFTER,
        )


@receiver(withdrawal_received, dispatch_uid="emails.withdrawal_received")
def acknowledge_withdrawal(sender: type[Withdrawal], withdrawal: Withdrawal, **kwargs: Any) -> None:
    queue_mail(
        kind="withdrawal_acknowledgement",
        reference=str(withdrawal.pk),
        recipient=withdrawal.email,
        language=withdrawal.language,
    )


@receiver(consent_withdrawn, dispatch_uid="emails.consent_withdrawn")
def drop_marketing(sender: type[Contact], contact: Contact, **kwargs: Any) -> None:
    OutgoingMail.objects.marketing_to(contact).drop("The recipient does not want marketing.")
