import json
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext

from recommendations.contract import Step
from shop import money
from shop.catalogue.label import KeyIngredient, Label, key_ingredients, read_label
from shop.catalogue.models import Product
from shop.catalogue.structured_data import structured_data as describe
from shop.languages import LANGUAGES, Translated

register = template.Library()


@register.filter
def kronor(ore: int) -> str:
    """`{{ order.total|kronor }}` -> `395,00 kr`."""
    return money.kronor(ore)


@register.simple_tag(takes_context=True)
def product_card(context: template.RequestContext, slug: str) -> str:
    """`{% product_card "restore-facial-oil" %}`: its card; nothing where it is not on sale."""
    product = Product.objects.published().for_cards().filter(slug=slug).first()
    if product is None:
        return ""
    values: dict[str, Any] = context.flatten() | {"product": product}  # type: ignore[assignment]
    return mark_safe(render_to_string("includes/_product_card.html", values))  # noqa: S308


@register.simple_tag
def lang_of(product: Product, field: str) -> str:
    """` lang="en"` where a text is not in the language of the page, else nothing."""
    language = (get_language() or LANGUAGES[0])[:2]
    translated: Translated = getattr(Product, field)
    used = translated.language_of(product, language)
    return "" if used == language else format_html(' lang="{}"', used)


@register.filter
def why_beside(product: Product) -> str:
    """One line why this product stands beside another in a routine; may be empty."""
    if product.step == Step.SEAL and product.kind == Product.Kind.CREAM:
        return gettext("Because a cream goes over a serum, not under it.")
    if product.step == Step.SEAL and product.kind == Product.Kind.BALM:
        return gettext("Because a balm goes on last.")
    reasons = {
        Step.CLEANSE: gettext("Because rinsing comes first."),
        Step.HYDRATE: gettext("Because water goes before oil."),
        Step.SEAL: gettext("Because oil goes over water, not under it."),
        Step.PROTECT: gettext("Because sunscreen is the last layer by day."),
    }
    return reasons.get(product.step, "") if product.step else ""


@register.simple_tag
def structured_data(product: Product) -> str:
    """A script element that nothing runs: the product and its place in the words of schema.org."""
    data = json.dumps(describe(product), ensure_ascii=False, separators=(",", ":"))
    safe = data.translate({ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"})
    return mark_safe(f'<script type="application/ld+json">{safe}</script>')  # noqa: S308


@register.filter
def label(product: Product) -> Label:
    return read_label(product.ingredients)


@register.filter(name="key_ingredients")
def key_ingredients_of(product: Product) -> list[KeyIngredient]:
    return key_ingredients(product)
