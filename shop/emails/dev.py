"""/dev/mail/: the mails of a demo shop in the browser. The urls are included only with DEMO=1."""

from itertools import islice
from typing import Any

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from . import mailbox
from .models import OutgoingMail

app_name = "mailbox"
SHOWN = 200
PARTS = ("html", "text", "headers")
# Letters carry their styles inline, and their pictures come from the address in their links.
LETTER_POLICY = {
    "default-src": [NONE],
    "style-src": [UNSAFE_INLINE],
    "img-src": [SELF, settings.SITE_URL],
    "font-src": [SELF, settings.SITE_URL],
    "form-action": [NONE],
    "frame-ancestors": [SELF],
}


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """What was delivered, newest first, and what will come."""
    rows, status = OutgoingMail.objects.all(), OutgoingMail.Status
    coming = rows.filter(status__in=[status.QUEUED, status.SENDING]).order_by("due_at")
    ended = rows.filter(status__in=[status.DROPPED, status.FAILED, status.IN_DOUBT])
    return page(
        request,
        "emails/dev/inbox.html",
        {
            "delivered": list(islice(mailbox.delivered(), SHOWN)),
            "coming": coming[:SHOWN],
            "ended": ended[:SHOWN],
            "elsewhere": settings.EMAIL_BACKEND != "shop.emails.mailbox.EmailBackend",
        },
    )


@require_safe
def message(request: HttpRequest, name: str) -> HttpResponse:
    part = request.GET.get("part", "html")
    if part not in PARTS:
        raise Http404(f"A mail has the parts {', '.join(PARTS)}.")
    return page(
        request, "emails/dev/message.html", {"mail": found(name), "part": part, "parts": PARTS}
    )


@csp(LETTER_POLICY)  # type: ignore[arg-type]  # its stubs know no arguments
@xframe_options_sameorigin
@never_cache  # a 304 would bring the policy of an ordinary page, which forbids framing
@require_safe
def html(request: HttpRequest, name: str) -> HttpResponse:
    """The HTML part as a mail program draws it: no script runs, links open in the whole window."""
    content = found(name).html
    return HttpResponse(content.replace("<head>", '<head><base target="_top">', 1))


def found(name: str) -> mailbox.Delivered:
    mail = mailbox.find(name)
    if mail is None:
        raise Http404("No such mail.")
    return mail


def page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """A workbench page: English, whatever language the shop starts with."""
    with override("en"):
        return render(request, template, context)


urlpatterns = [
    path("", inbox, name="inbox"),
    path("<str:name>/", message, name="message"),
    path("<str:name>/html/", html, name="html"),
]
