from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import MOST_LETTERS, Review
from .stars import STARS

if TYPE_CHECKING:
    ReviewFormBase = forms.ModelForm[Review]
else:
    ReviewFormBase = forms.ModelForm

WORDS = {
    5: _("5, would buy it again"),
    4: _("4, good"),
    3: _("3, neither good nor bad"),
    2: _("2, not for me"),
    1: _("1, would not buy it again"),
}


class ReviewForm(ReviewFormBase):
    stars = forms.TypedChoiceField(
        label=_("How many stars of five?"),
        choices=[(stars, WORDS[stars]) for stars in reversed(STARS)],
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose from one to five stars."),
            "invalid_choice": _("Choose from one to five stars."),
        },
    )

    class Meta:
        model = Review
        fields = ["stars", "text", "name", "feel", "age"]
        widgets = {"text": forms.Textarea(attrs={"rows": 6, "maxlength": MOST_LETTERS})}
        error_messages = {
            "text": {
                "required": _("Write a sentence or two, so that others learn something."),
                "max_length": _("A review has at most %(limit_value)s characters."),
            },
            "name": {"max_length": _("A name has at most %(limit_value)s characters here.")},
            "feel": {"invalid_choice": _("Choose one of the lines, or leave it open.")},
            "age": {"invalid_choice": _("Choose one of the lines, or leave it open.")},
        }
