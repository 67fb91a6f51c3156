"""Pages that are the same for everyone, so that a cache before the shop may carry them."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

# A browser asks again each time (its ETag makes that cheap); a shared cache may answer for others.
SHARED_SECONDS = 60


def public_page(view: "View[P]") -> "View[P]":
    """GET and HEAD only; nothing of one visitor is drawn on it, not even a message to her."""

    @wraps(view)
    def public(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        request.is_public = True  # type: ignore[attr-defined]  # read by base.html
        response = view(request, *args, **kwargs)
        patch_cache_control(response, public=True, max_age=0, s_maxage=SHARED_SECONDS)
        return response

    return require_safe(public)


class PathLanguageMiddleware(LocaleMiddleware):
    """The language comes from the path alone: no cookie and no header is asked, so none varies."""

    def process_request(self, request: HttpRequest) -> None:
        language = translation.get_language_from_path(request.path_info)
        translation.activate(language or settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        response.headers.setdefault("Content-Language", translation.get_language() or "")
        return response
