from contextlib import suppress
from http import HTTPStatus
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from shop.catalogue.models import Product
from shop.public_page import public_page

from .forms import ReviewForm
from .links import line_from
from .models import Rating, Review, ReviewQuerySet
from .write_review import AlreadyReviewed, write_review

PER_PAGE = 10
SORTS = {
    "newest": (_("Newest first"), ReviewQuerySet.newest_first),
    "best": (_("Most stars first"), ReviewQuerySet.best_first),
    "worst": (_("Fewest stars first"), ReviewQuerySet.worst_first),
}


@public_page
def reviews_of(request: HttpRequest, slug: str) -> HttpResponse:
    """All reviews of a product, filtered and sorted as the address says."""
    product = get_object_or_404(Product.objects.published(), slug=slug)
    feel = chosen(request, "feel", Review.Feel.values)
    age = chosen(request, "age", Review.Age.values)
    sort = chosen(request, "sort", SORTS) or "newest"
    reviews = Review.objects.published().of_product(product)
    if feel:
        reviews = reviews.filter(feel=feel)
    if age:
        reviews = reviews.filter(age=age)
    context: dict[str, Any] = {
        "product": product,
        "rating": Rating.objects.filter(product=product).first(),
        "page": Paginator(SORTS[sort][1](reviews), PER_PAGE).get_page(request.GET.get("page")),
        "feels": Review.Feel.choices,
        "ages": Review.Age.choices,
        "sorts": [(name, label) for name, (label, _order) in SORTS.items()],
        "feel": feel,
        "age": age,
        "sort": sort,
    }
    return render(request, "reviews/product.html", context)


def chosen(request: HttpRequest, name: str, values: Any) -> str:
    """One of `values`, or empty; a value that does not exist is a page that does not."""
    value = request.GET.get(name, "")
    if value and value not in values:
        raise Http404
    return value


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, key: str) -> HttpResponse:
    """Behind the link on the order's page; one review for each line of an order."""
    line = line_from(key)
    if line is None:
        return render(request, "reviews/link_unknown.html", status=HTTPStatus.NOT_FOUND)
    context: dict[str, Any] = {"line": line, "product": line.variant.product}
    if Review.objects.filter(line=line).exists():
        return render(request, "reviews/written.html", context)
    form = ReviewForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        status = HTTPStatus.BAD_REQUEST if request.method == "POST" else HTTPStatus.OK
        return render(request, "reviews/write.html", context | {"form": form}, status=status)
    with suppress(AlreadyReviewed):  # the button was pressed twice
        write_review(
            line=line, review=form.save(commit=False), language=(get_language() or "en")[:2]
        )
    return render(request, "reviews/written.html", context | {"is_new": True})
