from django.utils.translation import gettext

from shop.blog.body import Document
from shop.catalogue.models import Product


def unknown_products(document: Document) -> list[str]:
    """The products an article names and nobody has, in one sentence."""
    named = {part.slug for part in document.parts if part.kind == "product" and part.slug}
    known = Product.objects.filter(slug__in=named).values_list("slug", flat=True)
    if unknown := sorted(named.difference(known)):
        return [gettext("Unknown products in the text: %(slugs)s.") % {"slugs": ", ".join(unknown)}]
    return []
