from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from shop.customers import consent_texts
from shop.customers.confirm_newsletter import confirm_newsletter
from shop.customers.models import Basis
from shop.customers.withdraw_consent import withdraw_consent
from shop.same_origin import same_origin_post

from . import links
from .ask_for_newsletter import ask_for_newsletter
from .forms import NewsletterForm

SAFE_OR_POST = ["GET", "HEAD", "POST"]


@csrf_exempt
@require_http_methods(SAFE_OR_POST)
def newsletter(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return sign_up(request)
    return render(request, "emails/pages/newsletter.html", {"form": NewsletterForm()})


@same_origin_post
def sign_up(request: HttpRequest) -> HttpResponse:
    """First step of the double opt-in; the answer is the same whoever is on the list."""
    form = NewsletterForm(request.POST)
    if not form.is_valid():
        return render(request, "emails/pages/newsletter.html", {"form": form}, status=400)
    email = form.cleaned_data["email"]
    mailed = ask_for_newsletter(
        email=email, language=language_of_page(), text=sign_up_text(), source=source_page(request)
    )
    page = "newsletter_requested" if mailed else "newsletter_asked_just_now"
    return render(request, f"emails/pages/{page}.html", {"email": email})


@never_cache
@require_http_methods(SAFE_OR_POST)
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Second step. Mail programs open links by themselves: only the button confirms."""
    wish = links.newsletter_request_from(token)
    if wish is None:
        return render(request, "emails/pages/link_unknown.html", status=404)
    contact = wish.contact
    if request.method != "POST":
        return render(
            request,
            "emails/pages/newsletter_confirm.html",
            {"email": contact.email, "consent_text": consent_texts.NEWSLETTER},
        )
    confirm_newsletter(
        request=wish, language=language_of_page(), source="newsletter confirmation page"
    )
    return render(
        request,
        "emails/pages/newsletter_confirmed.html",
        {"email": contact.email, "on_the_list": contact.may_be_mailed(Basis.CONSENT)},
    )


@csrf_exempt
@never_cache
@require_http_methods(SAFE_OR_POST)
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """The stop link of every marketing mail, and its one-click companion (RFC 8058).

    Mail providers post without cookies, from anywhere; the signed token is all the right needed.
    """
    contact = links.contact_from(token)
    if contact is None:
        return render(request, "emails/pages/link_unknown.html", status=404)
    if request.method != "POST":
        return render(request, "emails/pages/unsubscribe.html", {"email": contact.email})
    one_click = request.POST.get("List-Unsubscribe") == "One-Click"
    withdraw_consent(contact=contact, source="one-click" if one_click else "stop page")
    return render(request, "emails/pages/unsubscribed.html", {"email": contact.email})


def language_of_page() -> str:
    return (get_language() or "en")[:2]


def sign_up_text() -> str:
    """What stands around the e-mail field (includes/_newsletter.html), as shown."""
    promise = gettext("One move and one note, every other Sunday")
    way_out = gettext(
        "We send a message first; you are on the list only after you press the link in it. "
        "Every letter has a one-click way out."
    )
    return f"{promise}. {way_out}"


def source_page(request: HttpRequest) -> str:
    """Path of the page of this shop on which the form stood."""
    try:
        referer = urlsplit(request.headers.get("Referer", ""))
    except ValueError:  # "http://[" and the like: it names no page
        return request.path
    path = referer.path if referer.netloc == request.get_host() else request.path
    return path[:200]
