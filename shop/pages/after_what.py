"""The table of the home page: after which routine we would reach for what."""

from collections.abc import Iterable
from dataclasses import dataclass

from recommendations.contract import Ref
from recommendations.pairing import Drawn, pair_many
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
    articles = list(articles)
    for article, picks in zip(articles, pair_many(articles, language=language), strict=True):
        refs = frozenset(pick.ref for pick in picks)
        if not refs or refs in sets:
            continue
        best_first = sorted(picks, key=lambda pick: pick.pick.score, reverse=True)
        telling = next((pick for pick in best_first if pick.ref not in shown), best_first[0])
        found.append(Row(article, picks, telling))
        shown |= refs
        sets.add(refs)
    return found[:MOST]
