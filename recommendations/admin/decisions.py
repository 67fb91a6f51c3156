"""What was shown, how likely that was, and what came of it: read here, never written."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Case, F, FloatField, QuerySet, Value, When
from django.db.models.expressions import Combinable, Expression, OrderBy
from django.db.models.functions import Cast, Coalesce, Least, NullIf, Sqrt
from django.http import HttpRequest
from django.utils.formats import number_format
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from recommendations.models import Decision, Event, PairCount

from .named import Named
from .read_only import ReadOnly

if TYPE_CHECKING:
    DecisionAdminBase = admin.ModelAdmin[Decision]
    EventAdminBase = admin.ModelAdmin[Event]
    PairCountAdminBase = admin.ModelAdmin[PairCount]
else:
    DecisionAdminBase = EventAdminBase = PairCountAdminBase = admin.ModelAdmin

Z = NormalDist().inv_cdf(0.975)  # of a 95 % interval
# Of fewer showings nothing is said: where most pairings earn a few per cent, one click of one
# view would lead with its "at least 21 %".
LEAST_SHOWN = 30


def share(column: str) -> Expression:
    """Of the showings; 0 where there was none."""
    return Coalesce(_number(column) / NullIf(_number("shown"), Value(0.0)), Value(0.0))


def at_least(column: str) -> Expression:
    """The lower end of Wilson's 95 % interval of ``share`` ("Probable inference, the law of
    succession, and statistical inference", 1927); 0 where too few were shown."""
    shown, part = _number("shown"), Least(share(column), Value(1.0))
    spread = Sqrt(part * (1.0 - part) / shown + Z * Z / (4.0 * shown * shown))
    low = (part + Z * Z / (2.0 * shown) - Z * spread) / (1.0 + Z * Z / shown)
    return Case(
        When(**{f"{column}__gt": 0}, shown__gte=LEAST_SHOWN, then=low),
        default=Value(0.0),
        output_field=FloatField(),
    )


def _number(column: str) -> Combinable:
    return Cast(F(column), FloatField())


@admin.register(Decision)
class DecisionAdmin(ReadOnly, Named, DecisionAdminBase):
    list_display = [
        *("slot", "content_name", "pick_names"),
        *("shown", "clicked", "bought", "likely"),
    ]
    list_filter = ["policy"]
    date_hierarchy = "slot"
    search_fields = ["content"]
    search_help_text = _("A part of the name of a text.")
    show_full_result_count = False
    fields = [
        *("slot", "content_name", "policy", "pick_names"),
        *("drawn_from", "likely", "shown", "clicked", "bought"),
    ]
    readonly_fields = ["content_name", "pick_names", "drawn_from", "likely"]

    def refs(self, row: Decision) -> Iterable[str]:
        candidates = [ref for scores in row.candidates.values() for ref in scores]
        return [row.content, *row.picks, *candidates]

    @admin.display(description=_("picks"))
    def pick_names(self, decision: Any) -> str:
        return ", ".join(decision.names.get(pick, pick) for pick in decision.picks)

    @admin.display(description=_("propensity"), ordering="propensity")
    def likely(self, decision: Decision) -> str:
        return percent(decision.propensity)

    @admin.display(description=_("drawn from, with scores"))
    def drawn_from(self, decision: Any) -> SafeString:
        best_first = (
            sorted(scores.items(), key=lambda one: -one[1])
            for scores in decision.candidates.values()
        )
        lines = (
            ", ".join(
                f"{decision.names.get(ref, ref)} {number_format(score, 3)}" for ref, score in step
            )
            for step in best_first
        )
        return format_html_join("", "<div>{}</div>", ((line,) for line in lines))


@admin.register(PairCount)
class PairCountAdmin(ReadOnly, Named, PairCountAdminBase):
    list_display = [
        *("content_name", "product_name", "shown"),
        *("clicked", "click_share", "clicks_at_least", "added"),
        *("bought", "order_share", "orders_at_least"),
    ]
    list_display_links = None
    # Those first that surely earn.
    ordering = [OrderBy(at_least(column), descending=True) for column in ("bought", "clicked")]
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[PairCount]:
        return (
            super()
            .get_queryset(request)
            .annotate(
                click_share=share("clicked"),
                click_least=at_least("clicked"),
                order_share=share("bought"),
                order_least=at_least("bought"),
            )
        )

    @admin.display(description=_("clicks a view"), ordering="click_share")
    def click_share(self, count: Any) -> str:
        return percent(count.click_share)

    @admin.display(description=_("at least"), ordering="click_least")
    def clicks_at_least(self, count: Any) -> str:
        return percent(count.click_least) if count.shown >= LEAST_SHOWN else "-"

    @admin.display(description=_("orders a view"), ordering="order_share")
    def order_share(self, count: Any) -> str:
        return percent(count.order_share)

    @admin.display(description=_("at least"), ordering="order_least")
    def orders_at_least(self, count: Any) -> str:
        return percent(count.order_least) if count.shown >= LEAST_SHOWN else "-"


@admin.register(Event)
class EventAdmin(ReadOnly, Named, EventAdminBase):
    list_display = ["at", "verb", "content_name", "product_name", "folded"]
    list_filter = ["verb"]
    date_hierarchy = "at"
    show_full_result_count = False
    # Not the pseudonym: whoever looks here has no need to follow one person.
    fields = ["at", "verb", "content_name", "product_name", "decision", "folded"]
    readonly_fields = ["content_name", "product_name"]


def percent(part: float) -> str:
    return f"{number_format(part * 100, 2)} %"
