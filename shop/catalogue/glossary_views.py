"""The glossary of ingredients: what the names on a list stand for."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from shop.public_page import public_page

from . import glossary
from .glossary import Entry
from .listed_ingredients import ListedIngredient
from .models import Product

PER_PAGE = 12
# Names from lists that we have no text about; beyond that the products' own pages lead to them.
MOST_UNDESCRIBED = 500
NO_LETTER = "0–9"


@public_page
def ingredients(request: HttpRequest) -> HttpResponse:
    """From A to Z: first what we can explain, then what only stands on a list. Names that nothing
    in the shop has and that are described like others stand on the page of those."""
    known = glossary.entries()
    described = {slug: entry for slug, entry in known.items() if entry.is_main}
    undescribed: list[Entry] = []
    counts: dict[str, int] = {}
    for slug, name, products in ListedIngredient.objects.published().by_ingredient():
        counts[slug] = products
        entry = known.get(slug) or glossary.undescribed(slug, name)
        if entry.fact:
            described[slug] = entry
        else:
            undescribed.append(entry)
    context = {
        "letters": by_letter(list(described.values()), counts),
        "undescribed": sorted(undescribed, key=in_order)[:MOST_UNDESCRIBED],
        "count": len(described),
    }
    return render(request, "catalogue/ingredients.html", context)


def in_order(entry: Entry) -> str:
    return entry.name.casefold()


def by_letter(
    entries: list[Entry], counts: dict[str, int]
) -> dict[str, list[tuple[Entry, int | None]]]:
    """Sorted, each with the number of products that have it."""
    letters: dict[str, list[tuple[Entry, int | None]]] = {}
    for entry in sorted(entries, key=in_order):
        first = entry.name[:1].upper()
        letter = first if first.isascii() and first.isalpha() else NO_LETTER
        letters.setdefault(letter, []).append((entry, counts.get(entry.slug)))
    return letters


@public_page
def ingredient(request: HttpRequest, slug: str) -> HttpResponse:
    listed = ListedIngredient.objects.published().filter(ingredient=slug)
    entry = glossary.entries().get(slug)
    if entry is None:
        name = listed.values_list("name", flat=True).first()
        if name is None:
            raise Http404
        entry = glossary.undescribed(slug, name)
    context: dict[str, Any] = {"entry": entry, "page": products_with(slug, request)}
    if context["page"].paginator.count:
        context["places"] = listed.places()
    return render(request, "catalogue/ingredient.html", context)


def products_with(slug: str, request: HttpRequest) -> Any:
    """Those that have most of it first, as far as its place on the list tells."""
    place = ListedIngredient.objects.filter(product=OuterRef("pk"), ingredient=slug)
    products = (
        Product.objects.published()
        .filter(listed_ingredients__ingredient=slug)
        .annotate(place=Subquery(place.values("place")[:1]))
        .order_by("place", "position", "slug")
        .for_cards()
    )
    return Paginator(products, PER_PAGE).get_page(request.GET.get("page"))
