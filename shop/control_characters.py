"""No address of ours has a control character, and PostgreSQL refuses to look for a NUL."""

import re
from collections.abc import Callable
from urllib.parse import unquote_plus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class RefuseControlCharacters:
    """Answers 400 where the path or the query of an address has one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if CONTROL.search(request.path + unquote_plus(request.META.get("QUERY_STRING", ""))):
            return render(request, "400.html", status=400)
        return self.get_response(request)
