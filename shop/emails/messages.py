"""The mails of the shop: each says why it may be sent and what its three templates need."""

from datetime import timedelta

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language

from shop import pairing
from shop.catalogue.models import Product
from shop.checkout.legal import TERMS_VERSION
from shop.customers import consent_texts
from shop.customers.models import Basis, ConsentEvent
from shop.orders.links import key_of_order
from shop.orders.models import Order, Withdrawal

from . import links
from .how_to_use import Guide, has_step
from .models import OutgoingMail
from .pictures import mail_picture
from .registry import Context, NotWanted, mail
from .waiting import MOST_MONTHS, Waiting

HOW_TO_USE_AFTER = timedelta(days=3)


def first_name(order: Order) -> str:
    return order.name.split()[0] if order.name.strip() else ""


def withdraw_url(order: Order) -> str:
    """Straight to the statement of this order, filled in: no number to look up, no login."""
    return links.absolute(reverse("orders:withdraw_review", args=[key_of_order(order)]))


@mail(basis=Basis.CONTRACT, useful_for=timedelta(days=30))
def order_confirmation(row: OutgoingMail) -> Context:
    order = Order.objects.prefetch_related("lines").get(number=row.reference)
    return {
        "order": order,
        "first_name": first_name(order),
        "order_url": links.absolute(order.get_absolute_url()),
        "withdraw_url": withdraw_url(order),
        "terms_url": links.absolute(reverse("pages:info", args=["terms"])),
        "terms": terms_of(order),
        "sealed": [line for line in order.lines.all() if line.hygiene_sealed],
    }


def terms_of(order: Order) -> str:
    """As agreed, so that they cannot change behind a link; empty where they just did."""
    if order.terms_version != TERMS_VERSION:
        return ""
    return render_to_string(
        f"pages/info/{order.language}/_terms.html",
        {
            "company": settings.COMPANY,
            "site": settings.SITE_URL,
            "terms_version": order.terms_version,
        },
    )


def bought_and_kept(row: OutgoingMail) -> list[Product]:
    """What she still has of the order; NotWanted where that makes no guide."""
    order = Order.objects.get(number=row.reference)
    if not order.is_paid:
        raise NotWanted("The order is not paid any more.")
    lines = order.lines.select_related("variant__product").prefetch_related(
        "withdrawals", "variant__product__pictures", "variant__product__variants"
    )
    kept = [line.variant.product for line in lines if line.left_to_withdraw]
    if not kept:
        raise NotWanted("She withdrew from the whole order.")
    products = list({product.pk: product for product in kept}.values())
    if not any(has_step(product) for product in products):
        raise NotWanted("Nothing she bought has a place in a routine for the face.")
    return products


@mail(basis=Basis.SOFT_OPT_IN, useful_for=timedelta(days=14), check=bought_and_kept)
def how_to_use(row: OutgoingMail) -> Context:
    """How to use what she bought, with the routine that goes with it. Shows nothing for sale."""
    order = Order.objects.get(number=row.reference)
    products = bought_and_kept(row)
    guide = Guide.of(products)
    article = pairing.article_for(products, get_language() or row.language)
    return {
        "order": order,
        "first_name": first_name(order),
        "guide": guide,
        "picture": mail_picture(guide.hero),
        "article": article,
        "article_url": links.absolute(article.get_absolute_url()) if article else "",
        "routine_minutes": max(1, round(article.routine_seconds / 60)) if article else 0,
        "withdraw_url": withdraw_url(order),
        "privacy_url": links.absolute(reverse("pages:info", args=["privacy"])),
    }


@mail(basis=Basis.LEGAL_DUTY, useful_for=timedelta(days=90))
def withdrawal_acknowledgement(row: OutgoingMail) -> Context:
    """Proves what was stated and when; says nothing on whether it is accepted."""
    withdrawal = Withdrawal.objects.select_related("order").get(pk=int(row.reference))
    return {
        "withdrawal": withdrawal,
        "order": withdrawal.order,
        "lines": withdrawal.lines.select_related("order_line"),
        "returns_url": links.absolute(reverse("pages:info", args=["returns"])),
    }


@mail(basis=Basis.REQUEST, useful_for=links.CONFIRM_WITHIN)
def newsletter_confirmation(row: OutgoingMail) -> Context:
    request = ConsentEvent.objects.get(pk=int(row.reference))
    return {
        "confirm_url": links.confirm(request),
        "consent_text": consent_texts.NEWSLETTER,
        "requested": request,
        "privacy_url": links.absolute(reverse("pages:info", args=["privacy"])),
    }


def still_waiting(row: OutgoingMail) -> Waiting:
    waiting = Waiting.objects.with_parts().filter(pk=int(row.reference.partition("-")[0])).first()
    if waiting is None:
        raise NotWanted("She has been taken off the list.")
    return waiting


@mail(basis=Basis.REQUEST, useful_for=links.CONFIRM_WITHIN, check=still_waiting)
def back_in_stock_confirmation(row: OutgoingMail) -> Context:
    waiting = still_waiting(row)
    return about(waiting) | {
        "confirm_url": links.confirm_waiting(waiting),
        "consent_text": consent_texts.BACK_IN_STOCK,
        "months": MOST_MONTHS,
    }


def waiting_for_what_is_here(row: OutgoingMail) -> Waiting:
    waiting = still_waiting(row)
    if not waiting.is_over:
        raise NotWanted("The size has been sold out again.")
    return waiting


@mail(basis=Basis.REQUEST, useful_for=timedelta(days=2), check=waiting_for_what_is_here)
def back_in_stock(row: OutgoingMail) -> Context:
    """One mail, with no price: that stands, whole, on the page that it leads to."""
    waiting = waiting_for_what_is_here(row)
    return about(waiting) | {"stop_url": links.stop_waiting(waiting)}


def about(waiting: Waiting) -> Context:
    product = waiting.variant.product
    return {
        "waiting": waiting,
        "variant": waiting.variant,
        "product": product,
        "product_url": links.absolute(product.get_absolute_url()),
        "privacy_url": links.absolute(reverse("pages:info", args=["privacy"])),
    }
