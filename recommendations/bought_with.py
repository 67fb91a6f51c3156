from __future__ import annotations

from collections.abc import Iterable

from . import conf, stored_table
from .contract import Ref
from .learn_purchases import TABLE

# So many people have to have bought both before that is called often; fewer might be one family.
AT_LEAST = 3


def bought_with(item: object, *, exclude: Iterable[object] = (), limit: int = 3) -> list[object]:
    """The host's products that buyers of ``item`` bought too, the strongest first.

    Only what can be bought now; empty where too few people bought both. Whether two go well
    together on the skin is not asked: this says what people did, nothing more.
    """
    source = conf.product_source()
    ref = source.ref_for(item)
    if ref is None:
        return []
    learned = stored_table.load(TABLE, [str(ref)], rows_only=True)
    row = learned.rows.get(str(ref), {})
    often = {target for target, cell in row.items() if cell.together >= AT_LEAST}
    often -= {str(source.ref_for(other)) for other in exclude}
    if not often:
        return []
    best = learned.best([str(ref)], limit=len(often), allow=often.__contains__)
    refs = [Ref.parse(target) for target, _ in best]
    known = source.get(refs)
    chosen = [ref for ref in refs if ref in known and known[ref].available][:limit]
    items = source.items(chosen)
    return [items[ref] for ref in chosen if ref in items]
