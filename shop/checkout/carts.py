"""Which bag belongs to a request: a random token in a cookie that is strictly necessary."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from .models import Cart

COOKIE = "bag"
COOKIE_SECONDS = 60 * 24 * 60 * 60


def find_cart(request: HttpRequest) -> Cart | None:
    """None for a visitor without a bag; never makes one, so a GET writes nothing."""
    token = request.COOKIES.get(COOKIE, "")
    if not token or len(token) > 40 or not token.isascii() or not token.isprintable():
        return None
    return Cart.objects.filter(token=token).first()


def find_or_make_cart(request: HttpRequest) -> Cart:
    return find_cart(request) or Cart.objects.create()


def remember(response: HttpResponse, cart: Cart) -> None:
    response.set_cookie(
        COOKIE,
        cart.token,
        max_age=COOKIE_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
