"""Articles and exercises as tests need them."""

from typing import Any

from shop.blog.models import Article, Author, Exercise
from shop.blog.save_article import save_article


def exercise(slug: str = "wall-angel", **given: Any) -> Exercise:
    values = {
        "family": "upper_back_strengthening",
        "name_en": slug.replace("-", " ").capitalize(),
        "name_sv": f"{slug} på svenska",
        "dose_en": "2 rounds of 8",
        "dose_sv": "2 omgångar om 8",
        "cue_en": f"Cue of {slug}.",
        "cue_sv": f"Påminnelse om {slug}.",
        "instruction_en": f"How to do {slug}.",
        "instruction_sv": f"Så gör man {slug}.",
        "seconds": 120,
    }
    return Exercise.objects.get_or_create(slug=slug, defaults=values | given)[0]


def routine(*slugs: str) -> str:
    """A document with a routine of these exercises, half a minute each."""
    for slug in slugs:
        exercise(slug)
    moves = "".join(f'<li data-exercise="{slug}" data-seconds="30"></li>' for slug in slugs)
    return f'<p>First words.</p><h2>The moves</h2><ol data-routine="">{moves}</ol>'


def article(slug: str = "desk-break", **given: Any) -> Article:
    """Published, in English, and about nothing that a product could follow from."""
    author, _made = Author.objects.get_or_create(slug="tove", defaults={"name": "Tove Hallberg"})
    values = {
        "story": slug,
        "language": "en",
        "title": slug.replace("-", " ").capitalize(),
        "deck": f"Deck of {slug}.",
        "topic": "posture",
        "body": "<p>A chair and a window.</p>",
        "author": author,
        "status": Article.Status.PUBLISHED,
    }
    return save_article(article=Article(slug=slug, **values | given))
