"""Keeps the entries, and the vocabulary they are made of, in step with what the shop has."""

import inspect
from collections import Counter
from collections.abc import Collection, Iterable
from hashlib import blake2b

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from recommendations import known_facts
from shop.catalogue import product_facts
from shop.catalogue.models import LONG_TEXTS, Product
from shop.catalogue.product_facts import keep_facts

from . import entries, wording, words
from .entries import Found
from .models import Entry, Index, Remnant, Word
from .words import remnants, stem

COLUMNS = [
    *("item", "language", "title_words", "kind_words", "line_words", "body_words", "spelt"),
    *("place", "visible_from"),
]
AT_ONCE = 500
MADE_WITH = (entries, wording, words, product_facts)
Spelt = tuple[str, bool, str]  # language, whether an article says it, word
Counts = Counter[Spelt]


@transaction.atomic
def refresh(kind: Entry.Kind, keys: Collection[str], found: Iterable[Found]) -> None:
    """Store what is `found` of these keys, and forget those that are found no longer."""
    lock()
    here = {entry.key: entry for entry in Entry.objects.filter(kind=kind, key__in=keys)}
    known = set(Word.objects.filter(language="sv").values_list("word", flat=True))
    found = list(found)
    known |= {word for each in found for language, word in each.spelt() if language == "sv"}
    store(here, [each.entry(known) for each in found])


@transaction.atomic
def rebuild() -> dict[str, int]:
    """Make every entry and every fact for filters anew, and write those that differ; answers how
    many entries there are by kind.

    What the counts of words have drifted by, and what bulk updates told nobody, is right again.
    """
    lock()
    for product in Product.objects.without_source().defer(*LONG_TEXTS):
        keep_facts(product=product)
    found = list(entries.everything())
    known = {word for each in found for language, word in each.spelt() if language == "sv"}
    made = [each.entry(known) for each in found]
    here = {f"{entry.kind} {entry.key}": entry for entry in Entry.objects.all()}
    store(here, made)
    recount(made)
    Index.objects.update(version=version(), rebuilt=timezone.now())
    return dict(Counter(str(entry.kind) for entry in made))


def is_current() -> bool:
    return Index.objects.filter(version=version()).exists()


def version() -> str:
    """Changes with the tables of knowledge and with what is made of them here."""
    digest = blake2b(digest_size=8)
    for module in MADE_WITH:
        digest.update(inspect.getsource(module).encode())
    return f"{known_facts.version()[:60]} {digest.hexdigest()}"


def lock() -> None:
    Index.objects.get_or_create(pk=1)
    Index.objects.select_for_update().get(pk=1)


def store(here: dict[str, Entry], made: list[Entry]) -> None:
    """`here` is by key, or by kind and key."""
    left = {(entry.kind, entry.key): entry for entry in here.values()}
    changed, counts = [], Counts()
    for entry in made:
        before = left.pop((entry.kind, entry.key), None)
        if before is None or any(getattr(entry, name) != getattr(before, name) for name in COLUMNS):
            changed.append(entry)
            counts.update(spelt(entry))
            if before:
                counts.subtract(spelt(before))
    for gone in left.values():
        counts.subtract(spelt(gone))
    Entry.objects.filter(pk__in=[entry.pk for entry in left.values()]).delete()
    Entry.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["kind", "key"],
        update_fields=COLUMNS,
        batch_size=AT_ONCE,
    )
    count(counts)


def spelt(entry: Entry) -> list[Spelt]:
    pairs = (each.split("/", 1) for each in entry.spelt.split())
    return [(language, entry.kind == Entry.Kind.ARTICLE, word) for language, word in pairs]


def count(changes: Counts) -> None:
    """Words by how many more, or fewer, entries have them; a word that is in none goes."""
    changes = Counts({word: number for word, number in changes.items() if number})
    learn(changes)
    by_number: dict[tuple[str, bool, int], list[str]] = {}
    for (language, of_articles, word), number in changes.items():
        by_number.setdefault((language, of_articles, number), []).append(word)
    for (language, of_articles, number), these in by_number.items():
        words = Word.objects.filter(language=language, is_of_articles=of_articles)
        for start in range(0, len(these), AT_ONCE):
            some = words.filter(word__in=these[start : start + AT_ONCE])
            some.update(entries=F("entries") + number)
    if any(number < 0 for number in changes.values()):
        Word.objects.filter(entries__lte=0).delete()


def recount(made: list[Entry]) -> None:
    counts = Counts()
    for entry in made:
        counts.update(spelt(entry))
    wrong = Counts()
    for word in Word.objects.all():
        found = (word.language, word.is_of_articles, word.word)
        if counts[found] != word.entries:
            wrong[found] = counts[found] - word.entries
    count(wrong)


def learn(found: Iterable[Spelt]) -> None:
    """Words that are new, with the remnants they are recognised by when misspelt."""
    found = list(found)
    known = set()
    for start in range(0, len(found), AT_ONCE):
        part = [word for *_rest, word in found[start : start + AT_ONCE]]
        here = Word.objects.filter(word__in=part)
        known |= set(here.values_list("language", "is_of_articles", "word"))
    new = Word.objects.bulk_create(
        [
            Word(
                language=language,
                is_of_articles=of_articles,
                word=word,
                stem=stem(word, language),
            )
            for language, of_articles, word in dict.fromkeys(found)
            if (language, of_articles, word) not in known
        ],
        batch_size=AT_ONCE,
    )
    pairs_of_remnants = [(each, word.pk) for word in new for each in remnants(word.word)]
    with connection.cursor() as cursor:  # a hundred thousand rows, of which no object is needed
        table = Remnant._meta.db_table
        sql = f"INSERT INTO {table} (remnant, word_id) VALUES (%s, %s)"  # noqa: S608
        cursor.executemany(sql, pairs_of_remnants)
