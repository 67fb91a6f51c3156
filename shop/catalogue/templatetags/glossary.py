from django import template

from recommendations.ingredients import Listed
from shop.catalogue import glossary

register = template.Library()


@register.filter
def ingredient_url(item: Listed | str) -> str:
    """`{{ item|ingredient_url }}`: the page of one name of a list; may be empty."""
    return glossary.ingredient_url(item)


@register.filter
def per_cent(share: float) -> str:
    """`0.001` -> `0,001 %`."""
    return f"{share:.4f}".rstrip("0").rstrip(".").replace(".", ",") + "\u00a0%"
