"""The table of the home page: after which routine we would reach for what."""

from collections.abc import Iterable
from dataclasses import dataclass

from recommendations import conf
from recommendations.contract import Ref
from recommendations.engine import compose
from recommendations.pairing import Drawn, draw
from shop.blog.models import Article

MOST = 5


@dataclass(frozen=True)
class Row:
    article: Article
    picks: list[Drawn]
    telling: Drawn  # the pick that sets it apart from the rows above


def rows(articles: Iterable[Article], language: str) -> list[Row]:
    """Articles whose picks differ, in the given order; the picks are those the articles show."""
    found: list[Row] = []
    shown: set[Ref] = set()
    sets: set[frozenset[Ref]] = set()
    for article, picks in picks_of(articles, language):
        refs = frozenset(pick.ref for pick in picks)
        if not refs or refs in sets:
            continue
        best_first = sorted(picks, key=lambda pick: pick.pick.score, reverse=True)
        telling = next((pick for pick in best_first if pick.ref not in shown), best_first[0])
        found.append(Row(article, picks, telling))
        shown |= refs
        sets.add(refs)
    return found[:MOST]


def picks_of(articles: Iterable[Article], language: str) -> list[tuple[Article, list[Drawn]]]:
    """What each article shows below it, for all of them in a fixed number of queries."""
    source, shelf = conf.content_source(), conf.product_source()
    refs = {article: ref for article in articles if (ref := source.ref_for(article))}
    contents = source.get(list(refs.values()))
    products = list(shelf.all()) if contents else []
    composed = {ref: compose(content, products) for ref, content in contents.items()}
    drawn = draw([pick for picks in composed.values() for pick in picks], language)
    by_pick = {id(one.pick): one for one in drawn}
    return [
        (article, [by_pick[id(pick)] for pick in composed.get(ref, []) if id(pick) in by_pick])
        for article, ref in refs.items()
    ]
