from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from shop.public_page import public_page

from .models import Product

MOST = 8


@public_page
def seen(request: HttpRequest) -> HttpResponse:
    """The cards of the products that the device names (`?of=a,b`), in its order.

    Which ones she looked at is kept by her browser alone (seen.js), and only where she wants it.
    What is not on sale any more is left out.
    """
    slugs = request.GET.get("of", "").split(",")[:MOST]
    found = {
        each.slug: each for each in Product.objects.published().for_cards().filter(slug__in=slugs)
    }
    products = [found[slug] for slug in dict.fromkeys(slugs) if slug in found]
    return render(request, "catalogue/_seen_cards.html", {"products": products})
