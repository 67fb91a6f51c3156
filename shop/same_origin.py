"""Guard for forms on pages that are the same for everyone and so carry no token of one visitor."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def comes_from_here(request: HttpRequest) -> bool:
    """Sec-Fetch-Site says same-origin; else the Origin is this host (`null` is not).

    A request with neither header does not come from a browser, so nobody's cookies can have been
    borrowed for it, and it is let through.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    if origin is None:
        return True
    try:
        return urlsplit(origin).netloc == request.get_host()
    except ValueError:  # no address at all, like `http://[`
        return False


def same_origin_post(view: "View[P]") -> "View[P]":
    """POST only, from a page of this shop only; instead of Django's token, not beside it."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not comes_from_here(request):
            return render(request, "403.html", status=403)
        return view(request, *args, **kwargs)

    return csrf_exempt(require_POST(guarded))
