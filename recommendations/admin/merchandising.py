"""What the merchant decides over the engine: chosen by name, tried before it is saved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from recommendations.contract import Ref
from recommendations.models import MerchandisingRule
from recommendations.preview_rule import Shown, preview_rule

from .name_field import NameField
from .named import Named
from .names import all_contents, all_products, names_of

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[MerchandisingRule]
    ModelForm = forms.ModelForm[MerchandisingRule]
else:
    ModelAdmin = admin.ModelAdmin
    ModelForm = forms.ModelForm

Kind = MerchandisingRule.Kind
CHANGES_SHOWN = 20

EXPLANATION = gettext_lazy(
    "“Show first where it fits”: it comes before all others beside every text that it fits; where"
    " it does not fit, it is not shown. “Weigh its score”: the score is multiplied by the factor"
    " before the best are chosen. “Never show”: it is left out. None of them reaches past the rules"
    " of safety: what must not go on freshly exercised skin is not shown, and neither is what is"
    " sold out."
)


class RuleForm(ModelForm):
    product = NameField(
        label=gettext_lazy("Product"), help_text=gettext_lazy("Begin to type its name.")
    )
    content = NameField(
        label=gettext_lazy("Content"),
        help_text=gettext_lazy("Begin to type its title. Empty: everywhere."),
        required=False,
    )

    class Meta:
        model = MerchandisingRule
        fields: ClassVar = ["kind", "product", "content", "factor", "starts", "ends", "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("product", all_products())
        self._offer("content", all_contents())

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        kind, factor = values.get("kind"), values.get("factor")
        if kind == Kind.BOOST and factor == 1:
            self.add_error("factor", _("A factor of 1 changes nothing."))
        elif kind and kind != Kind.BOOST and factor not in (None, 1):
            message = _("Only “%(kind)s” has a factor; leave 1 here.")
            self.add_error("factor", message % {"kind": Kind.BOOST.label})
        starts, ends = values.get("starts"), values.get("ends")
        if starts and ends and ends <= starts:
            self.add_error("ends", _("The end has to come after the start."))
        if kind and "product" in values and self._exists(values):
            self.add_error("product", _("There is such a rule already; change that one."))
        return values

    def _offer(self, name: str, names: dict[str, str]) -> None:
        kept = getattr(self.instance, name)
        if kept:
            names.setdefault(kept, kept)  # what is not published any more stays as it was
        cast(NameField, self.fields[name]).offer(names)

    def _exists(self, values: dict[str, Any]) -> bool:
        alike = MerchandisingRule.objects.filter(
            kind=values["kind"], product=values["product"], content=values.get("content", "")
        )
        return alike.exclude(pk=self.instance.pk).exists()


@dataclass(frozen=True, slots=True)
class Row:
    title: str
    before: str
    after: str


@admin.register(MerchandisingRule)
class MerchandisingRuleAdmin(Named, ModelAdmin):
    form = RuleForm
    list_display = ["product_name", "kind", "where", "weight", "starts", "ends", "holds", "note"]
    list_filter = ["kind"]
    radio_fields: ClassVar = {"kind": admin.VERTICAL}
    fieldsets = [
        (
            None,
            {
                "description": EXPLANATION,
                "fields": ["kind", "product", "content", "factor", "starts", "ends", "note"],
            },
        )
    ]

    @admin.display(description=gettext_lazy("where"), ordering="content")
    def where(self, rule: MerchandisingRule) -> str:
        return self.content_name(rule) if rule.content else _("everywhere")

    @admin.display(description=gettext_lazy("factor"), ordering="factor")
    def weight(self, rule: MerchandisingRule) -> str:
        return number_format(rule.factor) if rule.kind == Kind.BOOST else ""

    @admin.display(description=gettext_lazy("holds now"), boolean=True)
    def holds(self, rule: MerchandisingRule) -> bool:
        return rule.is_in_force(timezone.now())

    def get_urls(self) -> list[URLPattern]:
        view = require_POST(self.admin_site.admin_view(self.preview_view))
        name = "recommendations_merchandisingrule_preview"
        own = [path("preview/", view, name=name), path("<int:pk>/preview/", view, name=name)]
        return [*own, *super().get_urls()]

    def preview_view(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        """Tries the rule as the form has it; saves nothing."""
        stored = None if pk is None else self.get_object(request, str(pk))
        if pk is not None and stored is None:
            raise Http404
        if not (
            self.has_change_permission(request, stored)
            if stored
            else self.has_add_permission(request)
        ):
            raise PermissionDenied
        form = self.get_form(request, stored, change=stored is not None)(
            request.POST, instance=stored
        )
        context = {
            **self.admin_site.each_context(request),
            "title": _("What this changes"),
            "opts": self.opts,
            "form": form,
        }
        if form.is_valid():
            context |= described(form.instance, preview_rule(form.instance))
        template = "admin/recommendations/merchandisingrule/preview.html"
        return TemplateResponse(request, template, context)


def described(rule: MerchandisingRule, shown: list[Shown]) -> dict[str, Any]:
    changed = [one for one in shown if one.differs]
    if not shown:
        summary = _("That content is not published, so nothing changes.")
    elif not changed:
        summary = _("Nothing changes: the same products are shown in the same order.")
    else:
        summary = ngettext(
            "The picks of %(changed)s of %(all)s text change.",
            "The picks of %(changed)s of %(all)s texts change.",
            len(shown),
        ) % {"changed": len(changed), "all": len(shown)}
    first = (changed or shown[:1])[:CHANGES_SHOWN]
    if len(changed) > len(first):
        summary += " " + _("The first %(number)s:") % {"number": len(first)}
    names = names_of({str(ref) for one in first for ref in (*one.before, *one.after)})
    return {
        "summary": summary,
        "rows": [
            Row(one.content.title, listed(one.before, names), listed(one.after, names))
            for one in first
        ],
        "never_shown": bool(shown)
        and rule.kind != Kind.EXCLUDE
        and not any(rule.product == str(ref) for one in shown for ref in one.after),
    }


def listed(refs: Iterable[Ref], names: dict[str, str]) -> str:
    return ", ".join(names.get(str(ref), str(ref)) for ref in refs) or _("nothing")
