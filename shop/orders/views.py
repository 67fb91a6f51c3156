import uuid
from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from .forms import FindOrderForm, WithdrawalForm
from .links import key_of_order, key_of_withdrawal, order_of_key, withdrawal_of_key
from .models import Order, Withdrawal
from .record_withdrawal import WithdrawalRefused, record_withdrawal

# How often a waiting page looks again whether the bank has answered: soon, later now and then.
LOOK_AGAIN_SECONDS = 2
LOOK_AGAIN_LATER_SECONDS = 15
SOON = timedelta(minutes=1)


@require_GET
@never_cache
def order(request: HttpRequest, number: str, token: str) -> HttpResponse:
    """The guest's page of her order, from thank-you to withdrawal."""
    found = get_object_or_404(Order.objects.with_lines(), number=number)
    if not found.opens_with(token):
        raise Http404
    response = render(
        request, "orders/order.html", {"order": found, "withdraw_key": key_of_order(found)}
    )
    if found.is_pending:
        is_soon = timezone.now() < found.placed + SOON
        response["Refresh"] = str(LOOK_AGAIN_SECONDS if is_soon else LOOK_AGAIN_LATER_SECONDS)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def withdraw(request: HttpRequest) -> HttpResponse:
    """Where everyone can withdraw, without an account: which order is it?"""
    if request.method != "POST":
        return render(request, "orders/withdraw.html", {"form": FindOrderForm()})
    form = FindOrderForm(request.POST)
    if not form.is_valid():
        return render(request, "orders/withdraw.html", {"form": form}, status=400)
    return redirect("orders:withdraw_review", key=key_of_order(form.order))


@require_GET
@never_cache
def withdraw_review(request: HttpRequest, key: str) -> HttpResponse:
    """The statement, prefilled, to read through and confirm."""
    found = order_of_key(key)
    initial = {"name": found.name, "email": found.email, "key": uuid.uuid4().hex}
    return draw_review(request, found, WithdrawalForm(order=found, initial=initial))


def draw_review(
    request: HttpRequest, found: Order, form: WithdrawalForm, refused: str = "", status: int = 200
) -> HttpResponse:
    context = {"order": found, "form": form, "refused": refused, "key": key_of_order(found)}
    return render(request, "orders/withdraw_review.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def withdraw_confirm(request: HttpRequest, key: str) -> HttpResponse:
    if request.method != "POST":  # the other language, or the address opened again
        return redirect("orders:withdraw_review", key=key)
    found = order_of_key(key)
    form = WithdrawalForm(request.POST, order=found)
    is_valid = form.is_valid()
    # Sent twice, a statement about the whole order finds nothing left: that is no mistake of hers.
    recorded = Withdrawal.objects.sent_as(form.cleaned_data.get("key", ""), found)
    if recorded is not None:
        return redirect("orders:withdrawal", key=key_of_withdrawal(recorded))
    if not is_valid:
        return draw_review(request, found, form, status=400)
    try:
        recorded = record_withdrawal(
            order=found,
            name=form.cleaned_data["name"],
            email=form.cleaned_data["email"],
            quantities=form.quantities(),
            key=form.cleaned_data["key"],
            language=get_language() or "en",
        )
    except WithdrawalRefused as refused:
        return draw_review(request, found, form, str(refused), status=409)
    return redirect("orders:withdrawal", key=key_of_withdrawal(recorded))


@require_GET
@never_cache
def withdrawal(request: HttpRequest, key: str) -> HttpResponse:
    return render(request, "orders/withdrawal.html", {"withdrawal": withdrawal_of_key(key)})
