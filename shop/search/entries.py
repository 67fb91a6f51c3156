"""What can be found, and the words it is found by."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import override

from recommendations import knowledge
from recommendations.ingredients import Listed, parse
from shop.blog.models import Article, Exercise
from shop.catalogue import glossary
from shop.catalogue.models import Product
from shop.languages import LANGUAGES

from .models import NO_PRODUCT, Entry
from .wording import aliases, alike, words_of_kind
from .words import likely_parts_of, parted, stem, stems, unique

PRINTED = "en"  # names of ingredients are stemmed as if they were English
PLAIN = re.compile(r"[\w '-]+")
SHORTEST_COMPOUND = 7
# What is not for the face says so in its name.
ELSEWHERE = re.compile(r"\b(body|hands?|foot|feet|hair|lips?|kropp|hand|fot|hår|läpp)", re.I)


@dataclass
class Text:
    """Words of one column with the language of each."""

    words: list[tuple[str, str]] = field(default_factory=list)

    def add(self, language: str, *texts: str) -> None:
        self.words += [(language, word) for text in texts for word in parted(text)]

    def add_pair(self, row: object, name: str) -> None:
        for language in LANGUAGES:
            self.add(language, getattr(row, f"{name}_{language}"))

    def take_apart(self, known: Collection[str]) -> None:
        """Lists print Swedish names too, so that any word may be one."""
        for _language, word in list(self.words):
            if len(word) >= SHORTEST_COMPOUND:
                self.words += [("sv", part) for part in likely_parts_of(word, known)]

    def stemmed(self) -> str:
        found: list[str] = []
        for language, word in self.words:
            found.append(stem(word, language))
            found += [each for other in alike().get(found[-1], ()) for each in stems(other)]
        return " ".join(unique(found))


@dataclass
class Found:
    """One thing to be found. `title` is what it is called, `sort` what it is, `line` the words
    below its name; `body` is everything else."""

    kind: Entry.Kind
    key: str
    item: int | None = None
    language: str = ""
    place: int = 0
    visible_from: datetime | None = None
    title: Text = field(default_factory=Text)
    sort: Text = field(default_factory=Text)
    line: Text = field(default_factory=Text)
    body: Text = field(default_factory=Text)

    def spelt(self) -> list[tuple[str, str]]:
        """Its words, each with its language."""
        texts = (self.title, self.sort, self.line, self.body)
        return list(dict.fromkeys(pair for text in texts for pair in text.words))

    def entry(self, known: Collection[str]) -> Entry:
        """As it is stored; Swedish compounds also by their parts, where these are `known`."""
        for text in (self.title, self.sort, self.line, self.body):
            text.take_apart(known)
        marker = "" if self.kind == Entry.Kind.PRODUCT else NO_PRODUCT
        return Entry(
            kind=self.kind,
            key=self.key,
            item=self.item,
            language=self.language,
            place=self.place,
            visible_from=self.visible_from,
            title_words=self.title.stemmed(),
            kind_words=self.sort.stemmed(),
            line_words=self.line.stemmed(),
            body_words=f"{self.body.stemmed()} {marker}".strip(),
            spelt=" ".join(f"{language}/{word}" for language, word in self.spelt()),
        )


def everything() -> Iterator[Found]:
    yield from products(Product.objects.published())
    yield from articles(Article.objects.filter(status=Article.Status.PUBLISHED))
    yield from exercises(Exercise.objects.all())
    yield from ingredients()


def products(rows: Iterable[Product]) -> Iterator[Found]:
    for product in rows:
        found = Found(Entry.Kind.PRODUCT, str(product.pk), product.pk, place=product.position)
        found.title.add_pair(product, "name")
        found.sort.add_pair(product.category, "name")
        found.sort.add("en", product.brand)
        if product.kind != Product.Kind.OTHER:
            for word in words_of_kind(Product.Kind(product.kind)):
                for language in LANGUAGES:
                    found.sort.add(language, word)
        found.line.add_pair(product, "function")
        if product.step and not ELSEWHERE.search(f"{product.name_en} {product.name_sv}"):
            found.line.add("en", "face")
        for item in parse(product.ingredients).everything:
            add_names(found.body, item)
        yield found


def add_names(body: Text, item: Listed) -> None:
    body.add(PRINTED, item.name, item.inci, *aliases().get(item.inci, ()))
    if item.fact:
        for language in LANGUAGES:
            body.add(language, item.fact.names[language])


def articles(rows: Iterable[Article]) -> Iterator[Found]:
    for article in rows:
        found = Found(
            Entry.Kind.ARTICLE,
            str(article.pk),
            article.pk,
            language=article.language,
            place=-int(article.published.timestamp()),
            visible_from=article.published,
        )
        found.title.add(article.language, article.title)
        with override(article.language):
            found.sort.add(article.language, str(article.get_topic_display()))
        found.line.add(article.language, article.deck)
        found.body.add(article.language, article.body_text)
        yield found


def exercises(rows: Iterable[Exercise]) -> Iterator[Found]:
    for exercise in rows:
        known = knowledge.exercises().get(exercise.slug)
        key = str(exercise.pk)
        found = Found(Entry.Kind.EXERCISE, key, exercise.pk, place=exercise.position)
        found.title.add_pair(exercise, "name")
        for language in LANGUAGES:
            with override(language):
                found.sort.add(language, str(exercise.get_family_display()))
            if known:
                plain = filter(PLAIN.fullmatch, known.phrases[language])
                found.line.add(language, known.names[language], *plain)
        found.line.add_pair(exercise, "cue")
        found.body.add_pair(exercise, "instruction")
        yield found


def ingredients() -> Iterator[Found]:
    """The pages of the glossary; of names that are read alike, the one all are known by."""
    pages = glossary.entries()
    for slug, page in pages.items():
        main = glossary.slugified(page.fact.inci) if page.fact else slug
        if main != slug and main in pages:
            continue
        found = Found(Entry.Kind.INGREDIENT, slug)
        found.title.add(PRINTED, page.name, *page.also_printed)
        for language, name in page.names.items():
            found.title.add(language, name)
        for kin in page.kin_entries:
            found.title.add(PRINTED, kin.name, *kin.also_printed)
        yield found
