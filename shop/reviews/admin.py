from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from recommendations.claims import check
from shop.catalogue.wording import blocked

from .decide_review import publish_review, refuse_review
from .models import Review

if TYPE_CHECKING:
    ReviewAdminBase = admin.ModelAdmin[Review]
    AnswerFormBase = forms.ModelForm[Review]
else:
    ReviewAdminBase = admin.ModelAdmin
    AnswerFormBase = forms.ModelForm


class AnswerForm(AnswerFormBase):
    """The answer is our own copy beside a product, so our own rules hold for it."""

    class Meta:
        model = Review
        fields = ["answer"]

    def clean_answer(self) -> str:
        answer: str = self.cleaned_data["answer"]
        hits = blocked(answer, self.instance.language)
        if hits:
            raise ValidationError(
                [
                    gettext("The answer says “%(words)s”. Write instead: %(instead)s.")
                    % {"words": hit.text, "instead": hit.suggestion.rstrip(".")}
                    for hit in hits
                ]
            )
        return answer


@admin.register(Review)
class ReviewAdmin(ReviewAdminBase):
    """Read, published or refused, and answered; never changed, never deleted.

    There is no filter by stars here, so that nobody can refuse the bad ones in one go.
    """

    form = AnswerForm
    list_display = ["written", "line", "stars", "text_begins", "status", "reason", "to_mind"]
    list_filter = ["status", "reason", "language"]
    list_select_related = ["line"]
    search_fields = ["text", "name", "line__name", "line__order__number"]
    date_hierarchy = "written"
    readonly_fields = [
        *("line", "written", "language", "stars", "text", "name", "feel", "age"),
        *("to_mind", "status", "reason", "decided"),
    ]
    fields = [*readonly_fields, "answer"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions: dict[str, Any] = super().get_actions(request)
        if not self.has_change_permission(request):
            return actions
        actions["publish"] = (publish, "publish", _("Publish"))
        for reason in Review.Reason:
            name = f"refuse_{reason.value}"
            actions[name] = (refuser(reason), name, refuse_label(reason))
        return actions

    @admin.display(description=_("text"))
    def text_begins(self, review: Review) -> str:
        return review.text if len(review.text) <= 80 else f"{review.text[:79]}…"

    @admin.display(description=_("wording to mind"))
    def to_mind(self, review: Review) -> str:
        """A review is not our copy, but quoting it in a letter or an advertisement makes it so."""
        hits = check(review.text, "product", review.language)
        return ", ".join(f"“{hit.text}”" for hit in hits) or "–"


Action = Callable[[ReviewAdmin, HttpRequest, QuerySet[Review]], None]


def refuse_label(reason: Review.Reason) -> str:
    return gettext("Refuse: %(reason)s") % {"reason": reason.label}


def publish(modeladmin: ReviewAdmin, request: HttpRequest, reviews: QuerySet[Review]) -> None:
    done = [review for review in reviews if publish_review(review=review)]
    for review in done:
        modeladmin.log_change(request, review, gettext("Published"))
    tell(request, len(done))


def refuser(reason: Review.Reason) -> Action:
    def refuse(modeladmin: ReviewAdmin, request: HttpRequest, reviews: QuerySet[Review]) -> None:
        done = [review for review in reviews if refuse_review(review=review, reason=reason)]
        for review in done:
            modeladmin.log_change(request, review, refuse_label(reason))
        tell(request, len(done))

    return refuse


def tell(request: HttpRequest, count: int) -> None:
    text = ngettext("%(count)s review changed.", "%(count)s reviews changed.", count)
    messages.success(request, text % {"count": count})
