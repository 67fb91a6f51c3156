"""Hears what rooms below save and delete, and keeps the index in step after commit."""

from collections.abc import Callable, Collection, Iterator
from typing import Any

from django.db import connection, models, transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from shop.blog.models import Article, Exercise
from shop.catalogue.models import Category, Product

from . import entries
from .entries import Found
from .index import refresh
from .models import Entry

Pending = dict[Entry.Kind, set[str]]


def products(keys: Collection[str]) -> Iterator[Found]:
    rows = Product.objects.published().filter(pk__in=keys).select_related("category")
    return entries.products(rows)


def articles(keys: Collection[str]) -> Iterator[Found]:
    return entries.articles(Article.objects.filter(status=Article.Status.PUBLISHED, pk__in=keys))


def exercises(keys: Collection[str]) -> Iterator[Found]:
    return entries.exercises(Exercise.objects.filter(pk__in=keys))


FIND: dict[Entry.Kind, Callable[[Collection[str]], Iterator[Found]]] = {
    Entry.Kind.PRODUCT: products,
    Entry.Kind.ARTICLE: articles,
    Entry.Kind.EXERCISE: exercises,
}
KINDS: dict[type[models.Model], Entry.Kind] = {
    Product: Entry.Kind.PRODUCT,
    Article: Entry.Kind.ARTICLE,
    Exercise: Entry.Kind.EXERCISE,
}


@receiver([post_save, post_delete], dispatch_uid="search")
def note_change(sender: type[models.Model], instance: models.Model, **more: Any) -> None:
    if isinstance(instance, Category):
        keys = instance.products.values_list("pk", flat=True)
        note(Entry.Kind.PRODUCT, *map(str, keys))
    elif sender in KINDS:
        note(KINDS[sender], str(instance.pk))


def note(kind: Entry.Kind, *keys: str) -> None:
    """All that one transaction changes is looked at once, when it is over. What another one that
    came to nothing has left here is looked at as well, and found as it was."""
    pending().setdefault(kind, set()).update(keys)
    transaction.on_commit(catch_up, robust=True)


def catch_up() -> None:
    """Should it fail, the sale goes on, and the nightly rebuild makes up for it."""
    noted = dict(pending())
    pending().clear()
    for kind, keys in noted.items():
        refresh(kind, keys, FIND[kind](keys))


def pending() -> Pending:
    """Of this connection, as transactions are."""
    if not hasattr(connection, "search_pending"):
        connection.search_pending = {}  # type: ignore[attr-defined]
    noted: Pending = connection.search_pending  # type: ignore[attr-defined]
    return noted
