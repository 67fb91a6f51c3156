from functools import partial
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import models, transaction
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop import money

from .change_price import log_prices
from .forms import EvidenceFormSet, PartsFormSet, ProductForm, SizesFormSet, VariantForm
from .models import Category, ClaimEvidence, Picture, Product, Variant
from .price_admin import price_page
from .publish_product import publish_product
from .tasks import ask_for_copies

if TYPE_CHECKING:
    CategoryAdminOf = admin.ModelAdmin[Category]
    ProductAdminOf = admin.ModelAdmin[Product]
    SizesOf = admin.TabularInline[Variant, Product]
    PicturesOf = admin.TabularInline[Picture, Product]
    EvidenceOf = admin.TabularInline[ClaimEvidence, Product]
else:
    CategoryAdminOf = ProductAdminOf = admin.ModelAdmin
    SizesOf = PicturesOf = EvidenceOf = admin.TabularInline


@admin.register(Category)
class CategoryAdmin(CategoryAdminOf):
    list_display = ["name_en", "name_sv", "position"]
    list_editable = ["position"]
    prepopulated_fields = {"slug": ["name_en"]}
    fields = ["name_en", "name_sv", "slug", "intro_en", "intro_sv", "position"]


class SizesInline(SizesOf):
    model = Variant
    form = VariantForm
    formset = SizesFormSet
    extra = 0
    fields = [
        "sku",
        "quantity",
        "unit",
        "label",
        "ordinary_price",
        "change_of_price",
        "stock",
        "shipping_weight",
        "gtin",
        "position",
    ]
    readonly_fields = ["change_of_price"]

    @admin.display(description=_("now"))
    def change_of_price(self, size: Variant) -> str:
        """What a shopper pays, with the way to the page where that changes."""
        if size.pk is None:
            return "–"
        return format_html(
            '{} <a href="{}">{}</a>',
            money.kronor(size.price),
            reverse("admin:catalogue_variant_price", args=[size.pk]),
            gettext("Change"),
        )


class PicturesInline(PicturesOf):
    model = Picture
    formset = PartsFormSet
    extra = 0
    fields = ["image", "alt_en", "alt_sv", "position"]


class EvidenceInline(EvidenceOf):
    """A record is added or withdrawn, never rewritten; the last of the inlines, see its formset."""

    model = ClaimEvidence
    formset = EvidenceFormSet
    extra = 0
    fields = ["words", "evidence", "by", "at"]
    readonly_fields = ["by", "at"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Product)
class ProductAdmin(ProductAdminOf):
    form = ProductForm
    inlines = [SizesInline, PicturesInline, EvidenceInline]
    list_display = ["name", "status", "category", "prices", "stock", "lacks"]
    list_filter = ["status", "category", "brand"]
    list_select_related = ["category"]
    list_per_page = 50
    search_fields = ["name_en", "name_sv", "slug", "brand", "variants__sku"]
    prepopulated_fields = {"slug": ["name_en"]}
    readonly_fields = ["lacks", "ingredients_read", "source_text"]
    formfield_overrides = {
        models.CharField: {"widget": forms.TextInput(attrs={"size": 70})},
        models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 4})},
    }
    save_on_top = True
    fieldsets = [
        (None, {"fields": ["status", "lacks"]}),
        (
            _("What it is"),
            {
                "fields": [
                    ("name_en", "name_sv"),
                    ("function_en", "function_sv"),
                    ("brand", "category"),
                    ("kind", "rinse_type", "phase"),
                    ("description_en", "description_sv"),
                ]
            },
        ),
        (
            _("What is in it"),
            {
                "fields": [
                    "ingredients",
                    "ingredients_read",
                    "organic_note",
                    "certifications_text",
                ]
            },
        ),
        (
            _("How it is used, and what to beware of"),
            {
                "fields": [
                    ("how_to_use_en", "how_to_use_sv"),
                    ("precautions_en", "precautions_sv"),
                    "no_precautions",
                    ("pao_months", "has_best_before"),
                ]
            },
        ),
        (
            _("Who answers for it"),
            {
                "fields": [
                    "responsible_person",
                    "responsible_address",
                    ("responsible_country", "responsible_contact"),
                    "maker",
                    ("is_imported", "country_of_origin"),
                    "cpnp_reference",
                ]
            },
        ),
        (_("On the way to the customer"), {"fields": [("hygiene_sealed", "dangerous_goods")]}),
        (_("In the shop"), {"fields": ["slug", "position"]}),
        (_("Where it came from"), {"classes": ["collapse"], "fields": ["source_text"]}),
    ]

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(partial(price_page, model_admin=self))
        return [
            path("size/<int:pk>/price/", page, name="catalogue_variant_price"),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Product]:
        return Product.objects.with_parts().prefetch_related("claim_evidence")

    def save_model(
        self, request: HttpRequest, obj: Product, form: "ModelForm[Product]", change: bool
    ) -> None:
        """Only what was typed: an import may write beside the open form."""
        if change:
            obj.save(update_fields=[*form.changed_data, "updated"])
        else:
            obj.save()

    def save_related(
        self, request: HttpRequest, form: "ModelForm[Product]", formsets: Any, change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        product = Product.objects.get(pk=form.instance.pk)
        who = request.user.get_username()
        if product.is_published:
            publish_product(product=product, by=who)
        else:
            log_prices(product=product, by=who)
        transaction.on_commit(ask_for_copies)

    def save_formset(
        self, request: HttpRequest, form: "ModelForm[Product]", formset: Any, change: bool
    ) -> None:
        """A picture that was replaced loses the copies of the old one; evidence is signed."""
        if formset.model is Picture:
            for each in formset.forms:
                if "image" in each.changed_data:
                    each.instance.renditions = []
        if formset.model is ClaimEvidence:
            for each in formset.forms:
                each.instance.by = each.instance.by or request.user.get_username()
        super().save_formset(request, form, formset, change)

    @admin.display(description=_("missing for publishing"))
    def lacks(self, product: Product) -> str:
        if product.pk is None:
            return "–"
        return " ".join(product.reasons_not_to_publish()) or "–"

    @admin.display(description=_("prices"))
    def prices(self, product: Product) -> str:
        return ", ".join(money.kronor(size.price) for size in product.sizes())

    @admin.display(description=_("stock"))
    def stock(self, product: Product) -> str:
        counts = [size.stock for size in product.sizes()]
        return ", ".join("–" if count is None else str(count) for count in counts)

    @admin.display(description=_("read as"))
    def ingredients_read(self, product: Product) -> str:
        return product.ingredients_summary()

    @admin.display(description=_("text at the source"))
    def source_text(self, product: Product) -> str:
        if not product.source:
            return "–"
        key = f"{product.source}: {product.source_key}"
        return format_html("<p>{}</p><pre>{}</pre>", key, product.source_body)
