"""One function a row of the table; each measures one thing beside what it is compared with.

A new row: a function from ``Size`` to ``Row``s, and its name in ``ROWS``.
"""

from __future__ import annotations

import gc
import importlib
import importlib.util
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice, product
from statistics import median
from time import perf_counter, thread_time

from django.core.cache import cache

from recommendations import claims, engine, knowledge, known_facts, reading
from recommendations.contract import Content, NeedProfile, Pick, Product, SkinFeel
from recommendations.learning import POOL, Table
from recommendations.management.histories import History, read_histories
from recommendations.shelf import Shelf, facts, key
from tests.__main__ import postgresql
from tests.catalogue import price_histories
from tests.click_to_ranking import seconds_to_ranking
from tests.ground import ROOT, clean_environment, open_shop

from .goods import Goods, articles, goods, histories, sentences, varied


@dataclass(frozen=True, slots=True)
class Size:
    products: int = 10_000
    calls: int = 600
    people: int | None = None  # all there are
    questions: int = 4_000
    clicks: int = 5


QUICK = Size(products=300, calls=30, people=400, questions=100, clicks=0)


@dataclass(frozen=True, slots=True)
class Row:
    """``mark`` is what to reach; ``reached`` is ``None`` where nothing has to be."""

    what: str
    figures: dict[str, float]
    mark: str = ""
    reached: bool | None = None
    note: str = ""


@dataclass(slots=True)
class Times:
    """Milliseconds of single calls, as this thread computes: none of them waits for anything,
    and what else the machine does is not measured. ``by_the_clock`` has it all."""

    each: list[float] = field(default_factory=list)
    by_the_clock: list[float] = field(default_factory=list)

    def of(self, call: Callable[[], object]) -> object:
        started, clock = thread_time(), perf_counter()
        result = call()
        self.each.append((thread_time() - started) * 1000)
        self.by_the_clock.append((perf_counter() - clock) * 1000)
        return result

    def at(self, share: float) -> float:
        return _at(self.each, share)

    def figures(self) -> dict[str, float]:
        return {
            "median_ms": round(median(self.each), 3),
            "p5_ms": round(self.at(0.05), 3),
            "p95_ms": round(self.at(0.95), 3),
            "p95_by_the_clock_ms": round(_at(self.by_the_clock, 0.95), 3),
            "calls": len(self.each),
        }


