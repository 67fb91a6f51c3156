from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from recommendations.contract import Ref, Step
from recommendations.pairing import pair
from shop.blog.models import Article, Exercise
from shop.catalogue.models import Category, Product
from shop.checkout import carts
from shop.checkout.legal import TERMS_VERSION
from shop.checkout.models import DeliveryRate
from shop.pairing import PRODUCT
from shop.public_page import public_page
from shop.same_origin import same_origin_post
from shop.search import find as searching

from . import after_what
from .for_my_skin import SkinForm

INFO = {
    "about": _("About us"),
    "contact": _("Contact"),
    "delivery": _("Delivery"),
    "returns": _("Returns"),
    "terms": _("Terms"),
    "privacy": _("Privacy"),
    "cookies": _("Cookies"),
    "accessibility": _("Accessibility"),
}

SUGGESTED = {
    "product": _("Products"),
    "article": _("Articles"),
    "ingredient": pgettext_lazy("search", "Ingredients"),
    "exercise": _("Movements"),
}
SOME_MOVES = 6

SHELF = (Product.Kind.CLEANSER, Product.Kind.SERUM, Product.Kind.OIL, Product.Kind.BALM)


@public_page
def home(request: HttpRequest) -> HttpResponse:
    articles = Article.objects.published().in_language(get_language()).for_lists()
    latest = list(articles[:30])
    routines = [article for article in latest if article.seconds_of_routine][:12]
    today = next(iter(routines), None)
    rows = after_what.rows(routines, get_language() or "en")
    products = list(Product.objects.published().in_stock().in_routine_order().for_cards()[:24])
    context = {
        "today": today,
        "rows": rows,
        "teasers": [article for article in latest if article != today][:4],
        "shelf": short_shelf(products),
        "face": next(iter([*last_layers(rows), *oils(products)]), None),
    }
    return render(request, "pages/home.html", context)


def last_layers(rows: list[after_what.Row]) -> list[object]:
    """What we would put on last after a routine, today's first."""
    return [pick.item for row in rows for pick in row.picks if pick.step == Step.SEAL]


def oils(products: list[Product]) -> list[Product]:
    return [product for product in products if product.kind == Product.Kind.OIL]


def short_shelf(products: list[Product]) -> list[Product]:
    """One of each kind that a routine is made of; where a kind is missing, others fill up."""
    firsts: dict[str, Product] = {}
    for product in products:
        firsts.setdefault(product.kind, product)
    chosen = [firsts[kind] for kind in SHELF if kind in firsts]
    rest = [product for product in products if product not in chosen]
    return [*chosen, *rest][: len(SHELF)]


@public_page
def search(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("q", "").strip()
    context: dict[str, Any] = {"asked": asked, "longest": searching.LONGEST}
    found = None
    if len(asked) > searching.LONGEST:
        context |= {"too_long": True, "asked": asked[: searching.LONGEST]}
    elif asked:
        as_written = request.GET.get("exact") == "1"
        found = searching.find(asked, get_language() or "en", as_written=as_written)
        query = urlencode({"q": asked, "exact": 1})
        context |= {"found": found, "as_written_query": query}
    if found is None or not found.count:
        context |= {
            "categories": Category.objects.with_products(),
            "exercises": Exercise.objects.all()[:SOME_MOVES],
        }
    return render(request, "pages/search.html", context)


@public_page
def suggest(request: HttpRequest) -> HttpResponse:
    """What is called so, while it is being typed; too long a text suggests nothing."""
    typed = request.GET.get("q", "").strip()
    groups = []
    if typed and len(typed) <= searching.LONGEST:
        groups = searching.suggest(typed, get_language() or "en")
    labelled = [{"label": str(SUGGESTED[group["kind"]]), **group} for group in groups]
    return JsonResponse({"groups": labelled})


@csrf_exempt  # what follows from an answer is guarded in fitted_to_skin
@never_cache
def for_my_skin(request: HttpRequest, slug: str) -> HttpResponse:
    """Without an answer, as when the address is opened anew, it leads to the article."""
    if request.method in ("GET", "HEAD"):
        return redirect("blog:article", slug=slug)
    return fitted_to_skin(request, slug)


@same_origin_post
def fitted_to_skin(request: HttpRequest, slug: str) -> HttpResponse:
    """An article's picks fitted to what a reader says; nothing of it is kept."""
    language = get_language() or "en"
    article = get_object_or_404(
        Article.objects.published().in_language(language).select_related("author"), slug=slug
    )
    form = SkinForm(request.POST)
    context: dict[str, Any] = {"article": article, "form": form}
    if form.is_valid():
        profile, in_bag = form.profile(), refs_in_bag(request)
        context |= {
            "picks": pair(article, language=language, profile=profile, exclude=in_bag),
            "without_bag": bool(in_bag),
            "own": profile is not None,
            "left_out": form.left_out(),
            "unknown": form.unknown(),
        }
    status = HTTPStatus.OK if form.is_valid() else HTTPStatus.BAD_REQUEST
    return render(request, "pages/for_my_skin.html", context, status=status)


def refs_in_bag(request: HttpRequest) -> list[Ref]:
    cart = carts.find_cart(request)
    keys = cart.lines.values_list("variant__product", flat=True) if cart else []
    return [Ref(PRODUCT, str(key)) for key in keys]


@public_page
def info(request: HttpRequest, slug: str) -> HttpResponse:
    """A text of the shop itself; each language has a template of its own."""
    if slug not in INFO:
        raise Http404
    language = (get_language() or "en")[:2]
    context = {
        "slug": slug,
        "pages": INFO.items(),
        "rates": DeliveryRate.objects.all(),
        "terms_version": TERMS_VERSION,
        "bag_cookie": carts.COOKIE,
        "bag_days": carts.KEPT.days,
    }
    return render(request, f"pages/info/{language}/{slug}.html", context)
