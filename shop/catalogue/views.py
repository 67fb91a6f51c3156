from dataclasses import replace
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from shop.public_page import public_page

from .filters import Filters, panel
from .models import Category, Product, ProductQuerySet, load_for_cards

PER_PAGE = 24
MOST_UNKNOWN = 3
LONGEST_UNKNOWN = 40
FIRST_SORT = "routine"
SORTS = {
    FIRST_SORT: (_("Routine order"), ProductQuerySet.in_routine_order),
    "price": (_("Price, low first"), ProductQuerySet.cheapest_first),
    "unit_price": (_("Price per litre"), ProductQuerySet.cheapest_per_litre_first),
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
    """One page of products, narrowed and sorted as the address says.

    What an address asks for and nobody knows is left out, and the page says so.
    """
    filters = Filters.read(dict(request.GET.lists()))
    sort = request.GET.get("sort") or FIRST_SORT
    if sort not in SORTS:
        filters = replace(filters, unknown=(*filters.unknown, f"sort={sort}"))
        sort = FIRST_SORT

    def url_of(chosen: Filters, by: str = sort, number: int = 1) -> str:
        parts = [chosen.query]
        parts += [f"sort={by}"] if by != FIRST_SORT else []
        parts += [f"page={number}"] if number > 1 else []
        query = "&".join(filter(None, parts))
        return f"{request.path}?{query}" if query else request.path

    counted = panel(filters, products, url_of)
    _label, in_order = SORTS[sort]
    paginator = Paginator(in_order(filters.apply(products)).for_cards(), PER_PAGE)
    vars(paginator)["count"] = counted.total  # a cached property; asked already
    page = paginator.get_page(request.GET.get("page"))
    for product in page:
        product.price_below = filters.price_below
    return {
        "page": page,
        "previous": url_of(filters, number=page.number - 1),
        "next": url_of(filters, number=page.number + 1),
        "sort": sort,
        "sorts": [(label, url_of(filters, by=name), name) for name, (label, _) in SORTS.items()],
        "filters": filters,
        "unknown": [shortened(each) for each in filters.unknown[:MOST_UNKNOWN]],
        "panel": counted,
        "chips": [(label, url_of(left)) for label, left in filters.chips()],
        "everything": url_of(Filters()),
        "not_indexed": len(filters.chosen) > 1 or bool(filters.unknown),
        "canonical_query": f"?{filters.query}" if len(filters.chosen) == 1 else "",
        "kept": url_of(filters).removeprefix(request.path),
        "categories": Category.objects.with_products(),
    }


def shortened(words: str) -> str:
    return Truncator(words).chars(LONGEST_UNKNOWN)


@public_page
def product(request: HttpRequest, slug: str) -> HttpResponse:
    found, companions = Product.objects.with_companions(slug)
    if found is None:
        raise Http404
    load_for_cards([found, *companions])
    context = {"product": found, "companions": companions}
    return render(request, "catalogue/product.html", context)
