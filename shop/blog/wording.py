from collections.abc import Iterator

from recommendations.claims import Hit, Scope, check

from . import body


def blocked(document: body.Document, language: str) -> list[Hit]:
    """Words of an article that may not be published.

    Beside a product the words sell it, so they are held to what may be said of products.
    """
    return [
        hit
        for scope, words in stretches(document)
        for hit in check(words, scope, language)
        if hit.severity == "block"
    ]


def stretches(document: body.Document) -> Iterator[tuple[Scope, str]]:
    parts = document.parts
    for place, part in enumerate(parts):
        around = parts[max(0, place - 1) : place + 2]
        is_selling = any(one.kind == "product" for one in around)
        yield "product" if is_selling else "article", words_of(part)


def words_of(part: body.Part) -> str:
    if part.kind == "text":
        return body.read(part.html).words
    return "\n".join(move.words for move in part.moves)
