"""Which bag belongs to a request: a random token in a cookie that is strictly necessary."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from .models import Cart

COOKIE = "bag"
# A bag that nobody has touched for so long is thrown away, here and in the browser.
KEPT = timedelta(days=60)


def find_cart(request: HttpRequest) -> Cart | None:
    """None for a visitor without a bag; never makes one, so a GET writes nothing."""
    token = request.COOKIES.get(COOKIE, "")
    if not token or len(token) > 40 or not token.isascii() or not token.isprintable():
        return None
    return Cart.objects.filter(token=token).first()


def remember(response: HttpResponse, cart: Cart) -> None:
    response.set_cookie(
        COOKIE,
        cart.token,
        max_age=KEPT,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def delete_old_carts() -> None:
    Cart.objects.untouched_since(timezone.now() - KEPT).delete()
