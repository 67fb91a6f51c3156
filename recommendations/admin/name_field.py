"""A field in which an item of the host is chosen by its name."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

OFFERED = 5  # names beside one that nothing is called


class NameInput(AdminTextInputWidget):
    """A text input that offers the names while one types; the browser's own, without a script."""

    template_name = "admin/recommendations/merchandisingrule/name_input.html"
    names: Mapping[str, str] = {}

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["list"] = f"{context['widget']['attrs']['id']}_names"
        context["names"] = sorted(self.names.values(), key=str.casefold)
        return context


class NameField(forms.CharField):
    """Takes a name, gives the ref. ``offer`` says what there is, for each form anew."""

    widget = NameInput

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.offer({})

    def offer(self, names: Mapping[str, str]) -> None:
        """{ref: name}, no two names the same."""
        self.names = names
        self.widget.names = names
        self.refs = {name.casefold(): ref for ref, name in names.items()}

    def prepare_value(self, value: Any) -> Any:
        return self.names.get(value, value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        if not typed or typed in self.names:
            return str(typed)
        ref = self.refs.get(typed.casefold())
        if ref is None:
            raise ValidationError(self._nearest(typed))
        return ref

    def _nearest(self, typed: str) -> str:
        part = typed.casefold()
        alike = [key for key in self.refs if part in key][:OFFERED]
        close = get_close_matches(part, self.refs, n=OFFERED, cutoff=0.5)
        keys = list(dict.fromkeys([*alike, *close]))[:OFFERED]
        if not keys:
            return _("Nothing is called “%(name)s”.") % {"name": typed}
        return _("Nothing is called “%(name)s”. Is one of these meant: %(names)s?") % {
            "name": typed,
            "names": ", ".join(self.names[self.refs[key]] for key in keys),
        }
