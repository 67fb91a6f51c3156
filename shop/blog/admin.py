from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from recommendations.claims import Hit

from . import body, wording
from .document_checks import problems_of
from .models import Article, Author, Exercise
from .save_article import exercises_of, save_article

if TYPE_CHECKING:
    ArticleFormOf = forms.ModelForm[Article]
    ArticleAdminOf = admin.ModelAdmin[Article]
    AuthorAdminOf = admin.ModelAdmin[Author]
    ExerciseAdminOf = admin.ModelAdmin[Exercise]
else:
    ArticleFormOf = forms.ModelForm
    ArticleAdminOf = AuthorAdminOf = ExerciseAdminOf = admin.ModelAdmin

BODY_HELP = lazy(format_html, str)(
    "<p>{}</p><ul><li>{} <code>{}</code></li><li>{} <code>{}</code></li>"
    "<li>{} <code>{}</code></li></ul>",
    _("HTML with p, h2, h3, ul, ol, li, a, em, strong, blockquote, br and sup. Beside these:"),
    _("A routine:"),
    '<ol data-routine><li data-exercise="wall-angel" data-seconds="120">…</li></ol>',
    _("One exercise outside a routine:"),
    '<div data-exercise="wall-angel">…</div>',
    _("A product, by its slug:"),
    '<div data-product="restore-facial-oil"></div>',
)


class ArticleForm(ArticleFormOf):
    class Meta:
        model = Article
        fields = [
            "status",
            "language",
            "story",
            "title",
            "slug",
            "deck",
            "topic",
            "picture",
            "author",
            "body",
            "sources",
            "published",
        ]
        widgets = {
            "title": forms.TextInput(attrs={"size": 80}),
            "deck": forms.Textarea(attrs={"rows": 3, "cols": 100}),
            "sources": forms.Textarea(attrs={"rows": 4, "cols": 100}),
            "body": forms.Textarea(attrs={"rows": 32, "cols": 100, "spellcheck": "true"}),
        }
        help_texts = {"body": BODY_HELP}

    def clean_body(self) -> str:
        """What cannot stay is named instead of being dropped unseen."""
        html: str = self.cleaned_data["body"]
        if sentences := body.refused(html):
            raise ValidationError(sentences)
        return html

    def clean(self) -> dict[str, Any] | None:
        """What is wrong with the document, or may not be published, is named beside it."""
        cleaned = super().clean()
        if "body" in self.cleaned_data:
            document = body.read(self.cleaned_data["body"])
            exercises_of(document)
            sentences = problems_of(document)
            if self.cleaned_data.get("status") == Article.Status.PUBLISHED:
                hits = wording.blocked(document, self.cleaned_data.get("language", ""))
                sentences += dict.fromkeys(map(not_publishable, hits))
            if sentences:
                raise ValidationError({"body": sentences})
        return cleaned


def not_publishable(hit: Hit) -> str:
    if not hit.suggestion:
        return gettext("“%(words)s” may not be published.") % {"words": hit.text}
    return gettext("“%(words)s” may not be published. Write instead: %(instead)s.") % {
        "words": hit.text,
        "instead": hit.suggestion.rstrip("."),
    }


@admin.register(Article)
class ArticleAdmin(ArticleAdminOf):
    form = ArticleForm
    list_display = ["title", "language", "topic", "author", "status", "published"]
    list_filter = ["status", "language", "topic", "author"]
    list_select_related = ["author"]
    search_fields = ["title", "slug", "story", "body_text"]
    prepopulated_fields = {"slug": ["title"], "story": ["title"]}
    date_hierarchy = "published"
    save_on_top = True
    fieldsets = [
        (None, {"fields": [("status", "published")]}),
        (_("What it is"), {"fields": ["title", "deck", ("topic", "picture"), "author"]}),
        (_("Text"), {"fields": ["body", "sources"]}),
        (
            _("Address and translation"),
            {"fields": [("language", "story"), "slug"]},
        ),
    ]

    def save_model(
        self, request: HttpRequest, obj: Article, form: "ModelForm[Article]", change: bool
    ) -> None:
        if change:
            obj.updated = timezone.now()
        save_article(article=obj)


@admin.register(Exercise)
class ExerciseAdmin(ExerciseAdminOf):
    list_display = ["name_en", "name_sv", "family", "seconds", "position"]
    list_filter = ["family"]
    search_fields = ["name_en", "name_sv", "slug"]
    prepopulated_fields = {"slug": ["name_en"]}
    fields = [
        ("name_en", "name_sv"),
        ("family", "slug"),
        ("dose_en", "dose_sv"),
        ("seconds", "position"),
        ("cue_en", "cue_sv"),
        ("instruction_en", "instruction_sv"),
        ("caution_en", "caution_sv"),
    ]


@admin.register(Author)
class AuthorAdmin(AuthorAdminOf):
    list_display = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}
    fields = ["name", "slug", "about_en", "about_sv"]
