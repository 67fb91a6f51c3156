"""Search over products, articles and movements: every word must occur somewhere in an item."""

from dataclasses import dataclass

from django.db.models import Case, Q, QuerySet, When

from shop.blog.models import Article, Exercise
from shop.catalogue.models import Product

LONGEST = 100  # characters of a question
MOST_WORDS = 8
PER_GROUP = 12

PRODUCT_NAMES = ("name_en", "name_sv")
PRODUCT_TEXTS = (
    *PRODUCT_NAMES,
    "brand",
    "function_en",
    "function_sv",
    "ingredients",
    "category__name_en",
    "category__name_sv",
)
ARTICLE_NAMES = ("title",)
ARTICLE_TEXTS = ("title", "deck", "body_text")
EXERCISE_NAMES = ("name_en", "name_sv")
EXERCISE_TEXTS = (*EXERCISE_NAMES, "cue_en", "cue_sv")


@dataclass(frozen=True)
class Found:
    products: QuerySet[Product]
    articles: QuerySet[Article]
    exercises: QuerySet[Exercise]

    @property
    def count(self) -> int:
        return len(self.products) + len(self.articles) + len(self.exercises)


def find(asked: str, language: str) -> Found:
    words = asked.split()[:MOST_WORDS]
    products = Product.objects.published().for_cards()
    articles = Article.objects.published().in_language(language).for_lists()
    return Found(
        products=products.filter(every_word(words, PRODUCT_TEXTS)).order_by(
            named_first(words, PRODUCT_NAMES), "position", "slug"
        )[:PER_GROUP],
        articles=articles.filter(every_word(words, ARTICLE_TEXTS)).order_by(
            named_first(words, ARTICLE_NAMES), "-published"
        )[:PER_GROUP],
        exercises=Exercise.objects.filter(every_word(words, EXERCISE_TEXTS))[:PER_GROUP],
    )


def every_word(words: list[str], fields: tuple[str, ...]) -> Q:
    condition = Q()
    for word in words:
        in_some_field = Q()
        for field in fields:
            for spelling in spellings(word):
                in_some_field |= Q(**{f"{field}__icontains": spelling})
        condition &= in_some_field
    return condition


def spellings(word: str) -> set[str]:
    """SQLite folds the case of ASCII letters only; å, ä and ö are asked for in each case."""
    return {word} if word.isascii() else {word, word.lower(), word.capitalize(), word.upper()}


def named_first(words: list[str], names: tuple[str, ...]) -> Case:
    return Case(When(every_word(words, names), then=0), default=1)
