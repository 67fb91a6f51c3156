"""Back in stock: a size that is sold out takes an address, and one mail goes to it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from shop.customers import consent_texts
from shop.same_origin import same_origin_post

from . import links
from .forms import WaitingForm
from .views import SAFE_OR_POST, language_of_page, source_page
from .wait_for_size import ask_to_be_told, confirm_waiting, stop_waiting
from .waiting import MOST_MONTHS, Waiting

PAGES = "emails/pages/waiting"


@never_cache
@same_origin_post
def wait(request: HttpRequest) -> HttpResponse:
    """First step; the answer is the same whoever is on the list."""
    form = WaitingForm(request.POST)
    context = {"form": form, "consent_text": consent_texts.BACK_IN_STOCK, "months": MOST_MONTHS}
    if not form.is_valid():
        return render(request, f"{PAGES}_form.html", context, status=400)
    email, variant = form.cleaned_data["email"], form.cleaned_data["sku"]
    context |= {"email": email, "variant": variant, "product": variant.product}
    if variant.in_stock:
        return render(request, f"{PAGES}_over.html", context)
    ask_to_be_told(
        email=email, variant=variant, language=language_of_page(), source=source_page(request)
    )
    return render(request, f"{PAGES}_requested.html", context)


@never_cache
@require_http_methods(SAFE_OR_POST)
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Second step. Mail programs open links by themselves: only the button confirms."""
    waiting = links.waiting_to_confirm(token)
    if waiting is None:
        return render(request, f"{PAGES}_link_unknown.html", status=404)
    context = {
        "email": waiting.contact.email,
        "variant": waiting.variant,
        "product": waiting.variant.product,
        "consent_text": consent_texts.BACK_IN_STOCK,
        "months": MOST_MONTHS,
    }
    if request.method != "POST":
        return render(request, f"{PAGES}_confirm.html", context)
    confirm_waiting(waiting=waiting, language=language_of_page())
    return render(request, f"{PAGES}_confirmed.html", context)


@csrf_exempt
@never_cache
@require_http_methods(SAFE_OR_POST)
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Off the list; the signed token is all the right needed."""
    number = links.waiting_to_stop(token)
    if number is None:
        return render(request, f"{PAGES}_link_unknown.html", status=404)
    waiting = Waiting.objects.with_parts().filter(pk=number).first()
    if waiting is None:
        return render(request, f"{PAGES}_stopped.html")
    context = {"variant": waiting.variant, "product": waiting.variant.product}
    if request.method != "POST":
        return render(
            request,
            f"{PAGES}_stop.html",
            context | {"stop_text": consent_texts.NOT_WAITING_ANY_MORE},
        )
    stop_waiting(waiting=waiting, language=language_of_page())
    return render(request, f"{PAGES}_stopped.html", context)
