"""The table of the home page: after which routine we would reach for what."""

from collections.abc import Iterable
from dataclasses import dataclass

from recommendations import conf
from recommendations.engine import compose
from recommendations.pairing import Drawn, draw
from shop.blog.models import Article


@dataclass(frozen=True)
class Row:
    article: Article
    picks: list[Drawn]

    @property
    def best(self) -> Drawn:
        return max(self.picks, key=lambda drawn: drawn.pick.score)


def rows(articles: Iterable[Article], language: str) -> list[Row]:
    """The same picks as the articles show, for all of them in one go; a row without any is left
    out."""
    source, shelf = conf.content_source(), conf.product_source()
    refs = {ref: article for article in articles if (ref := source.ref_for(article))}
    products = list(shelf.all()) if refs else []
    composed = {ref: compose(content, products) for ref, content in source.get(list(refs)).items()}
    drawn = {
        id(one.pick): one
        for one in draw([pick for picks in composed.values() for pick in picks], language)
    }
    found = [
        Row(article, [drawn[id(pick)] for pick in composed.get(ref, []) if id(pick) in drawn])
        for ref, article in refs.items()
    ]
    return [row for row in found if row.picks]
