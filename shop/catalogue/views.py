from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from shop.public_page import public_page

from .models import Category, Product, ProductQuerySet, load_for_cards

PER_PAGE = 24
SORTS = {
    "routine": (_("Routine order"), ProductQuerySet.in_routine_order),
    "price": (_("Price, low first"), ProductQuerySet.cheapest_first),
    "newest": (_("Newest"), ProductQuerySet.newest_first),
}


@public_page
def product_list(request: HttpRequest) -> HttpResponse:
    products = Product.objects.published()
    return render(request, "catalogue/list.html", shelf(request, products))


@public_page
def category(request: HttpRequest, slug: str) -> HttpResponse:
    categories = list(Category.objects.with_products())
    chosen = next((each for each in categories if each.slug == slug), None)
    if chosen is None:
        chosen = get_object_or_404(Category, slug=slug)
    products = Product.objects.published().in_category(chosen)
    context = shelf(request, products) | {"category": chosen, "categories": categories}
    return render(request, "catalogue/list.html", context)


def shelf(request: HttpRequest, products: ProductQuerySet) -> dict[str, Any]:
    """One page of products, sorted and narrowed as the address says; a sort that does not exist
    is read as routine order."""
    chosen = request.GET.get("sort", "")
    sort = chosen if chosen in SORTS else "routine"
    only_in_stock = request.GET.get("in_stock") == "1"
    if only_in_stock:
        products = products.in_stock()
    _label, in_order = SORTS[sort]
    page = Paginator(in_order(products).for_cards(), PER_PAGE).get_page(request.GET.get("page"))
    return {
        "page": page,
        "sort": sort,
        "sorts": [(name, label) for name, (label, _order) in SORTS.items()],
        "only_in_stock": only_in_stock,
        "categories": Category.objects.with_products(),
    }


@public_page
def product(request: HttpRequest, slug: str) -> HttpResponse:
    published = Product.objects.published().select_related("category")
    found = get_object_or_404(published, slug=slug)
    companions = Product.objects.companions(found)
    load_for_cards([found, *companions])
    context = {"product": found, "companions": companions}
    return render(request, "catalogue/product.html", context)