def _at(times: Sequence[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


@lru_cache(maxsize=1)
def assortment(count: int) -> Goods:
    return goods(count)


def for_the_face(size: Size) -> list[Product]:
    """Harder than all sorts, most of which are never looked at."""
    products = assortment(size.products).products
    known = known_facts.known_facts(products)
    faces = [product for product in products if known[key(product)].outline.step]
    return varied(faces, size.products)


def profiles(size: Size) -> Iterator[Row]:
    """A process that knows nothing yet, and one that comes after it."""
    products = assortment(size.products).products
    cache.clear()
    knowledge.forget()
    started = perf_counter()
    known = known_facts.known_facts(products)
    found = perf_counter()
    again = known_facts.known_facts(products)
    read = perf_counter()
    Shelf(products, known)
    arranged = perf_counter()
    if again != known:
        raise AssertionError("What was noted of products is not what was found out.")
    seconds = found - started
    yield Row(
        f"cold profile build, {len(products):,} products",
        {"seconds": round(seconds, 2), "products_a_second": round(len(products) / seconds)},
        "< 60 s",
        seconds < 60,
        assortment(size.products).told,
    )
    yield Row(
        "the same in a process after it, from the cache",
        {
            "seconds": round(read - found, 2),
            "arranging_seconds": round(arranged - read, 2),
            "times_as_fast": round(seconds / (read - found), 1),
        },
    )


def pairing(size: Size) -> Iterator[Row]:
    """One article against all products for the face, from a shelf and from a list."""
    products = for_the_face(size)
    shelf = Shelf(products, {key(product): facts(product) for product in products})
    asked = list(islice(_asked(), size.calls))
    cold, warm, whole = Times(), Times(), Times()
    found = []
    for content, shopper in asked:
        reading._read.cache_clear()
        found.append(cold.of(lambda: _composed(content, shopper, shelf)))  # noqa: B023
    for content, _ in asked:
        reading.read(content)
    again = [warm.of(lambda: _composed(*one, shelf)) for one in asked]  # noqa: B023
    reference = [whole.of(lambda: _composed(*one, products)) for one in asked]  # noqa: B023
    same = sum(a == b == c for a, b, c in zip(found, again, reference, strict=True))
    share = same / len(asked)
    about = f"one article against {len(products):,} products for the face"
    for name, times in (("article new", cold), ("article known", warm)):
        ratio = round(median(whole.each) / median(times.each), 1)
        figures = times.figures() | {"times_as_fast_as_all": ratio}
        yield Row(f"{about}, {name}", figures, "p95 < 5 ms", times.at(0.95) < 5)
    yield Row(f"{about}, all of them ranked", whole.figures())
    yield Row("picks of the shelf like those of the ranking", {"share": share}, "1.0", share == 1)


def _asked() -> Iterator[tuple[Content, NeedProfile | None]]:
    """Every article that wants something, for readers who say nothing and for some who do."""
    shoppers = [
        None,
        NeedProfile(avoid_scent=True),
        *(NeedProfile(skin_feel=feel) for feel in SkinFeel),
        NeedProfile(avoid=("linalool", "limonene")),
        NeedProfile(pregnancy=True),
        NeedProfile(needs=("barrier_support",)),
    ]
    wanting = [content for content in articles() if reading.read(content).about_body]
    while True:
        yield from ((content, shopper) for shopper, content in product(shoppers, wanting))


def _composed(
    content: Content, shopper: NeedProfile | None, products: Sequence[Product] | Shelf
) -> list[Pick]:
    return engine.compose(content, products, profile=shopper)


def articles_read(size: Size) -> Iterator[Row]:
    contents = articles()[: size.calls]
    reading.read(contents[0])
    times = Times()
    for content in contents:
        reading._read.cache_clear()
        times.of(lambda: reading.read(content))  # noqa: B023
    rate = 1000 * len(times.each) / sum(times.each)
    yield Row(
        "reading articles",
        {"articles_a_second": round(rate)} | times.figures(),
        ">= 200 a second",
        rate >= 200,
    )


def claims_checked(size: Size) -> Iterator[Row]:
    told = sentences()[: size.calls]
    for language in ("en", "sv"):
        claims.check("A light oil.", "product", language)
    times = Times()
    for scope, language, text in told:
        times.of(lambda: claims.check(text, scope, language))  # type: ignore[arg-type]  # noqa: B023
    rate = 1000 * len(times.each) / sum(times.each)
    yield Row("checking claims", {"sentences_a_second": round(rate)} | times.figures())


def behaviour(size: Size) -> Iterator[Row]:
    """The table and its second look, asked what came next in real histories."""
    path = histories()
    if path is None:
        yield Row("what people take next", {}, note="left out: the file of histories is not there")
        return
    read = read_histories(path)[: size.people]
    training = [(items[:-1], gaps[:-1]) for items, gaps in read]
    started = perf_counter()
    table: Table[str] = Table()
    for items, gaps in training:
        table.learn_history(items, gaps)
    fit = perf_counter() - started
    gc.collect()
    gc.freeze()  # a table of millions of cells, none of them cyclic
    try:
        asked = training[: size.questions]
        times = Times()
        for items, _ in asked:
            times.of(lambda: table.best(items, limit=POOL))  # noqa: B023
        yield Row(
            "the table asked what comes next",
            {"fit_seconds": round(fit, 2)} | times.figures(),
            "p95 < 2 ms",
            times.at(0.95) < 2,
            f"{len(training):,} histories",
        )
        yield from _second_look(table, training, asked, median(times.each))
    finally:
        gc.unfreeze()


def _second_look(
    table: Table[str], training: Sequence[History], asked: Sequence[History], alone: float
) -> Iterator[Row]:
    if not all(importlib.util.find_spec(name) for name in ("numpy", "sklearn")):
        yield Row("the table and its second look", {}, note="left out: needs the extra [learn]")
        return
    started = perf_counter()
    second_look = importlib.import_module("recommendations.reranking").train(table, training)
    fit = perf_counter() - started
    if second_look is None:
        yield Row("the table and its second look", {}, note="too few histories to learn from")
        return
    times = Times()
    for items, gaps in asked:
        times.of(lambda: second_look.best(items, gaps, limit=10))  # noqa: B023
    ratio = round(median(times.each) / alone, 1)
    yield Row(
        "the table and its second look",
        {"fit_seconds": round(fit, 2)} | times.figures() | {"times_as_slow_as_the_table": ratio},
        "p95 < 2 ms, fit < 60 s",
        times.at(0.95) < 2 and fit < 60,
    )


def clicks_counted(size: Size) -> Iterator[Row]:
    """From a click over HTTP to a ranking it bends, in a whole shop with its own worker."""
    if not size.clicks:
        return
    with open_shop() as shop:
        # The first one waits for the worker to start.
        _, *seconds = seconds_to_ranking(shop, size.clicks + 1)
    yield Row(
        "click to ranking",
        {"median_seconds": round(median(seconds), 2), "slowest_seconds": round(max(seconds), 2)},
        "< 5 s",
        max(seconds) < 5,
    )


def prior_prices(size: Size) -> Iterator[Row]:
    """What a reduction is measured by, in as many random histories of a price as products."""
    found = price_histories.compare(size.products)
    yield Row(
        "prior prices beside an oracle that walks back hour by hour",
        {"histories": found.histories, "mismatches": len(found.wrong)},
        "0 mismatches",
        not found.wrong,
    )


def searched(size: Size) -> Iterator[Row]:
    """Questions to a shop of made-up products, misspelt ones among them, on both databases."""
    with postgresql() as url:
        for database, address in (("SQLite", ""), ("PostgreSQL", url)):
            found = in_scratch_shop(size, address)
            for what in ("search", "suggest"):
                yield Row(
                    f"{what}, {size.products:,} products, {database}",
                    found[what],
                    "p95 <= 25 ms",
                    found[what]["p95_ms"] <= 25,
                )


def in_scratch_shop(size: Size, database_url: str) -> dict[str, dict[str, float]]:
    command = [sys.executable, "-m", "tests.bench.searching"]
    command += ["--products", str(size.products), "--calls", str(size.calls)]
    with tempfile.TemporaryDirectory(prefix="afterglow-bench-") as folder:
        environment = clean_environment() | {"AFTERGLOW_VAR": folder}
        if database_url:
            environment["DATABASE_URL"] = database_url
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True
        )
    figures: dict[str, dict[str, float]] = json.loads(done.stdout.splitlines()[-1])
    return figures


ROWS: list[Callable[[Size], Iterator[Row]]] = [
    profiles,
    pairing,
    articles_read,
    claims_checked,
    behaviour,
    clicks_counted,
    prior_prices,
    searched,
]
