"""What filters ask of a product, reckoned from its list whenever it is stored: one row a fact."""

from typing import TYPE_CHECKING

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from recommendations.contract import Product as Listed
from recommendations.contract import Ref, Step
from recommendations.profiles import Profile, profile
from recommendations.textures import feel_of

if TYPE_CHECKING:
    from .models import Product

PLAIN = 0.5  # of a trait: one would say so
SLIGHT = 0.4  # below it, one would not notice
# Cautions of the pairing that speak against a feel of skin.
HARSH = frozenset({"acid", "acid_wash", "retinoid", "sting", "strong_wash"})
DRYING = frozenset({"acid", "acid_wash", "retinoid", "strong_wash"})
GREASY = frozenset({"heavy", "clogging"})
WATERY = frozenset({Step.CLEANSE, Step.HYDRATE, Step.TREAT})


class ProductFact(models.Model):
    class Facet(models.TextChoices):
        STEP = "step", _("step")
        SKIN = "skin", _("suits skin that feels")
        TEXTURE = "texture", _("texture")
        CONTAINS = "contains", _("contains")

    product = models.ForeignKey("catalogue.Product", models.CASCADE, related_name="facts")
    facet = models.CharField(max_length=10, choices=Facet)
    value = models.CharField(max_length=80)

    class Meta:
        verbose_name = _("fact for filters")
        verbose_name_plural = _("facts for filters")
        constraints = [
            models.UniqueConstraint(
                fields=["facet", "value", "product"], name="product_fact_once_a_product"
            )
        ]

    def __str__(self) -> str:
        return f"{self.facet}: {self.value}"


SCENT = "scent"
ALLERGENS = "allergens"


def facts_of(product: "Product") -> set[tuple[str, str]]:
    """Facets with their values."""
    facet = ProductFact.Facet
    ref = Ref("product", product.slug)
    known = profile(Listed(ref, name=product.name_en, ingredients=product.ingredients))
    step = product.step
    contains = set(known.listed.allergens)
    if contains:
        contains.add(ALLERGENS)
    if known.scented or known.listed.allergens:
        contains.add(SCENT)
    found = {(facet.CONTAINS.value, each) for each in contains}
    if step and known.step:
        found.add((facet.STEP.value, step.value))
        found |= {(facet.SKIN.value, feel) for feel in feels_it_suits(known, step)}
        found |= {(facet.TEXTURE.value, each) for each in textures(known, step)}
    return found


def feels_it_suits(known: Profile, step: Step) -> set[str]:
    """How skin may feel that would get on with it; for the face only."""
    felt = feel_of(known.listed)
    is_rich = felt.get("rich", 0) >= PLAIN or felt.get("cushion", 0) >= PLAIN
    is_greasy = felt.get("rich", 0) >= SLIGHT or not known.cautions.isdisjoint(GREASY)
    is_light = felt.get("light", 0) >= PLAIN or felt.get("oil_control", 0) >= PLAIN
    suits = set()
    if known.cautions.isdisjoint(DRYING) and (
        is_rich or known.strengths.get("barrier_support", 0) >= 0.8
    ):
        suits.add("dry")
    if not is_greasy and (is_light or step in WATERY):
        suits.add("oily")
    if not is_greasy and known.cautions.isdisjoint(DRYING):
        suits.add("combination")
    if known.cautions.isdisjoint(HARSH) and not known.scented and not known.listed.allergens:
        suits.add("sensitive")
    return suits


def textures(known: Profile, step: Step) -> set[str]:
    felt = feel_of(known.listed)
    if felt.get("rich", 0) >= PLAIN or felt.get("cushion", 0) >= PLAIN > felt.get("humectant", 0):
        return {"rich"}
    if felt.get("light", 0) >= PLAIN:
        return {"light"}
    if step in WATERY and felt.get("humectant", 0) >= PLAIN:
        return {"watery"}
    return set()


@transaction.atomic
def keep_facts(*, product: "Product") -> None:
    """Store again what is true of it; writes nothing where nothing has changed."""
    found = facts_of(product)
    stored = {(fact.facet, fact.value): fact for fact in product.facts.all()}
    gone = [stored[each].pk for each in stored.keys() - found]
    if gone:
        ProductFact.objects.filter(pk__in=gone).delete()
    ProductFact.objects.bulk_create(
        ProductFact(product=product, facet=facet, value=value[:80])
        for facet, value in sorted(found - stored.keys())
    )
