from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shop.control_characters import CONTROL
from shop.languages import listed
from shop.orders.models import Order
from shop.payments.end_payment import end_payment
from shop.payments.models import Payment
from shop.payments.providers import payment_methods
from shop.payments.providers.base import ProviderError
from shop.payments.record_report import ReportRefused
from shop.payments.start_payment import start_payment
from shop.same_origin import same_origin_post

from .carts import find_cart, remember
from .change_bag import BagRefused, add_to_bag, change_bag, fit_to_stock
from .forms import AddForm, BagForm, ChangeForm, CheckoutForm
from .models import Cart, CartLine, DeliveryRate
from .place_order import EmptyBag, OutOfStock, TotalChanged, place_order
from .totals import rate_at_home, totals_of

View = Callable[[HttpRequest], HttpResponse]

# --- the bag ----------------------------------------------------------------------------------


@require_GET
@never_cache
def bag(request: HttpRequest) -> HttpResponse:
    return draw_bag(request, find_cart(request))


def draw_bag(
    request: HttpRequest, cart: Cart | None, refused: str = "", status: int = HTTPStatus.OK
) -> HttpResponse:
    """The page; only its inner part for the drawer with `?fragment=1`."""
    lines = cart.drawn_lines() if cart else []
    rate = rate_at_home() if lines else None
    context = {
        "lines": lines,
        "totals": totals_of(lines, rate),
        "rate": rate,
        "refused": refused,
        "can_check_out": any(line.left for line in lines),
    }
    template = "checkout/_bag.html" if "fragment" in request.GET else "checkout/bag.html"
    return render(request, template, context, status=status)


def back_to_the_bag(view: View) -> View:
    """Opened without a form (the other language, the address again) it leads to the bag."""

    @wraps(view)
    def led(request: HttpRequest) -> HttpResponse:
        if request.method in {"GET", "HEAD"}:
            return redirect("checkout:bag")
        return view(request)

    return led


@require_GET
@never_cache
def count(request: HttpRequest) -> HttpResponse:
    cart = find_cart(request)
    return JsonResponse({"count": cart.count() if cart else 0})


@back_to_the_bag
@same_origin_post
def add(request: HttpRequest) -> HttpResponse:
    return carry_out(
        request, AddForm(request.POST), add_to_bag, gettext("%(title)s is in your bag.")
    )


@back_to_the_bag
@same_origin_post
def change(request: HttpRequest) -> HttpResponse:
    said = gettext("%(quantity)s of %(title)s in your bag.")
    return carry_out(request, ChangeForm(request.POST), change_bag, said)


def carry_out(
    request: HttpRequest, form: BagForm, deed: Callable[..., CartLine | None], said: str
) -> HttpResponse:
    """`said` is told of the line there is then."""
    cart = find_cart(request)
    if not form.is_valid():
        return refuse(request, cart, form.sentence(), HTTPStatus.BAD_REQUEST)
    try:
        line = deed(cart=cart, **form.cleaned_data)
    except BagRefused as refused:
        return refuse(request, cart, refused.sentence, refused.status)
    if line is None:
        return answer(request, cart, gettext("Taken out of your bag."))
    return answer(request, line.cart, said % {"quantity": line.quantity, "title": line.variant})


def wants_json(request: HttpRequest) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def answer(request: HttpRequest, cart: Cart | None, said: str) -> HttpResponse:
    """After a change: JSON for a script, else on to where the form said, else the bag."""
    response: HttpResponse
    if wants_json(request):
        response = JsonResponse({"count": cart.count() if cart else 0, "message": said})
    else:
        onward = request.POST.get("next", "")
        if not is_path_of_ours(onward):
            messages.success(request, said)
            onward = reverse("checkout:bag")
        response = HttpResponseRedirect(onward)
    if cart is not None:
        remember(response, cart)
    return response


def is_path_of_ours(address: str) -> bool:
    return (
        address.startswith("/")
        and not CONTROL.search(address)
        and url_has_allowed_host_and_scheme(address, None)
    )


def refuse(request: HttpRequest, cart: Cart | None, sentence: str, status: int) -> HttpResponse:
    """Nothing was changed: the bag as it is, with the sentence."""
    if wants_json(request):
        count = cart.count() if cart else 0
        return JsonResponse({"count": count, "message": sentence}, status=status)
    return draw_bag(request, cart, sentence, status)


