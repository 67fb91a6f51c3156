from __future__ import annotations

from collections.abc import Iterable, Iterator

from .contract import Ref

SIZE = 100


def in_batches(refs: Iterable[Ref]) -> Iterator[list[Ref]]:
    """So that the texts of all contents are never in memory at once."""
    everything = list(refs)
    for start in range(0, len(everything), SIZE):
        yield everything[start : start + SIZE]
