from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language, override

from shop.languages import LANGUAGES
from shop.public_page import public_page

from .layout import lay_out
from .models import Article, Exercise, Family
from .next_steps import next_steps

PER_PAGE = 16  # one large, then five rows of three


@public_page
def article_list(request: HttpRequest) -> HttpResponse:
    articles = Article.objects.published().in_language(get_language())
    topics = articles.topics()
    topic = request.GET.get("topic", "")
    if topic in topics:
        articles = articles.about(topic)
    context = {
        "page": Paginator(articles.for_lists(), PER_PAGE).get_page(request.GET.get("page")),
        "topics": [(value, label) for value, label in Article.Topic.choices if value in topics],
        "topic": topic if topic in topics else "",
    }
    return render(request, "blog/list.html", context)


@public_page
def article(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(
        Article.objects.published().in_language(get_language()).select_related("author"),
        slug=slug,
    )
    context: dict[str, Any] = {
        "article": found,
        "layout": lay_out(found),
        "related": Article.objects.beside(found)[:3],
        **in_other_language(found),
    }
    return render(request, "blog/article.html", context)


def in_other_language(article: Article) -> dict[str, Any]:
    """The address of its translation; where there is none, of the journal in that language."""
    translation = Article.objects.translations_of(article).first()
    if translation:
        return {"other_language_url": translation.get_absolute_url()}
    other = next(code for code in LANGUAGES if code != article.language)
    with override(other):
        return {"other_language_url": reverse("blog:list"), "untranslated": True}


@public_page
def exercise_list(request: HttpRequest) -> HttpResponse:
    exercises = list(Exercise.objects.all())
    families = [
        (family, [each for each in exercises if each.family == family.value]) for family in Family
    ]
    return render(request, "blog/exercises.html", {"families": families})


@public_page
def exercise(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Exercise, slug=slug)
    articles = Article.objects.published().in_language(get_language())
    following = next_steps(found)
    kin = Exercise.objects.akin_to(found).exclude(pk__in=[each.pk for each in following])
    context = {
        "exercise": found,
        "articles": articles.with_exercise(found).for_lists()[:4],
        "next_steps": following,
        "kin": kin[:5],
    }
    return render(request, "blog/exercise.html", context)
