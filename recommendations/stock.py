"""What the host sells, on a shelf that each process keeps for a while.

A kept shelf is not trusted: what is about to be shown is read again, and where that differs the
shelf is mended and asked once more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from threading import Lock
from time import monotonic
from typing import Any

from django.core.signals import setting_changed

from . import conf, knowledge
from .contract import Content, NeedProfile, Pick, Product, ProductSource, Ref
from .engine import NO_INFLUENCE, Influence, compose
from .known_facts import known_facts
from .shelf import Shelf

MENDED_AT_MOST = 3  # times, then everything is read again


@dataclass(frozen=True, slots=True)
class _Kept:
    shelf: Shelf
    source: ProductSource
    read_at: float

    def is_usable(self) -> bool:
        """Whether it is a shelf of these products at all, be it an old one."""
        return self.source is conf.product_source() and self.shelf.is_of_this_knowledge

    def is_fresh(self) -> bool:
        return monotonic() - self.read_at < conf.shelf_seconds()


_kept: _Kept | None = None
_reading = Lock()


@knowledge.held()
def newest() -> Shelf:
    """All that the host sells now."""
    global _kept
    with _reading:
        _kept = kept = _read(_usable())
    return kept.shelf


def forget() -> None:
    """All products are read again when they are next asked for."""
    global _kept
    _kept = None


@knowledge.held()
def composed(
    contents: Iterable[Content],
    influences: Mapping[Ref, Influence] | None = None,
    *,
    profile: NeedProfile | None = None,
    exclude: Collection[Ref] = (),
) -> dict[Ref, list[Pick]]:
    """``engine.compose`` for each content, from all that the host sells now."""
    global _kept
    contents, influences = list(contents), influences or {}
    if not contents:
        return {}
    kept, is_new = _current()
    for mended in range(MENDED_AT_MOST + 2):
        picks = {
            content.ref: compose(
                content,
                kept.shelf,
                profile=profile,
                exclude=exclude,
                influence=influences.get(content.ref, NO_INFLUENCE),
            )
            for content in contents
        }
        shown = {pick.product for some in picks.values() for pick in some}
        changed = {} if is_new or not shown else _changed(kept, shown)
        if not changed:
            break
        if mended < MENDED_AT_MOST:
            kept = replace(kept, shelf=kept.shelf.updated(_with(changed, kept.shelf)))
        else:
            kept, is_new = _read(kept), True
        _kept = kept
    return picks


def _current() -> tuple[_Kept, bool]:
    """With whether it was read just now. One thread reads, the others serve the old one."""
    global _kept
    old = _usable()
    if old is not None and (old.is_fresh() or not _reading.acquire(blocking=False)):
        return old, False
    if old is None:
        _reading.acquire()
    try:
        new = _usable()
        if new is not None and new is not old and new.is_fresh():
            return new, False  # read while this thread waited
        _kept = new = _read(old)
        return new, True
    finally:
        _reading.release()


def _usable() -> _Kept | None:
    kept = _kept  # another thread may forget it meanwhile
    return kept if kept is not None and kept.is_usable() else None


def _read(before: _Kept | None) -> _Kept:
    source, now = conf.product_source(), monotonic()
    products = list(source.all())
    if before is not None and products == list(before.shelf):
        return replace(before, read_at=now)  # to arrange many again takes long
    known = known_facts(products, before.shelf.known if before else {})
    return _Kept(Shelf(products, known), source, now)


def _changed(kept: _Kept, shown: Collection[Ref]) -> dict[Ref, Product | None]:
    """What is not as the shelf has it; ``None`` for what is no longer there."""
    now = kept.source.get(shown)
    return {ref: now.get(ref) for ref in shown if now.get(ref) != kept.shelf.get(ref)}


def _with(changed: Mapping[Ref, Product | None], shelf: Shelf) -> Iterator[Product]:
    for product in shelf:
        found = changed.get(product.ref, product)
        if found is not None:
            yield found


def _forget_after(*, setting: str, **kwargs: Any) -> None:
    if setting == "RECOMMENDATIONS":
        forget()


setting_changed.connect(_forget_after, dispatch_uid="recommendations.stock")
