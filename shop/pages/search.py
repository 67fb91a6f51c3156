"""Search over products, articles and movements: every word must occur somewhere in an item.

An ingredient is found by its printed name and by its common names in both languages: the list of
a rosehip oil says Rosa Canina, and a shopper says rosehip or nypon.
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Generic, TypeVar

from django.db.models import Case, Model, Q, QuerySet, When
from django.utils.translation import override

from recommendations import knowledge
from shop.blog.models import Article, Exercise
from shop.catalogue.models import Product
from shop.languages import LANGUAGES

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


# Words for what a product is, beside the names of its kind.
KIND_WORDS = {
    Product.Kind.SUNSCREEN: ("solkräm", "solskydd", "solskyddskräm", "spf", "sunblock", "suncream"),
    Product.Kind.CREAM: ("kräm", "ansiktskräm", "moisturiser", "moisturizer", "lotion"),
    Product.Kind.CLEANSER: ("rengöring", "ansiktsrengöring", "tvätt", "wash", "cleansing"),
    Product.Kind.OIL: ("ansiktsolja", "oils", "oljor"),
    Product.Kind.TONER: ("ansiktsvatten", "tonic"),
    Product.Kind.BALM: ("salva", "balsam"),
}
SHORTEST_COMMON_NAME = 4

T = TypeVar("T", bound=Model)


@dataclass
class Group(Generic[T]):
    """What was found of one sort: how many there are, and the first of them."""

    rows: QuerySet[T]

    @cached_property
    def first(self) -> list[T]:
        return list(self.rows[: PER_GROUP + 1])

    @property
    def shown(self) -> list[T]:
        return self.first[:PER_GROUP]

    @cached_property
    def count(self) -> int:
        """Counted apart only where not all are shown."""
        return self.rows.count() if len(self.first) > PER_GROUP else len(self.first)

    @property
    def has_more(self) -> bool:
        return self.count > PER_GROUP


@dataclass(frozen=True)
class Found:
    products: Group[Product]
    articles: Group[Article]
    exercises: Group[Exercise]

    @property
    def count(self) -> int:
        return self.products.count + self.articles.count + self.exercises.count


def find(asked: str, language: str) -> Found:
    words = asked.split()[:MOST_WORDS]
    products = Product.objects.published().for_cards()
    articles = Article.objects.published().in_language(language).for_lists()
    meant = Q()
    for word in words:
        meant &= every_word([word], PRODUCT_TEXTS) | by_common_name(word) | by_kind(word)
    return Found(
        products=Group(
            products.filter(meant).order_by(named_first(words, PRODUCT_NAMES), "position", "slug")
        ),
        articles=Group(
            articles.filter(every_word(words, ARTICLE_TEXTS)).order_by(
                named_first(words, ARTICLE_NAMES), "-published"
            )
        ),
        exercises=Group(Exercise.objects.filter(every_word(words, EXERCISE_TEXTS))),
    )


def by_common_name(word: str) -> Q:
    """Products whose list holds an ingredient that people call so, in either language."""
    condition = Q(pk__in=[])
    if len(word) >= SHORTEST_COMMON_NAME:
        for name, printed in common_names():
            if any(part.startswith(word.lower()) for part in name.split()):
                condition |= Q(ingredients__icontains=printed)
    return condition


@knowledge.cached
def common_names() -> frozenset[tuple[str, str]]:
    """Pairs of what people say and what is printed; several plants may share a name."""
    return frozenset(
        (name.lower(), ingredient.inci)
        for ingredient in knowledge.ingredients().values()
        for name in ingredient.names.values()
    )


def by_kind(word: str) -> Q:
    kinds = [kind for kind in Product.Kind if word.lower() in kind_words()[kind]]
    return Q(kind__in=kinds)


@lru_cache(maxsize=1)
def kind_words() -> dict[Product.Kind, set[str]]:
    words = {kind: set(KIND_WORDS.get(kind, ())) for kind in Product.Kind}
    for language in LANGUAGES:
        with override(language):
            for kind in Product.Kind:
                words[kind].add(str(kind.label).lower())
    return words


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
