"""What buyers say about what they got, and the sums of it that pages show."""

from collections.abc import Iterator

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.catalogue.models import Product
from shop.money import number
from shop.orders.models import OrderLine

from .stars import BEST, STARS, average

MOST_LETTERS = 2000


class Rating(models.Model):
    """How many of the published reviews of a product give how many stars.

    Reckoned by `recount` whenever a review is decided upon, so that a page counts nothing.
    """

    product = models.OneToOneField(
        Product, models.CASCADE, related_name="rating", verbose_name=_("product")
    )
    # [how many gave one star, two, ... five]
    counts = models.JSONField(default=list, editable=False)

    class Meta:
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")

    def __str__(self) -> str:
        return f"{self.product}: {self.counts}"

    @property
    def count(self) -> int:
        return sum(self.counts)

    @property
    def average_text(self) -> str:
        """`4,6`: all stars together by the number of reviews, none left out or weighted."""
        return number(average(self.counts))

    def distribution(self) -> list[tuple[int, int]]:
        """Stars and how many gave them, best first."""
        return [(stars, self.counts[stars - 1]) for stars in reversed(STARS)]

    def recount(self) -> None:
        self.counts = self.counted()
        self.save(update_fields=["counts"])

    def counted(self) -> list[int]:
        """What the reviews themselves say."""
        published = self.reviews.published().order_by().values_list("stars")
        found = dict(published.annotate(n=models.Count("pk")))
        return [found.get(stars, 0) for stars in STARS]


class ReviewQuerySet(models.QuerySet["Review"]):
    def published(self) -> "ReviewQuerySet":
        return self.filter(status=Review.Status.PUBLISHED)

    def of_product(self, product: Product) -> "ReviewQuerySet":
        return self.filter(rating__product=product)

    def newest_first(self) -> "ReviewQuerySet":
        return self.order_by("-written", "-pk")

    def best_first(self) -> "ReviewQuerySet":
        return self.order_by("-stars", "-written", "-pk")

    def worst_first(self) -> "ReviewQuerySet":
        return self.order_by("stars", "-written", "-pk")


class Review(models.Model):
    class Status(models.TextChoices):
        NEW = "new", _("new")
        PUBLISHED = "published", _("published")
        REFUSED = "refused", _("refused")

    class Reason(models.TextChoices):
        """Why a review may be refused; how many stars it gives is no reason."""

        ABUSE = "abuse", _("it insults somebody")
        PERSONAL = "personal", _("it tells who somebody is or where she lives")
        ADVERTISING = "advertising", _("it advertises something else")
        OTHER_SUBJECT = "other_subject", _("it is not about the product")
        HEALTH = "health", _("it speaks of an illness or a cure")

    class Feel(models.TextChoices):
        DRY = "dry", _("dry skin")
        OILY = "oily", _("oily skin")
        COMBINATION = "combination", _("combination skin")
        SENSITIVE = "sensitive", _("sensitive skin")

    class Age(models.TextChoices):
        UNDER_25 = "under-25", _("under 25")
        FROM_25 = "25-34", _("25 to 34")
        FROM_35 = "35-44", _("35 to 44")
        FROM_45 = "45-54", _("45 to 54")
        FROM_55 = "55-64", _("55 to 64")
        FROM_65 = "65", _("65 and over")

    # What was bought; one review for each line.
    line = models.OneToOneField(
        OrderLine, models.PROTECT, related_name="review", verbose_name=_("order line")
    )
    rating = models.ForeignKey(
        Rating, models.CASCADE, related_name="reviews", verbose_name=_("rating")
    )
    language = models.CharField(_("language"), max_length=2)
    stars = models.PositiveSmallIntegerField(
        _("stars"), validators=[MinValueValidator(STARS[0]), MaxValueValidator(BEST)]
    )
    text = models.TextField(_("what you would tell a friend"), max_length=MOST_LETTERS)
    name = models.CharField(
        _("name beside it"),
        max_length=40,
        blank=True,
        help_text=_("As you want it shown. Empty: no name is shown."),
    )
    feel = models.CharField(_("your skin"), max_length=12, choices=Feel, blank=True)
    age = models.CharField(_("your age"), max_length=8, choices=Age, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.NEW)
    reason = models.CharField(_("why refused"), max_length=16, choices=Reason, blank=True)
    written = models.DateTimeField(_("written"), default=timezone.now)
    decided = models.DateTimeField(_("decided"), null=True, blank=True)
    answer = models.TextField(_("answer of the shop"), blank=True, max_length=MOST_LETTERS)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["-written", "-pk"]
        indexes = [models.Index(fields=["rating", "status", "-written"], name="review_of_product")]
        constraints = [
            models.CheckConstraint(
                condition=Q(stars__gte=STARS[0], stars__lte=BEST), name="review_has_stars"
            ),
            models.CheckConstraint(
                condition=Q(status="refused") ^ Q(reason=""), name="review_refused_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return gettext("%(stars)s of 5, %(product)s") % {
            "stars": self.stars,
            "product": self.line.name,
        }

    def decide(self, status: "Review.Status", reason: str = "") -> bool:
        """True for the one who decided; a refused review can be published later, and the other
        way round, but never back to new."""
        now = timezone.now()
        changed = (
            Review.objects.filter(pk=self.pk)
            .exclude(status=status, reason=reason)
            .update(status=status, reason=reason, decided=now)
        )
        if changed:
            self.status, self.reason, self.decided = status, reason, now
        return bool(changed)


def drifted_ratings() -> Iterator[str]:
    """Sums that are not those of the reviews, each as a sentence."""
    for rating in Rating.objects.select_related("product").order_by("pk"):
        counted = rating.counted()
        if (rating.counts or [0] * BEST) != counted:
            yield f"The rating of {rating.product.slug} says {rating.counts}, reviews {counted}."
