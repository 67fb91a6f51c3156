"""What a product must have before it may be sold, each as a sentence with its reason.

Reg. 1223/2009 art 13 and 19, GPSR 2023/988 art 19, price marking; the texts are measured by the
claims lexicon.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.text import capfirst
from django.utils.translation import gettext

from recommendations.claims import Hit
from recommendations.ingredients import parse
from shop.languages import LANGUAGES

from .required_facts import ClaimEvidence
from .wording import blocked

if TYPE_CHECKING:
    from .models import Picture, Product, Variant

# Words that join a sentence and stand in no ingredient's name.
PROSE = re.compile(r"\b(and|with|the|och|med)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Parts:
    """What belongs to a product: as stored, or as typed beside it and not stored yet."""

    sizes: "Sequence[Variant]" = ()
    pictures: "Sequence[Picture]" = ()
    evidence: Sequence[ClaimEvidence] = ()


def missing(product: "Product", parts: Parts) -> Iterator[str]:
    yield from missing_in_description(product)
    yield from missing_on_label(product)
    yield from missing_about_company(product)
    yield from missing_in_pictures(parts.pictures)
    yield from missing_in_sizes(parts.sizes)


def missing_in_description(product: "Product") -> Iterator[str]:
    if not product.name_en.strip():
        yield gettext("A name is missing: an offer must say what is sold.")
    if not product.brand.strip():
        yield gettext("The brand is missing: an offer must say whose product it is.")
    if not product.phase:
        yield gettext("The phase is missing: water goes before oil in a routine.")


def missing_on_label(product: "Product") -> Iterator[str]:
    if not product.ingredients.strip():
        yield gettext(
            "The ingredients list is missing: what stands on the pack must be readable before "
            "somebody buys."
        )
    elif all(PROSE.search(item.name) for item in parse(product.ingredients).items):
        yield gettext("The ingredients list holds no name that is known: “%(words)s”.") % {
            "words": product.ingredients.strip()[:60]
        }
    has_precautions = bool(product.precautions_en.strip() or product.precautions_sv.strip())
    if has_precautions and product.no_precautions:
        yield gettext("There are precautions, and a tick that the pack carries none: not both.")
    elif has_precautions and not product.precautions_sv.strip():
        yield gettext("The precautions are missing in Swedish: in Sweden they must be in Swedish.")
    elif not has_precautions and not product.no_precautions:
        yield gettext(
            "The precautions are missing: warnings must stand beside the offer. Write what the "
            "pack says, or tick that it carries none."
        )
    if not product.pao_months and not product.has_best_before:
        yield gettext(
            "How long it keeps is missing: give the months after opening, or tick that each batch "
            "has a best-before date."
        )


def missing_about_company(product: "Product") -> Iterator[str]:
    answers = {
        "responsible_person": product.responsible_person,
        "responsible_address": product.responsible_address,
        "responsible_country": product.responsible_country,
        "responsible_contact": product.responsible_contact,
    }
    lacking = [label_of(product, field) for field, text in answers.items() if not text.strip()]
    if lacking and not (product.is_own_brand and len(lacking) == len(answers)):
        yield gettext(
            "Of the responsible person is missing: %(fields)s. A company in the EU must answer "
            "for the product, with its name and where to reach it."
        ) % {"fields": ", ".join(lacking)}
    if product.is_imported and not product.country_of_origin:
        yield gettext("The country of origin is missing: what is imported must name it.")
    if not product.cpnp_reference.strip():
        yield gettext(
            "The CPNP reference is missing: a cosmetic must be notified to the EU before it is "
            "sold."
        )
    if product.dangerous_goods is None:
        yield gettext(
            "It is not said whether it is dangerous goods: carriers must know before they take it."
        )


def missing_in_pictures(pictures: "Sequence[Picture]") -> Iterator[str]:
    if not pictures:
        yield gettext("A picture is missing: an offer must show the pack.")
    for number, picture in enumerate(pictures, 1):
        if not picture.alt_en.strip():
            yield gettext(
                "Picture %(number)s does not say what it shows: not everybody can see it."
            ) % {"number": number}


def missing_in_sizes(sizes: "Sequence[Variant]") -> Iterator[str]:
    if not sizes:
        yield gettext("A size with a price is missing.")
    for size in sizes:
        if size.quantity is None:
            yield gettext(
                "Size %(sku)s has no content (ml or g), so no unit price can be shown."
            ) % {"sku": size.sku}
        if size.ordinary_price <= 0:
            yield gettext("Size %(sku)s has no price.") % {"sku": size.sku}
        if not size.shipping_weight:
            yield gettext(
                "Size %(sku)s has no weight for shipping: what delivery costs depends on it."
            ) % {"sku": size.sku}


def blocked_words(product: "Product", evidence: Sequence[ClaimEvidence]) -> Iterator[str]:
    """Words in its texts that a cosmetic may not be sold with, and for which nothing is filed."""
    for field, hit in blocked_hits(product):
        if not any(each.covers(hit.text) for each in evidence):
            yield gettext("%(field)s says “%(words)s”. Write instead: %(instead)s.") % {
                "field": label_of(product, field),
                "words": hit.text,
                "instead": hit.suggestion.rstrip("."),
            }


def blocked_hits(product: "Product") -> "Iterator[tuple[str, Hit]]":
    is_sunscreen = product.kind == product.Kind.SUNSCREEN
    for language in LANGUAGES:
        for name in ("name", "function", "description", "how_to_use"):
            field = f"{name}_{language}"
            for hit in blocked(
                getattr(product, field),
                language,
                is_sunscreen=is_sunscreen,
                ingredients=product.ingredients,
            ):
                yield field, hit


def label_of(product: "Product", field: str) -> str:
    return capfirst(str(getattr(product._meta.get_field(field), "verbose_name", field)))
