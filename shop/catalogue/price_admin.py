"""The page of the admin where a price changes: its effect first, its history below."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from shop import money

from .change_price import change_price, end_reduction, reduce_price, with_log
from .forms import KronorField
from .models import Product, Variant, unit_price_text
from .prices import Reduction, log_of, steps_of
from .prior_price import Offer, Stretch, lowest_before, offers, timeline

if TYPE_CHECKING:
    ProductAdminOf = admin.ModelAdmin[Product]


class Deed(forms.Form):
    """Answered first with what it will do; stored when that is sent back unchanged."""

    name = ""
    effect = forms.CharField(required=False, widget=forms.HiddenInput)

    def carry_out(self, size: Variant, by: str) -> None:
        raise NotImplementedError

    def is_confirmed(self, effect: str) -> bool:
        return "store" in self.data and self.cleaned_data["effect"] == effect

    def show(self, effect: str) -> None:
        """What is to be read now goes along with the form when it is sent again."""
        self.data = {**dict(self.data.items()), self.add_prefix("effect"): effect}


class ChangeForm(Deed):
    name = "change"
    price = KronorField(
        label=_("ordinary price in kronor, VAT included"),
        widget=forms.TextInput(attrs={"size": 9, "inputmode": "decimal"}),
    )
    reason = forms.CharField(label=_("reason"), max_length=200, required=False)

    def carry_out(self, size: Variant, by: str) -> None:
        given = self.cleaned_data
        change_price(variant=size, price=given["price"], reason=given["reason"], by=by)


class ReduceForm(Deed):
    name = "reduce"
    price = KronorField(
        label=_("reduced price in kronor, VAT included"),
        widget=forms.TextInput(attrs={"size": 9, "inputmode": "decimal"}),
    )
    starts = forms.DateTimeField(
        label=_("starts"),
        required=False,
        help_text=_("Empty: at once."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )
    ends = forms.DateTimeField(
        label=_("ends"),
        required=False,
        help_text=_("Empty: until further notice."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )
    reason = forms.CharField(label=_("reason"), max_length=200, required=False)

    def carry_out(self, size: Variant, by: str) -> None:
        given = self.cleaned_data
        reduce_price(
            variant=size,
            price=given["price"],
            starts=given["starts"],
            ends=given["ends"],
            reason=given["reason"],
            by=by,
        )


class EndForm(Deed):
    name = "end"
    reduction = forms.ModelChoiceField(Reduction.objects.none(), widget=forms.HiddenInput)

    def carry_out(self, size: Variant, by: str) -> None:
        end_reduction(reduction=self.cleaned_data["reduction"])


@require_http_methods(["GET", "HEAD", "POST"])
def price_page(request: HttpRequest, pk: int, model_admin: "ProductAdminOf") -> HttpResponse:
    size = get_object_or_404(with_log(Variant.objects.all()), pk=pk)
    if not model_admin.has_change_permission(request, size.product):
        raise PermissionDenied
    sent = bound_form(request, size) if request.method == "POST" else None
    effect: list[str] = []
    if sent is not None and sent.is_valid():
        try:
            effect, is_stored = try_out(sent, size, by=request.user.get_username())
        except ValidationError as error:
            sent.add_error(None, error)
        else:
            if is_stored:
                said = f"{size.sku}: {' '.join(effect)}"
                model_admin.log_change(request, size.product, said)
                messages.success(request, said)
                return redirect("admin:catalogue_variant_price", pk)
    context = page(request, size, sent, effect, model_admin)
    return TemplateResponse(request, "admin/catalogue/price.html", context)


def bound_form(request: HttpRequest, size: Variant) -> Deed:
    kind = request.POST.get("deed")
    form: Deed
    if kind == EndForm.name:
        form = EndForm(request.POST, prefix=EndForm.name)
        form.fields["reduction"].queryset = size.reductions.all()  # type: ignore[attr-defined]
        return form
    chosen = ReduceForm if kind == ReduceForm.name else ChangeForm
    return chosen(request.POST, prefix=chosen.name)


@transaction.atomic
def try_out(form: Deed, size: Variant, *, by: str) -> tuple[list[str], bool]:
    """What the deed did, and whether that stays: only where it is what was read before."""
    form.carry_out(size, by)
    after = with_log(Variant.objects.all()).get(pk=size.pk)
    effect = list(effect_of(form, size, after))
    is_confirmed = form.is_confirmed(" ".join(effect))
    if not is_confirmed:
        transaction.set_rollback(True)
        form.show(" ".join(effect))
    return effect, is_confirmed


def effect_of(form: Deed, before: Variant, after: Variant) -> Iterator[str]:
    """Each thing that it means, as a sentence."""
    if form.name == ChangeForm.name:
        yield gettext("From %(before)s to %(after)s (%(unit)s).") % {
            "before": money.kronor(before.ordinary_price),
            "after": money.kronor(after.ordinary_price),
            "unit": price_of_unit(after, after.ordinary_price) or "–",
        }
    if not after.product.is_published:
        yield gettext("It is not on the shelf, so nobody sees this price yet.")
        return
    if form.name == ChangeForm.name:
        yield from effect_on_30_days(before, after.ordinary_price)
    coming = [
        offer for offer in offers_of(after) if offer.ends is None or offer.ends > timezone.now()
    ]
    yield from (said_of(offer, after) for offer in coming)
    if not coming:
        yield gettext("Shown as %(price)s without a percentage: no reduction runs.") % {
            "price": money.kronor(after.ordinary_price)
        }


def effect_on_30_days(before: Variant, price: int) -> Iterator[str]:
    seen = timeline(log_of(before), steps_of(before))
    lowest = lowest_before(seen, timezone.now(), zone=timezone.get_default_timezone())
    if lowest is None or price < lowest:
        yield gettext(
            "A reduction that starts in the next 30 days must go below %(price)s to be announced."
        ) % {"price": money.kronor(price)}
    else:
        yield gettext(
            "The lowest price of the last 30 days stays %(price)s for now: a reduction that starts "
            "today is measured by that."
        ) % {"price": money.kronor(lowest)}


def said_of(offer: Offer, size: Variant) -> str:
    # Not the minute of what begins at once: the sentence is to be the same when it is confirmed.
    given = {
        "starts": gettext("now") if offer.starts <= timezone.now() else written(offer.starts),
        "ends": written(offer.ends) if offer.ends else gettext("further notice"),
        "price": money.kronor(offer.price),
        "unit": price_of_unit(size, offer.price) or "–",
        "percent": offer.percent,
        "prior": "–" if offer.lowest_before is None else money.kronor(offer.lowest_before),
    }
    if offer.prior is not None:
        return (
            gettext(
                "From %(starts)s until %(ends)s: %(price)s (%(unit)s), shown as −%(percent)s %% "
                "from %(prior)s, the lowest of the 30 days before."
            )
            % given
        )
    if offer.lowest_before is not None:
        return (
            gettext(
                "From %(starts)s until %(ends)s: %(price)s (%(unit)s), without a percentage, since "
                "it is not below %(prior)s, the lowest of the 30 days before."
            )
            % given
        )
    return (
        gettext(
            "From %(starts)s until %(ends)s: %(price)s (%(unit)s), without a percentage, since "
            "nobody could see a price in the 30 days before."
        )
        % given
    )


def written(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "Y-m-d H:i")


def price_of_unit(size: Variant, price: int) -> str:
    return unit_price_text(price, size.quantity, size.unit)


def offers_of(size: Variant) -> list[Offer]:
    return offers(log_of(size), steps_of(size), zone=timezone.get_default_timezone())


@dataclass(frozen=True)
class Row:
    """A line of the history: what shoppers saw over a stretch of time."""

    stretch: Stretch
    prior: int | None
    happened: list[str]


def history(size: Variant) -> list[Row]:
    """The latest first."""
    priors = {offer.starts: offer.prior for offer in offers_of(size)}
    return [
        Row(stretch, priors.get(stretch.starts), list(events(size, stretch.starts)))
        for stretch in reversed(timeline(log_of(size), steps_of(size)))
    ]


def events(size: Variant, moment: datetime) -> Iterator[str]:
    for change in size.price_changes.all():
        if change.at == moment:
            what = (
                gettext("Ordinary price %(price)s") % {"price": money.kronor(change.price)}
                if change.price
                else gettext("Off the shelf")
            )
            yield joined(what, change.by, change.reason)
    for reduction in size.reductions.all():
        if reduction.starts == moment and not reduction.was_called_off:
            what = gettext("Reduced to %(price)s") % {"price": money.kronor(reduction.price)}
            yield joined(what, reduction.by, reduction.reason)
        if reduction.ends == moment and not reduction.was_called_off:
            yield gettext("End of the reduction to %(price)s") % {
                "price": money.kronor(reduction.price)
            }


def joined(*words: str) -> str:
    return ", ".join(word for word in words if word)


def page(
    request: HttpRequest,
    size: Variant,
    sent: Deed | None,
    effect: list[str],
    model_admin: "ProductAdminOf",
) -> dict[str, Any]:
    def form(kind: "Callable[..., Deed]", name: str, **initial: Any) -> Deed:
        if sent is not None and sent.name == name:
            return sent
        return kind(prefix=name, initial=initial)

    return {
        **model_admin.admin_site.each_context(request),
        "opts": Product._meta,
        "title": gettext("Price of %(size)s") % {"size": size},
        "size": size,
        "effect": effect,
        "sent": sent,
        "change": form(ChangeForm, ChangeForm.name, price=size.ordinary_price),
        "reduce": form(ReduceForm, ReduceForm.name),
        "reductions": [each for each in size.reductions.all() if not each.is_over],
        "history": history(size),
        "now": timezone.now(),
    }
