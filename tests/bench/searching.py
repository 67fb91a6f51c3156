"""Runs inside a project of the shop with a scratch database: fills it with products, asks, and
prints milliseconds as JSON.

    python -m tests.bench.searching --products 10000 --calls 600
"""

import argparse
import json
import os
import random
from collections.abc import Callable, Iterator, Sequence
from time import perf_counter, thread_time
from typing import Any

WORDS = {
    "en": ("Calm", "Dew", "Night", "Morning", "Clear", "Quiet", "Amber", "Linen", "Stone", "Rain"),
    "sv": ("Lugn", "Dagg", "Natt", "Morgon", "Klar", "Stilla", "Bärnsten", "Lin", "Sten", "Regn"),
}
KINDS = {
    "serum": ("Serum", "serum"),
    "oil": ("Face Oil", "ansiktsolja"),
    "cream": ("Cream", "kräm"),
    "cleanser": ("Cleanser", "rengöring"),
    "toner": ("Toner", "ansiktsvatten"),
    "balm": ("Balm", "balsam"),
}
QUESTIONS = (
    *("oil", "serum", "squalane", "face oyl", "rosehip", "nyponkärnolja", "rose hip"),
    *("what is bisabolol", "calm face oil", "klar ansiktsolja", "glycrein", "panthenol serum"),
    *("an unscented oil for oily skin under 300 kr", "serum for dry skin", "niacinamide cream"),
    *("sandpaper", "rosa canina", "hyaluronc acid", "quiet nigth balm", "vitamin c", "sheasmör"),
    *("solrosolja", "kräm för känslig hud", "tocopherol", "moisturiser", "aloe vera tonr"),
)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--products", type=int, default=10_000)
    parser.add_argument("--calls", type=int, default=600)
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "shop.settings"

    import django

    django.setup()
    from django.core.management import call_command

    from shop.search.find import find, suggest
    from shop.search.index import rebuild

    call_command("migrate", verbosity=0)
    started = perf_counter()
    stock_up(options.products)
    rebuild()
    filled = perf_counter() - started
    analyse()
    chance = random.Random(1)
    asked = [
        (chance.choice(QUESTIONS), chance.choice(("en", "sv"))) for _number in range(options.calls)
    ]
    figures = {
        "fill_seconds": round(filled, 1),
        "search": times(lambda one: find(*one), asked),
        "suggest": times(lambda one: suggest(one[0][:6], one[1]), asked),
    }
    print(json.dumps(figures))  # the last line


Question = tuple[str, str]


def times(call: Callable[[Question], Any], asked: Sequence[Question]) -> dict[str, float]:
    """By the clock, for PostgreSQL computes elsewhere; and as this thread computes."""
    for one in asked[:20]:
        call(one)
    clock, own = [], []
    for one in asked:
        started, began = perf_counter(), thread_time()
        call(one)
        clock.append((perf_counter() - started) * 1000)
        own.append((thread_time() - began) * 1000)
    clock.sort()
    own.sort()
    return {
        "p50_ms": round(clock[len(clock) // 2], 2),
        "p95_ms": round(clock[int(len(clock) * 0.95)], 2),
        "p95_computing_ms": round(own[int(len(own) * 0.95)], 2),
        "calls": len(clock),
    }


def stock_up(count: int) -> None:
    from shop.catalogue.models import Category, Product, Variant

    category = Category.objects.create(slug="all", name_en="Everything", name_sv="Allt")
    products = Product.objects.bulk_create(
        [Product(category=category, **values) for values in made_up(count)], batch_size=500
    )
    chance = random.Random(2)
    Variant.objects.bulk_create(
        [
            Variant(
                product=product,
                sku=product.slug,
                quantity=30,
                ordinary_price=chance.randrange(9900, 60000, 500),
                stock=chance.randrange(5),
            )
            for product in products
        ],
        batch_size=500,
    )


def made_up(count: int) -> Iterator[dict[str, object]]:
    """Of lists there are a tenth as many, for reading them is not what is measured."""
    from recommendations import knowledge

    chance = random.Random(0)
    names = sorted({fact.inci for fact in knowledge.ingredients().values()})
    lists = [
        ", ".join(["Aqua", *chance.sample(names, chance.randint(4, 30))])
        for _number in range(max(1, count // 10))
    ]
    for number in range(count):
        kind, (english, swedish) = chance.choice(list(KINDS.items()))
        place, other = chance.randrange(10), chance.randrange(10)
        first, second = WORDS["en"][place], WORDS["en"][other]
        forst, andra = WORDS["sv"][place], WORDS["sv"][other]
        yield {
            "slug": f"product-{number}",
            "brand": chance.choice(("Afterglow", "Nordlys", "Havtorn", "Stilla Lab")),
            "name_en": f"{first} {second} {english}",
            "name_sv": f"{forst} {andra} {swedish}",
            "function_en": f"{english} for {second.lower()} days",
            "function_sv": f"{swedish} för {andra.lower()} dagar",
            "kind": kind,
            "ingredients": chance.choice(lists),
            "status": "published",
            "position": number % 1000,
        }


def analyse() -> None:
    """As autovacuum would have done by now."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


if __name__ == "__main__":
    main()
