"""What a reader may say about her skin to have an article's picks fitted to it.

It is used for one answer and stored nowhere: names of allergens may be health data.
"""

import re

from django import forms
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from recommendations import avoided
from recommendations.contract import NeedProfile, SkinFeel

MOST_NAMES = 20
SHORTEST_NAME = 3

FEELS = [
    ("", _("nothing in particular")),
    (SkinFeel.DRY, _("dry")),
    (SkinFeel.OILY, _("oily")),
    (SkinFeel.COMBINATION, _("dry in places, oily in others")),
    (SkinFeel.SENSITIVE, _("sensitive")),
]


class SkinForm(forms.Form):
    feel = forms.ChoiceField(
        label=_("My skin feels"),
        choices=FEELS,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose one of the answers that are listed.")},
    )
    avoid = forms.CharField(
        label=_("Leave out products with"),
        required=False,
        max_length=400,
        help_text=_("Names as printed on a pack, with commas between them: linalool, almond."),
        error_messages={
            "max_length": gettext_lazy(
                "That is longer than %(limit_value)d characters (it has %(show_value)d)."
            )
        },
    )
    unscented = forms.BooleanField(label=_("No scent at all"), required=False)

    def clean_avoid(self) -> tuple[str, ...]:
        text: str = self.cleaned_data["avoid"]
        names = tuple(
            dict.fromkeys(name.strip() for name in re.split(r"[,;\n]", text) if name.strip())
        )
        if len(names) > MOST_NAMES:
            raise forms.ValidationError(
                gettext("At most %(most)d names; there are %(number)d.")
                % {"most": MOST_NAMES, "number": len(names)}
            )
        for name in names:
            if len(name) < SHORTEST_NAME:
                raise forms.ValidationError(
                    gettext("“%(name)s” is too short to be looked for; write the whole name.")
                    % {"name": name}
                )
        return names

    def profile(self) -> NeedProfile | None:
        """None where nothing was said."""
        said = self.cleaned_data
        profile = NeedProfile(
            skin_feel=SkinFeel(said["feel"]) if said["feel"] else None,
            avoid=said["avoid"],
            avoid_scent=said["unscented"],
        )
        return profile if profile != NeedProfile() else None

    def unknown(self) -> tuple[str, ...]:
        """What she wants left out and we know by no name."""
        return avoided.meant(self.cleaned_data["avoid"]).unknown

    def left_out(self) -> list[str]:
        """In her words, what no pick may hold."""
        said = self.cleaned_data
        known = [name for name in said["avoid"] if name not in self.unknown()]
        scent = [gettext("scent")] if said["unscented"] or said["feel"] == "sensitive" else []
        return [*known, *scent]