# --- checkout ---------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def checkout(request: HttpRequest) -> HttpResponse:
    cart = find_cart(request)
    if cart is None:
        return redirect("checkout:bag")
    if request.method == "POST":
        return submit(request, cart)
    latest = cart.latest_order()
    if latest is not None and latest.is_pending:
        return redirect(latest)
    lines = cart.drawn_lines()
    if not lines:
        return redirect("checkout:bag")
    return draw_checkout(request, cart, new_form(initial=kept(latest)), lines)


def kept(latest: Order | None) -> dict[str, Any]:
    """What she typed before the bank said no."""
    if latest is None or not latest.is_cancelled:
        return {}
    names = ["email", "name", "address", "postcode", "city", "country", "phone"]
    typed = {name: getattr(latest, name) for name in names}
    return typed | {"objects_to_marketing": latest.objects_to_marketing}


def new_form(*args: Any, **kwargs: Any) -> CheckoutForm:
    return CheckoutForm(
        *args, rates=list(DeliveryRate.objects.all()), methods=payment_methods(), **kwargs
    )


def submit(request: HttpRequest, cart: Cart) -> HttpResponse:
    if "fix" in request.POST:
        fit_to_stock(cart=cart)
    if "fix" in request.POST or "update" in request.POST:
        # The bag or the country changed: the same page anew, what was typed unjudged.
        return draw_checkout(request, cart, new_form(initial=request.POST.dict()))
    form = new_form(request.POST)
    if not form.is_valid():
        return draw_checkout(request, cart, form, status=HTTPStatus.BAD_REQUEST)
    try:
        order = place_order(
            cart=cart,
            details=form.details(),
            delivery=form.cleaned_data["delivery"],
            method=form.agreed_method(),
            language=get_language() or "en",
            key=form.cleaned_data["key"],
            shown_total=form.cleaned_data["total"],
        )
    except EmptyBag:
        return redirect("checkout:bag")
    except OutOfStock as error:
        return draw_checkout(
            request, cart, form, shortages=error.shortages, status=HTTPStatus.CONFLICT
        )
    except TotalChanged:
        return draw_checkout(request, cart, form, total_changed=True, status=HTTPStatus.CONFLICT)
    return redirect(pay_address(order))


def pay_address(order: Order) -> str:
    """Where the shopper goes on; outside the order's transaction, since it asks the provider."""
    payment = Payment.objects.get(order_number=order.number)
    pay_url = start_payment(payment=payment) if payment.is_started else ""
    return pay_url or order.get_absolute_url()


def draw_checkout(
    request: HttpRequest,
    cart: Cart,
    form: CheckoutForm,
    lines: list[CartLine] | None = None,
    *,
    status: int = HTTPStatus.OK,
    **more: Any,
) -> HttpResponse:
    lines = cart.drawn_lines() if lines is None else lines
    totals = totals_of(lines, form.chosen_rate)
    context = {
        "form": form,
        "lines": lines,
        "totals": totals,
        "key": cart.checkout_key,
        "deliveries": [(rate, rate.price_for(totals.goods)) for rate in form.rates_there],
        "pay_now": [method for method in form.methods if not method.is_credit],
        "credit": [method for method in form.methods if method.is_credit],
        "sealed": listed(names_of_sealed(lines)),
        **more,
    }
    return render(request, "checkout/checkout.html", context, status=status)


def names_of_sealed(lines: list[CartLine]) -> list[str]:
    """Each product once, whatever its sizes in the bag."""
    products = (line.variant.product for line in lines)
    return list(dict.fromkeys(product.name for product in products if product.hygiene_sealed))


@require_POST
@never_cache
def stop(request: HttpRequest, number: str, token: str) -> HttpResponse:
    """The shopper gives up a payment that still waits, to change her bag or pay otherwise."""
    order = get_object_or_404(Order, number=number)
    if not order.opens_with(token):
        raise Http404
    payment = Payment.objects.get(order_number=order.number)
    if payment.is_started:
        try:
            end_payment(payment=payment)
        except (ProviderError, ReportRefused):
            messages.error(request, gettext("The bank could not be reached. Try again soon."))
    order.refresh_from_db(fields=["status"])
    return redirect("checkout:checkout") if order.is_cancelled else redirect(order)
