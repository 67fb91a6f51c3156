from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    FloatField,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    When,
    Window,
    prefetch_related_objects,
)
from django.db.models.functions import Cast, Coalesce, RowNumber
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from recommendations.contract import Product as Listed
from recommendations.contract import Ref, Step
from recommendations.ingredients import parse
from recommendations.profiles import profile
from shop import money
from shop.languages import LANGUAGES, Translated

from . import publish_rules
from .listed_ingredients import ListedIngredient as ListedIngredient  # a model, as below
from .prices import PriceChange as PriceChange  # a model, found by Django through this module
from .prices import Reduction
from .prior_price import Offer, covering
from .product_facts import ProductFact as ProductFact  # a model, as above
from .publish_rules import Parts
from .required_facts import ClaimEvidence as ClaimEvidence  # likewise
from .required_facts import RequiredFacts, gtin


class CategoryQuerySet(models.QuerySet["Category"]):
    def with_products(self) -> "CategoryQuerySet":
        """Those that hold something on sale, each with its `product_count`."""
        published = Q(products__status=Product.Status.PUBLISHED)
        return self.annotate(product_count=Count("products", filter=published)).filter(
            product_count__gt=0
        )


class Category(models.Model):
    slug = models.SlugField(_("slug"), unique=True)
    name_en = models.CharField(_("name (English)"), max_length=80)
    name_sv = models.CharField(_("name (Swedish)"), max_length=80, blank=True)
    intro_en = models.TextField(_("introduction (English)"), blank=True)
    intro_sv = models.TextField(_("introduction (Swedish)"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    name = Translated()
    intro = Translated()

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["position", "slug"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("catalogue:category", args=[self.slug])


class ProductQuerySet(models.QuerySet["Product"]):
    def published(self) -> "ProductQuerySet":
        return self.filter(status=Product.Status.PUBLISHED)

    def in_category(self, category: Category) -> "ProductQuerySet":
        return self.filter(category=category)

    def in_stock(self) -> "ProductQuerySet":
        in_stock = Q(stock__isnull=True) | Q(stock__gt=0)
        return self.filter(Exists(Variant.objects.filter(in_stock, product=OuterRef("pk"))))

    def in_routine_order(self) -> "ProductQuerySet":
        """Where it goes in a routine: rinse, water, oil, sunscreen."""
        place = Case(
            *(When(kind=kind, then=place) for place, kind in enumerate(ROUTINE_ORDER)),
            default=len(ROUTINE_ORDER),
        )
        return self.order_by(place, "position", "slug")

    def cheapest_first(self) -> "ProductQuerySet":
        lowest = F("lowest_price").asc()
        return self.with_lowest_price().order_by(lowest, "position", "slug")

    def with_lowest_price(self) -> "ProductQuerySet":
        """Each with `lowest_price`, what its cheapest size costs now; None where it has none."""
        sizes = Variant.objects.filter(product=OuterRef("pk"))
        cheapest = sizes.annotate(price_now=price_now()).order_by("price_now")
        return self.annotate(lowest_price=Subquery(cheapest.values("price_now")[:1]))

    def cheapest_per_litre_first(self) -> "ProductQuerySet":
        """By the lowest unit price of a size; what has none comes last."""
        sizes = Variant.objects.filter(product=OuterRef("pk"), quantity__gt=0)
        per_unit = Cast(price_now(), FloatField()) / Cast("quantity", FloatField())
        by_volume = sizes.exclude(unit=Variant.Unit.PIECE).annotate(per_unit=per_unit)
        lowest = Subquery(by_volume.order_by("per_unit").values("per_unit")[:1])
        ordered = self.annotate(lowest_per_unit=lowest)
        return ordered.order_by(F("lowest_per_unit").asc(nulls_last=True), "position", "slug")

    def newest_first(self) -> "ProductQuerySet":
        return self.order_by("-created", "-pk")

    def with_companions(self, slug: str, limit: int = 3) -> "tuple[Product | None, list[Product]]":
        """The product at `slug`, and what goes before and after it: one in stock of each other
        step, nearest steps first to be taken, in order of use. One query; draw them after
        `load_for_cards`."""
        itself_first = Case(When(slug=slug, then=0), default=1)
        rank = Window(
            RowNumber(), partition_by="kind", order_by=[itself_first, F("position"), F("slug")]
        )
        found = (
            self.published()
            .filter(Q(slug=slug) | Q(pk__in=self.published().in_stock().values("pk")))
            .annotate(rank=rank)
            .filter(rank__lte=COMPANIONS_OF_A_KIND)
            .select_related("category")
            .order_by("position", "slug")
        )
        candidates = list(found)
        product = next((each for each in candidates if each.slug == slug), None)
        if product is None:
            return None, []
        # A treatment is a choice of its own, not something that goes along by default.
        apart = {None, Step.TREAT, product.step}
        by_step: dict[Step, Product] = {}
        for candidate in candidates:
            step = candidate.step
            if step and step not in apart:
                by_step.setdefault(step, candidate)
        nearest = sorted(by_step, key=lambda step: abs(place_of(step) - place_of(product.step)))
        return product, [by_step[step] for step in sorted(nearest[:limit], key=place_of)]

    def for_cards(self) -> "ProductQuerySet":
        """With what a product card draws, without long texts: three queries."""
        return self.with_parts().without_source().defer(*LONG_TEXTS)

    def with_parts(self) -> "ProductQuerySet":
        """With category, sizes and pictures, in three queries."""
        return self.select_related("category").prefetch_related(*card_parts())

    def without_source(self) -> "ProductQuerySet":
        """What only the next import asks for stays in the database."""
        return self.defer("source_body", "source_values")


LONG_TEXTS = [
    f"{name}_{language}"
    for name in ("description", "how_to_use", "precautions")
    for language in LANGUAGES
]


def card_parts() -> "tuple[Prefetch[str], Prefetch[str]]":
    return (
        Prefetch("variants", Variant.objects.order_by("position", "pk")),
        Prefetch("pictures", Picture.objects.order_by("position", "pk")),
    )


def load_for_cards(products: "Sequence[Product]") -> None:
    """The sizes and pictures of products that are already here, in two queries for all."""
    prefetch_related_objects(products, *card_parts())


class Product(RequiredFacts):
    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")

    class Kind(models.TextChoices):
        """The product function (Reg. 1223/2009 art 19(1)(f)), vocabulary of product_fields.csv."""

        CLEANSER = "cleanser", _("cleanser")
        TONER = "toner", _("toner")
        SERUM = "serum", _("serum")
        OIL = "oil", _("oil")
        CREAM = "cream", _("cream")
        BALM = "balm", _("balm")
        MASK = "mask", _("mask")
        EXFOLIANT = "exfoliant", _("exfoliant")
        SUNSCREEN = "sunscreen", _("sunscreen")
        OTHER = "other", _("other")

    class RinseType(models.TextChoices):
        LEAVE_ON = "leave_on", _("stays on the skin")
        RINSE_OFF = "rinse_off", _("is rinsed off")

    class Phase(models.TextChoices):
        WATER = "water", _("water")
        EMULSION = "emulsion", _("emulsion")
        OIL = "oil", _("oil")

    slug = models.SlugField(_("slug"), max_length=100, unique=True)
    brand = models.CharField(_("brand"), max_length=80)
    name_en = models.CharField(_("name (English)"), max_length=150)
    name_sv = models.CharField(_("name (Swedish)"), max_length=150, blank=True)
    function_en = models.CharField(_("function line (English)"), max_length=160, blank=True)
    function_sv = models.CharField(_("function line (Swedish)"), max_length=160, blank=True)
    description_en = models.TextField(_("description (English)"), blank=True)
    description_sv = models.TextField(_("description (Swedish)"), blank=True)
    category = models.ForeignKey(
        Category, models.PROTECT, related_name="products", verbose_name=_("category")
    )
    kind = models.CharField(_("product function"), max_length=12, choices=Kind)
    rinse_type = models.CharField(
        _("leave-on or rinse-off"), max_length=10, choices=RinseType, default=RinseType.LEAVE_ON
    )
    phase = models.CharField(_("phase"), max_length=10, choices=Phase, blank=True)
    ingredients = models.TextField(
        _("ingredients list as printed"),
        blank=True,
        help_text=_("In label order, separated by commas; an asterisk marks organic farming."),
    )
    organic_note = models.CharField(
        _("what the asterisk means"),
        max_length=160,
        blank=True,
        help_text=_("Scheme and licence number; without it the asterisks are not explained."),
    )
    how_to_use_en = models.TextField(_("how to use (English), one step a line"), blank=True)
    how_to_use_sv = models.TextField(_("how to use (Swedish), one step a line"), blank=True)
    precautions_en = models.TextField(_("precautions (English)"), blank=True)
    precautions_sv = models.TextField(_("precautions (Swedish)"), blank=True)
    pao_months = models.PositiveSmallIntegerField(
        _("use within months of opening"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    hygiene_sealed = models.BooleanField(
        _("sealed for hygiene"),
        default=False,
        help_text=_("Only with a real seal: opening it ends the right of withdrawal."),
    )
    responsible_person = models.CharField(
        _("responsible person"),
        max_length=250,
        blank=True,
        help_text=_("The company in the EU that answers for it. Our own brand: empty, the shop."),
    )
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.DRAFT, db_index=True
    )
    position = models.PositiveSmallIntegerField(_("position"), default=100)
    # Where an imported product came from; the same key again updates the same product.
    source = models.CharField(_("source"), max_length=20, blank=True, editable=False)
    source_key = models.CharField(
        _("key at the source"), max_length=255, blank=True, editable=False
    )
    source_body = models.TextField(_("body at the source"), blank=True, editable=False)
    # What the last import read: the next one writes only what has changed at the source since,
    # and leaves alone what the merchant has changed here.
    source_values = models.JSONField(default=dict, blank=True, editable=False)
    created = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    updated = models.DateTimeField(_("updated"), auto_now=True)

    price_below: int | None = None  # in öre; set by a list that was asked for less than that

    name = Translated()
    function = Translated()
    description = Translated()
    how_to_use = Translated()
    precautions = Translated()

    objects = ProductQuerySet.as_manager()

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        ordering = ["position", "slug"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_key"],
                condition=~Q(source=""),
                name="product_unique_at_source",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("catalogue:product", args=[self.slug])

    @property
    def is_published(self) -> bool:
        return self.status == self.Status.PUBLISHED

    @property
    def is_own_brand(self) -> bool:
        """Our own company answers for it, so it need not name another responsible person."""
        return self.brand.strip().casefold() == settings.BRAND.casefold()

    @property
    def step(self) -> Step | None:
        """Where it goes in a routine; None where nobody can say."""
        step = STEPS.get(self.Kind(self.kind))
        if step == Step.HYDRATE and not self.cautions.isdisjoint({"acid", "retinoid"}):
            return Step.TREAT
        return step

    @property
    def cautions(self) -> frozenset[str]:
        """What the pairing minds about it as a whole: columns of the plugin's cautions table."""
        ref = Ref("product", self.slug)
        return profile(Listed(ref, name=self.name_en, ingredients=self.ingredients)).cautions

    @property
    def steps_of_use(self) -> list[str]:
        return [line.strip() for line in self.how_to_use.splitlines() if line.strip()]

    def ingredients_summary(self) -> str:
        """How the printed list is read: how many names, which of them nobody knows, allergens."""
        listed = parse(self.ingredients)
        unknown = [item.printed for item in listed.everything if item.fact is None]
        return gettext(
            "%(count)s names. Not recognised: %(unknown)s. Declared fragrance allergens: "
            "%(allergens)s."
        ) % {
            "count": len(listed.everything),
            "unknown": ", ".join(unknown) or "–",
            "allergens": ", ".join(listed.allergens) or "–",
        }

    def sizes(self) -> list["Variant"]:
        """All sizes in order; reads the prefetched ones of `for_cards`."""
        return list(self.variants.all())

    def main_size(self) -> "Variant | None":
        """The size a card shows: the first in stock, else the first; where a list asked for less
        than a price, of those that cost less."""
        sizes = self.sizes()
        if self.price_below:
            sizes = [size for size in sizes if size.price < self.price_below] or sizes
        return next((size for size in sizes if size.in_stock), sizes[0] if sizes else None)

    @property
    def in_stock(self) -> bool:
        return any(size.in_stock for size in self.sizes())

    def main_picture(self) -> "Picture | None":
        return next(iter(self.pictures.all()), None)

    def parts(self) -> Parts:
        """As stored."""
        if not self.pk:
            return Parts()
        return Parts(self.sizes(), list(self.pictures.all()), list(self.claim_evidence.all()))

    def reasons_not_to_publish(self, parts: Parts | None = None) -> list[str]:
        """What stands against selling it, each as a sentence; none: it may be published.

        `parts` are given where they are typed but not stored yet.
        """
        parts = parts or self.parts()
        return [
            *publish_rules.missing(self, parts),
            *publish_rules.blocked_words(self, parts.evidence),
        ]


STEPS = {
    Product.Kind.CLEANSER: Step.CLEANSE,
    Product.Kind.EXFOLIANT: Step.TREAT,
    Product.Kind.TONER: Step.HYDRATE,
    Product.Kind.MASK: Step.TREAT,
    Product.Kind.SERUM: Step.HYDRATE,
    Product.Kind.CREAM: Step.SEAL,
    Product.Kind.OIL: Step.SEAL,
    Product.Kind.BALM: Step.SEAL,
    Product.Kind.SUNSCREEN: Step.PROTECT,
}
ROUTINE_ORDER = [
    Product.Kind.CLEANSER,
    Product.Kind.EXFOLIANT,
    Product.Kind.TONER,
    Product.Kind.MASK,
    Product.Kind.SERUM,
    Product.Kind.CREAM,
    Product.Kind.OIL,
    Product.Kind.BALM,
    Product.Kind.SUNSCREEN,
]


# How many of one kind are looked at: the first may be a treatment.
COMPANIONS_OF_A_KIND = 3


def place_of(step: Step | None) -> int:
    """Steps in the order of use; what has no step counts as the last."""
    order = list(Step)
    return order.index(step) if step else len(order)


def price_now() -> Coalesce:
    """What `Variant.price` says, to sort and filter sizes by."""
    lower = (
        Reduction.objects.in_force(timezone.now())
        .filter(variant=OuterRef("pk"), price__lt=OuterRef("ordinary_price"))
        .order_by("price")
    )
    return Coalesce(Subquery(lower.values("price")[:1]), F("ordinary_price"))


class VariantQuerySet(models.QuerySet["Variant"]):
    def for_sale(self) -> "VariantQuerySet":
        return self.filter(product__status=Product.Status.PUBLISHED)

    def take(self, pk: int, quantity: int) -> bool:
        """Take stock in one conditional UPDATE; False where too little is left.

        Uncounted stock (null) is always enough. Never raises; the caller decides what a False
        means and rolls its transaction back.
        """
        return bool(
            self.filter(pk=pk)
            .filter(Q(stock__isnull=True) | Q(stock__gte=quantity))
            .update(stock=F("stock") - quantity)
        )

    def give_back(self, pk: int, quantity: int) -> None:
        self.filter(pk=pk, stock__isnull=False).update(stock=F("stock") + quantity)


class Variant(models.Model):
    class Unit(models.TextChoices):
        MILLILITRE = "ml", _("ml")
        GRAM = "g", _("g")
        PIECE = "pcs", _("pieces")

    product = models.ForeignKey(
        Product, models.CASCADE, related_name="variants", verbose_name=_("product")
    )
    sku = models.CharField(_("article number"), max_length=64, unique=True)
    label = models.CharField(
        _("label"), max_length=60, blank=True, help_text=_("Only where the size says too little.")
    )
    quantity = models.DecimalField(
        _("content"),
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.01"))],
    )
    unit = models.CharField(_("unit"), max_length=3, choices=Unit, default=Unit.MILLILITRE)
    # What it costs while nothing is reduced; changed by the deeds of change_price.py alone.
    ordinary_price = models.PositiveIntegerField(_("ordinary price in öre, VAT included"))
    # What is reduced now or will be, with what it may be compared with: reckoned from the log at
    # each change of a price, so that a page asks no further table. Each as `Offer`, in JSON.
    offers = models.JSONField(default=list, blank=True, editable=False)
    gtin = models.CharField(
        _("GTIN"),
        max_length=14,
        blank=True,
        validators=[gtin],
        help_text=_("The number under the bar code."),
    )
    shipping_weight = models.PositiveIntegerField(
        _("weight for shipping, g"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100_000)],
    )
    stock = models.PositiveIntegerField(
        _("stock"), null=True, blank=True, default=0, help_text=_("Empty: not counted.")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = VariantQuerySet.as_manager()

    class Meta:
        verbose_name = _("size")
        verbose_name_plural = _("sizes")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.product.name}, {self.size}" if self.size else self.product.name

    @property
    def in_stock(self) -> bool:
        return self.stock is None or self.stock > 0

    @property
    def size(self) -> str:
        """What the shopper reads: `30 ml`, or the label, or both."""
        content = ""
        if self.quantity is not None:
            content = f"{money.number(self.quantity)} {self.get_unit_display()}"
        return ", ".join(part for part in (self.label, content) if part)

    @cached_property
    def offer(self) -> Offer | None:
        """The reduction in force now. Asked once for each row that was read, so that nothing
        drawn or reckoned from it changes midway."""
        return covering(map(offer_from, self.offers), timezone.now())

    @property
    def price(self) -> int:
        """What a shopper pays now, in öre."""
        return self.offer.price if self.offer else self.ordinary_price

    @property
    def prior_price(self) -> int | None:
        """The lowest price of the 30 days before the reduction in force now began; None where
        nothing may be announced."""
        return self.offer.prior if self.offer else None

    @property
    def reduction_percent(self) -> int:
        """Reckoned from the prior price and never overstated; 0: do not say."""
        return self.offer.percent if self.offer else 0

    @property
    def unit_price(self) -> int | None:
        """Öre per litre or kilogram; None for pieces and where the content is unknown."""
        return unit_price(self.price, self.quantity, self.unit)

    @property
    def unit_price_text(self) -> str:
        """`13 166,67 kr per litre`, with the unit written out; may be empty."""
        return unit_price_text(self.price, self.quantity, self.unit)


def offer_from(stored: dict[str, Any]) -> Offer:
    """One of `Variant.offers`."""
    ends = stored["ends"]
    return Offer(
        starts=datetime.fromisoformat(stored["starts"]),
        ends=datetime.fromisoformat(ends) if ends else None,
        price=stored["price"],
        lowest_before=stored["lowest_before"],
    )


def unit_price(price: int, quantity: Decimal | None, unit: str) -> int | None:
    """Öre per litre or kilogram; None for pieces and where the content is unknown."""
    if quantity is None or unit == Variant.Unit.PIECE:
        return None
    return money.rounded(Decimal(price) * 1000 / quantity)


def unit_price_text(price: int, quantity: Decimal | None, unit: str) -> str:
    """`13 166,67 kr per litre`, with the unit written out (domain.md 1.1); may be empty."""
    of_one = unit_price(price, quantity, unit)
    if of_one is None:
        return ""
    if unit == Variant.Unit.GRAM:
        return gettext("%(price)s per kilogram") % {"price": money.kronor(of_one)}
    return gettext("%(price)s per litre") % {"price": money.kronor(of_one)}


class Picture(models.Model):
    """A picture of a product with its ready-made smaller and lighter copies."""

    product = models.ForeignKey(
        Product, models.CASCADE, related_name="pictures", verbose_name=_("product")
    )
    image = models.ImageField(
        _("picture"), upload_to="products/", width_field="width", height_field="height"
    )
    width = models.PositiveIntegerField(editable=False, default=0)
    height = models.PositiveIntegerField(editable=False, default=0)
    alt_en = models.CharField(_("what it shows (English)"), max_length=200)
    alt_sv = models.CharField(_("what it shows (Swedish)"), max_length=200, blank=True)
    # [{"name": "products/x-600.avif", "width": 600, "type": "image/avif"}, ...], narrow to wide
    renditions = models.JSONField(default=list, editable=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    alt = Translated()

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.alt

    def srcset(self, mime_type: str) -> str:
        storage = self.image.storage
        return ", ".join(
            f"{storage.url(copy['name'])} {copy['width']}w" for copy in self.copies(mime_type)
        )

    def copies(self, mime_type: str) -> Iterable[dict[str, str]]:
        return [copy for copy in self.renditions if copy["type"] == mime_type]

    @property
    def avif_srcset(self) -> str:
        return self.srcset("image/avif")
