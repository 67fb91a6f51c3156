"""What was found out about products, shared by all processes through Django's cache.

To profile ten thousand products takes a process many seconds: the first one does it, and writes
down each part as it goes, so that one that is stopped half-way has not worked in vain.
"""

from __future__ import annotations

import hashlib
import pickle
import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import cast

from django.core.cache import cache

from . import knowledge
from .contract import Product
from .knowledge.tables import ABOUT_PRODUCTS
from .shelf import Facts, Key, find_facts, key

FEW = 200  # products that a shelf profiles sooner than it asks others
PARTS = 32  # so that an entry of ten thousand products stays well below a megabyte
KEPT = 30 * 86_400  # seconds
PACKAGE = Path(__file__).parent

Notes = dict[str, Facts]  # by digest of name, category and list


def known_facts(
    products: Iterable[Product], before: Mapping[Key, Facts] | None = None
) -> dict[Key, Facts]:
    """What is known of these products, for ``Shelf``; ``before``: what is at hand already."""
    found = dict(before or {})
    keys = {key(product) for product in products}
    if sum(one not in found for one in keys) < FEW:
        return found
    parts: dict[int, list[Key]] = defaultdict(list)
    for one in keys:
        parts[int(_digest(one)[:4], 16) % PARTS].append(one)
    for part, some in sorted(parts.items()):
        if any(one not in found for one in some):
            found |= _of_part(f"recommendations:facts:{version()}:{part}", some, found)
    return found


def _of_part(name: str, keys: Iterable[Key], at_hand: Mapping[Key, Facts]) -> dict[Key, Facts]:
    noted = _read(name)
    found = {one: at_hand.get(one) or noted.get(_digest(one)) or find_facts(one) for one in keys}
    notes = {_digest(one): facts for one, facts in found.items()}
    if notes.keys() != noted.keys():
        cache.set(name, zlib.compress(pickle.dumps(notes), 1), KEPT)
    return found


def _read(name: str) -> Notes:
    packed = cache.get(name)
    # Django's cache holds pickles anyhow: who can write there is trusted already.
    return cast(Notes, pickle.loads(zlib.decompress(packed))) if packed else {}  # noqa: S301


def _digest(one: Key) -> str:
    return hashlib.blake2b("\0".join(one).encode(), digest_size=12).hexdigest()


@knowledge.cached(of_products=True)
def version() -> str:
    """Of all that facts follow from: this package, and the host's own rows about products."""
    book = knowledge.current()
    digest = hashlib.blake2b(digest_size=8)
    own = (folder / f"{table}.csv" for folder in book.folders for table in sorted(ABOUT_PRODUCTS))
    patterns = ("*.py", "knowledge/*.py", "knowledge/*.csv")
    files = (path for pattern in patterns for path in sorted(PACKAGE.glob(pattern)))
    for path in (*files, *own):
        digest.update(path.read_bytes() if path.exists() else b"")
    for row in book.rows:
        if row.table in ABOUT_PRODUCTS:
            digest.update(repr(row).encode())
    return digest.hexdigest()
