"""Search over products, articles, movements and ingredients."""

import unicodedata
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.utils.text import capfirst

from shop.blog.models import Article, Exercise
from shop.catalogue import glossary
from shop.catalogue.models import Product, ProductQuerySet

from . import full_text
from .full_text import Hits, Term
from .models import Entry
from .spelling import Vocabulary, corrections, terms
from .wishes import Wish, Wishes, read
from .wording import EMPTY
from .words import WORD, parted, unique

LONGEST = 100  # characters of a question
MOST_WORDS = 8
PER_GROUP = 12
SUGGESTIONS = 4
NAMES = 2  # columns that suggestions come from: what a thing is called, and what sort it is
SHORT = 3  # columns that matter where no thing has all the words; not long texts

AllHits = dict[Entry.Kind, Hits]
T = TypeVar("T")
M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Ingredient:
    """A page of the glossary, in a line."""

    name: str
    inci: str
    what_for: str
    url: str


@dataclass(frozen=True)
class Group(Generic[T]):
    """What was found of one sort: the first of them, and how many there are."""

    shown: list[T] = field(default_factory=list)
    count: int = 0

    @property
    def has_more(self) -> bool:
        return self.count > len(self.shown)


@dataclass(frozen=True)
class Found:
    products: Group[Product]
    articles: Group[Article]
    exercises: Group[Exercise]
    ingredients: Group[Ingredient]
    # What it says a product must be like.
    wishes: tuple[Wish, ...] = ()
    # What was searched for instead, where a word was misspelt.
    instead: str = ""
    # Nothing has all the words; these have the most of them.
    is_partial: bool = False
    # The same of products alone.
    only_near_products: bool = False

    @property
    def count(self) -> int:
        groups = (self.products, self.articles, self.exercises, self.ingredients)
        return sum(group.count for group in groups)


def find(asked: str, language: str, *, as_written: bool = False) -> Found:
    """`as_written`: without correcting words that nobody here uses."""
    answer = look_up(asked, language, as_written=as_written)
    hits, is_partial = answer.hits, False
    if not hits and len(answer.terms) > 1:
        hits = having_some(answer, language)
        is_partial = bool(hits)
    naming = [term.naming for term in answer.terms]
    if all(naming) or (is_partial and any(naming)):
        hits.pop(Entry.Kind.INGREDIENT, None)  # a sort of product, not of plant
    near: AllHits = {}
    if any(naming) and not all(naming) and Entry.Kind.PRODUCT not in hits:
        near = having_some(answer, language)
        near = {kind: found for kind, found in near.items() if kind == Entry.Kind.PRODUCT}
    found = Found(
        products=group(hits | near, Entry.Kind.PRODUCT, in_products),
        articles=group(hits, Entry.Kind.ARTICLE, in_articles),
        exercises=group(hits, Entry.Kind.EXERCISE, in_exercises),
        ingredients=group(hits, Entry.Kind.INGREDIENT, lambda keys: in_ingredients(keys, language)),
        wishes=answer.wishes.wishes,
        instead=answer.instead,
        is_partial=is_partial,
        only_near_products=bool(near),
    )
    for product in found.products.shown:
        product.price_below = answer.wishes.filters.price_below
    return found


@dataclass(frozen=True)
class Answer:
    """What has all that is asked for; `instead` is how that is written where a word was
    misspelt."""

    wishes: Wishes
    terms: list[Term]
    hits: AllHits
    instead: str = ""


def look_up(asked: str, language: str, *, as_written: bool) -> Answer:
    wishes = read(asked)
    words = words_asked(wishes.rest)
    vocabulary = Vocabulary.about(words)
    options = [] if as_written else corrections(words, vocabulary, language)
    if not options:
        return answer(wishes, terms(words, vocabulary), language)
    tried = []
    for option in options:
        instead = rewritten(asked, option)
        wishes = read(instead)
        words = words_asked(wishes.rest)
        tried.append(answer(wishes, terms(words, Vocabulary.about(words)), language, instead))
        if best_tier(tried[-1].hits) == 0:
            break
    return min(tried, key=lambda one: best_tier(one.hits))  # the likeliest of those that are alike


def answer(wishes: Wishes, asked: list[Term], language: str, instead: str = "") -> Answer:
    if asked:
        among = products_for(wishes)
        hits = full_text.hits(asked, language, limit=PER_GROUP, products=among)
    else:
        hits = all_that_suit(wishes)
    return Answer(wishes, asked, hits, instead)


def having_some(answer: Answer, language: str) -> AllHits:
    return full_text.hits(
        answer.terms,
        language,
        limit=PER_GROUP,
        products=products_for(answer.wishes),
        every=False,
        columns=SHORT,
    )


def products_for(wishes: Wishes) -> "ProductQuerySet | None":
    if not wishes.filters:
        return None
    return wishes.filters.apply(Product.objects.published())


