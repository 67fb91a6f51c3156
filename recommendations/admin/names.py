"""What the host calls its items, for people who do not think in refs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from recommendations import conf
from recommendations.batches import in_batches
from recommendations.contract import Ref


def names_of(refs: Iterable[str]) -> dict[str, str]:
    """Of products and contents, whichever they are; one that is no longer published has none."""
    asked = {Ref.parse(ref) for ref in refs if ref}
    found: dict[str, str] = {}
    if asked and conf.get("PRODUCT_SOURCE"):
        products = conf.product_source().get(asked)
        found |= {str(ref): product.name for ref, product in products.items()}
    rest = {ref for ref in asked if str(ref) not in found}
    if rest and conf.get("CONTENT_SOURCE"):
        contents = conf.content_source().get(rest)
        found |= {str(ref): content.title for ref, content in contents.items()}
    return found


def all_products() -> dict[str, str]:
    """{ref: name}; no two names are the same."""
    if not conf.get("PRODUCT_SOURCE"):
        return {}
    return told_apart({str(p.ref): p.name for p in conf.product_source().all()})


def all_contents() -> dict[str, str]:
    """{ref: title}; no two titles are the same."""
    if not conf.get("CONTENT_SOURCE"):
        return {}
    source = conf.content_source()
    titles: dict[str, str] = {}
    for refs in in_batches(source.refs()):
        titles |= {str(ref): content.title for ref, content in source.get(refs).items()}
    return told_apart(titles)


def told_apart(names: Mapping[str, str]) -> dict[str, str]:
    """Where two things are called the same, the ref stands behind the name."""
    how_many = Counter(name.casefold() for name in names.values())
    return {
        ref: name if how_many[name.casefold()] == 1 else f"{name} ({ref})"
        for ref, name in names.items()
    }
