"""Which products have which ingredient: the names of every list, one row each.

Reckoned from the printed list by `list_ingredients` whenever a product is stored, so that the
glossary reads no lists.
"""

from typing import Any

from django.db import models
from django.db.models import Count, Max, Min, Q
from django.utils.translation import gettext_lazy as _

MOST_LETTERS = 100  # of an ingredient in an address


class ListedIngredientQuerySet(models.QuerySet["ListedIngredient"]):
    def published(self) -> "ListedIngredientQuerySet":
        return self.filter(product__status="published")

    def by_ingredient(self) -> "models.QuerySet[ListedIngredient, tuple[str, str, int]]":
        """Each ingredient once: its slug, its name, how many products have it."""
        once = self.values("ingredient").order_by("ingredient")
        counted = once.annotate(called=Min("name"), products=Count("product"))
        return counted.values_list("ingredient", "called", "products")

    def places(self) -> dict[str, Any]:
        """`first` and `last`, the places between which it stands."""
        return self.aggregate(first=Min("place"), last=Max("place"))


class ListedIngredient(models.Model):
    """One name on the list of one product; `place` counts from 1, `of` how many there are."""

    product = models.ForeignKey(
        "catalogue.Product",
        models.CASCADE,
        related_name="listed_ingredients",
        verbose_name=_("product"),
    )
    ingredient = models.CharField(_("ingredient"), max_length=MOST_LETTERS)
    name = models.CharField(_("name on the list"), max_length=200)
    place = models.PositiveSmallIntegerField(_("place"))
    of = models.PositiveSmallIntegerField(_("names on the list"))

    objects = ListedIngredientQuerySet.as_manager()

    class Meta:
        verbose_name = _("listed ingredient")
        verbose_name_plural = _("listed ingredients")
        ordering = ["product", "place"]
        constraints = [
            models.UniqueConstraint(
                fields=["ingredient", "product"], name="listed_ingredient_once_a_product"
            ),
            models.CheckConstraint(
                condition=Q(place__gte=1), name="listed_ingredient_counts_from_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.place})"
