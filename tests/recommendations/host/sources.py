"""What the host tells the engine about its things."""

from collections.abc import Collection, Iterable, Mapping

from recommendations.contract import Content, Product, Ref

from .things import ITEMS, PLANS, Item, Plan


class Plans:
    def ref_for(self, item: object) -> Ref | None:
        return Ref("plan", item.slug) if isinstance(item, Plan) else None

    def refs(self) -> Iterable[Ref]:
        return [Ref("plan", slug) for slug, plan in PLANS.items() if plan.published]

    def get(self, refs: Collection[Ref]) -> Mapping[Ref, Content]:
        return {
            ref: Content(ref, plan.language, plan.title, plan.body)
            for ref in refs
            if ref.kind == "plan" and (plan := PLANS.get(ref.key)) and plan.published
        }


class Shelf:
    def ref_for(self, item: object) -> Ref | None:
        return Ref("item", item.sku) if isinstance(item, Item) else None

    def all(self) -> Iterable[Product]:
        return [describe(item) for item in ITEMS.values() if item.published]

    def get(self, refs: Collection[Ref]) -> Mapping[Ref, Product]:
        return {ref: describe(item) for ref, item in self.items(refs).items()}

    def items(self, refs: Collection[Ref]) -> Mapping[Ref, Item]:
        return {
            ref: item
            for ref in refs
            if ref.kind == "item" and (item := ITEMS.get(ref.key)) and item.published
        }


def describe(item: Item) -> Product:
    return Product(
        ref=Ref("item", item.sku),
        name=item.name,
        category=item.kind,
        ingredients=item.ingredients,
        available=item.count > 0,
    )