def all_that_suit(wishes: Wishes) -> AllHits:
    """Where nothing is asked for but what a product must be like."""
    products = products_for(wishes)
    if products is None:
        return {}
    keys = products.in_routine_order().values_list("pk", flat=True)
    first = tuple(str(key) for key in keys[:PER_GROUP])
    count = products.count() if len(first) == PER_GROUP else len(first)
    return {Entry.Kind.PRODUCT: Hits(first, count)} if first else {}


def best_tier(hits: AllHits) -> int:
    return min((of_kind.tier for of_kind in hits.values()), default=len(full_text.COLUMNS) + 1)


def having_all(meant: Sequence[Term], language: str) -> AllHits:
    return full_text.hits(meant, language, limit=PER_GROUP) if meant else {}


def words_asked(asked: str) -> list[str]:
    words = unique(parted(asked[:LONGEST]))
    return [word for word in words if word not in EMPTY][:MOST_WORDS] or words[:MOST_WORDS]


def rewritten(asked: str, corrected: dict[str, str]) -> str:
    """The question with its words corrected, and everything between them as it was."""
    folded = unicodedata.normalize("NFKC", asked)
    return WORD.sub(lambda found: corrected.get(found[0].casefold(), found[0]), folded)


# --- what hits stand for --------------------------------------------------------------------------


def group(hits: AllHits, kind: Entry.Kind, load: Callable[[Collection[str]], list[T]]) -> Group[T]:
    of_kind = hits.get(kind)
    if of_kind is None:
        return Group()
    loaded = load(of_kind.first)
    # What was withdrawn since the index was written is not counted.
    return Group(loaded, of_kind.count - (len(of_kind.first) - len(loaded)))


def in_products(keys: Collection[str]) -> list[Product]:
    return in_order(keys, Product.objects.published().for_cards())


def in_articles(keys: Collection[str]) -> list[Article]:
    return in_order(keys, Article.objects.published().for_lists())


def in_exercises(keys: Collection[str]) -> list[Exercise]:
    return in_order(keys, Exercise.objects.all())


def in_order(keys: Collection[str], rows: "QuerySet[M]") -> list[M]:
    by_key = {str(row.pk): row for row in rows.filter(pk__in=keys).order_by()}
    return [by_key[key] for key in keys if key in by_key]


def in_ingredients(keys: Iterable[str], language: str) -> list[Ingredient]:
    pages = (glossary.entries().get(key) for key in keys)
    return [
        Ingredient(
            capfirst(page.names.get(language[:2], page.name)),
            page.name,
            next(iter(page.what_it_does), ""),
            page.url,
        )
        for page in pages
        if page
    ]


# --- while a question is typed --------------------------------------------------------------------


def suggest(typed: str, language: str) -> list[dict[str, Any]]:
    """Groups of what is called so, the last word possibly unfinished."""
    words = words_asked(typed)
    vocabulary = Vocabulary.about(words)
    hits = suggested(words, vocabulary, language)
    for option in [] if hits else corrections(words, vocabulary, language):
        words = unique(option.get(word, word) for word in words)
        hits = suggested(words, Vocabulary.about(words), language)
        if hits:
            break
    ingredients = in_ingredients(first(hits, Entry.Kind.INGREDIENT), language)
    groups: dict[Entry.Kind, list[tuple[str, str, str]]] = {
        Entry.Kind.PRODUCT: [
            (product.name, product.function, product.get_absolute_url())
            for product in in_order(
                first(hits, Entry.Kind.PRODUCT),
                Product.objects.published().only("slug", *NAMES_OF_PRODUCTS),
            )
        ],
        Entry.Kind.ARTICLE: [
            (article.title, article.get_topic_display(), article.get_absolute_url())
            for article in in_order(
                first(hits, Entry.Kind.ARTICLE),
                Article.objects.published().only("title", "slug", "topic", "language"),
            )
        ],
        Entry.Kind.INGREDIENT: [
            (each.name, each.inci if each.inci != each.name else "", each.url)
            for each in ingredients
        ],
        Entry.Kind.EXERCISE: [
            (exercise.name, exercise.get_family_display(), exercise.get_absolute_url())
            for exercise in in_exercises(first(hits, Entry.Kind.EXERCISE))
        ],
    }
    return [
        {
            "kind": str(kind),
            "items": [{"title": title, "detail": about, "url": url} for title, about, url in items],
        }
        for kind, items in groups.items()
        if items
    ]


NAMES_OF_PRODUCTS = ("name_en", "name_sv", "function_en", "function_sv")


def suggested(words: Sequence[str], vocabulary: Vocabulary, language: str) -> AllHits:
    asked = terms(words, vocabulary, unfinished=True)
    return full_text.hits(asked, language, limit=SUGGESTIONS, columns=NAMES) if asked else {}


def first(hits: AllHits, kind: Entry.Kind) -> tuple[str, ...]:
    return hits[kind].first if kind in hits else ()
