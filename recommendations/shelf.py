"""Products so arranged that the few which fit a moment are found without a look at the rest.

A box holds products of one kind with the same cautions, and knows the best of each strength and
trait among them. Looked at as if it were a product it scores at least as much as any product in
it. The search opens the most promising box again and again until products lie on top: they come
out in the order of a full ranking, as many as are asked for, whatever the moment and the shopper.

Best-first search over bounding boxes: Hjaltason and Samet, "Distance browsing in spatial
databases", 1999; Tao and others, "Branch-and-bound processing of ranked queries", 2007.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from types import MappingProxyType
from typing import Any

from . import knowledge, textures
from .contract import Product, Ref, Step
from .profiles import STEPS, profile

BOX = 16  # products; a larger box is divided
SLACK = 1e-9  # a box must not lose against its own product by rounding

Key = tuple[str, str, str]
Score = Callable[["Outline"], float]
NOTHING: Mapping[Any, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Outline:
    """What a score is made of: of a product, or of the best product a box could hold."""

    kind: str
    cautions: tuple[str, ...]
    minds_sun: bool
    strengths: Mapping[str, float]
    most: Mapping[str, float]  # of each trait, see textures
    least: Mapping[str, float]  # as ``most`` for a product

    @property
    def step(self) -> Step | None:
        return STEPS.get(self.kind)


@dataclass(frozen=True, slots=True)
class Facts:
    """What score and hard rules need of a product's profile; its list is left behind.

    ``names`` holds all that its ingredients may be called, a name a line.
    """

    outline: Outline
    pregnancy: bool
    names: str


def key(product: Product) -> Key:
    """All of a product that its facts are made of."""
    return product.name, product.category or "", product.ingredients


def facts(product: Product) -> Facts:
    return _facts(*key(product))


# For lists of products: a shelf keeps the facts of its own.
@knowledge.cached(maxsize=16384, of_products=True)
def _facts(name: str, category: str, printed: str) -> Facts:
    return find_facts((name, category, printed))


def find_facts(key: Key) -> Facts:
    """Profiles the product, which takes a thousand times as long as to score it."""
    name, category, printed = key
    seen = profile(Product(Ref("product", "-"), name, category=category, ingredients=printed))
    feel = dict.fromkeys((*textures.traits(), "few"), 0.0) | dict(textures.feel_of(seen.listed))
    return Facts(
        outline=Outline(
            kind=seen.kind,
            cautions=tuple(sorted(seen.cautions)),
            minds_sun="photosensitising" in seen.listed.cautions,
            strengths=seen.strengths,
            most=feel,
            least=feel,
        ),
        pregnancy=seen.pregnancy,
        names=seen.listed.called,
    )


class _Spot:
    """Products that no score can tell apart, by their places on the shelf."""

    __slots__ = ("numbers", "outline", "places")

    def __init__(self, outline: Outline) -> None:
        self.outline = outline
        self.numbers = (*outline.strengths.values(), *outline.most.values())
        self.places: list[int] = []


class _Box:
    """Holds ``spots``, or smaller boxes: ``parts``."""

    __slots__ = ("outline", "parts", "spots")

    def __init__(
        self, outline: Outline, parts: Sequence[_Box] = (), spots: Sequence[_Spot] = ()
    ) -> None:
        self.outline = outline
        self.parts = parts
        self.spots = spots

    @classmethod
    def around(cls, spots: Sequence[_Spot]) -> _Box:
        all_of = [spot.outline for spot in spots]
        first = all_of[0]
        outline = Outline(
            first.kind,
            first.cautions,
            first.minds_sun,
            strengths={n: max(one.strengths[n] for one in all_of) for n in first.strengths},
            most={n: max(one.most[n] for one in all_of) for n in first.most},
            least={n: min(one.least[n] for one in all_of) for n in first.least},
        )
        if len(spots) <= BOX:
            return cls(outline, spots=spots)
        # Divided at the middle of the number in which they differ most.
        columns = list(zip(*(spot.numbers for spot in spots), strict=True))
        widest = max(range(len(columns)), key=lambda i: max(columns[i]) - min(columns[i]))
        in_order = sorted(spots, key=lambda spot: spot.numbers[widest])
        middle = len(in_order) // 2
        halves = (in_order[:middle], in_order[middle:])
        return cls(outline, parts=[cls.around(half) for half in halves])


class Shelf:
    """All products of a host, in its order. Never changes; ``updated`` makes another one."""

    def __init__(self, products: Iterable[Product], known: Mapping[Key, Facts] = NOTHING) -> None:
        """What is not ``known`` of these products is found anew."""
        self._knowledge = knowledge.current().of_products
        self._products = list(products)
        keys = {key(product) for product in self._products}
        self.known = {one: known.get(one) or find_facts(one) for one in keys}
        self._places = {product.ref: place for place, product in enumerate(self._products)}
        self._boxes = self._arranged()

    def _arranged(self) -> dict[Step, list[_Box]]:
        spots: dict[tuple[object, ...], _Spot] = {}
        together: dict[tuple[object, ...], list[_Spot]] = defaultdict(list)
        for place, product in enumerate(self._products):
            outline = self.known[key(product)].outline
            if outline.step is None or not product.available:
                continue
            new = _Spot(outline)
            alike = (outline.kind, outline.cautions, outline.minds_sun)
            spot = spots.setdefault((alike, new.numbers), new)
            spot.places.append(place)
            if spot is new:
                together[alike].append(spot)
        boxes: dict[Step, list[_Box]] = {step: [] for step in Step}
        for group in together.values():
            box = _Box.around(group)
            # Within another one: most groups are passed by for their cautions alone.
            boxes[STEPS[box.outline.kind]].append(_Box(box.outline, parts=[box]))
        return boxes

    def __iter__(self) -> Iterator[Product]:
        return iter(self._products)

    def __len__(self) -> int:
        return len(self._products)

    def get(self, ref: Ref) -> Product | None:
        place = self._places.get(ref)
        return None if place is None else self._products[place]

    def place(self, ref: Ref) -> int:
        return self._places[ref]

    def facts(self, product: Product) -> Facts:
        return self.known[key(product)]

    def best_first(
        self, step: Step, score: Score, ceiling: Score, *, threshold: float
    ) -> Iterator[Product]:
        """Products of a step in stock that score above 0 and not below ``threshold``.

        Equals come in the order of the shelf. ``score`` may not fall when a strength rises, nor
        when a trait rises that it likes, or falls that it dislikes. ``ceiling`` is quick to tell
        and never below it for the same kind and cautions.
        """
        heap: list[tuple[float, bool, int, _Box | _Spot]] = []
        number = 0  # so that boxes are never compared

        def push(box: _Box, highest: float) -> None:
            nonlocal number
            if highest > 0 and highest + SLACK >= threshold:
                number += 1
                heappush(heap, (-highest - SLACK, False, number, box))

        for whole in self._boxes[step]:
            push(whole, ceiling(whole.outline))
        while heap:
            negative, is_spot, place, top = heappop(heap)
            if isinstance(top, _Spot):
                yield self._products[place]
                after = bisect_right(top.places, place)
                if after < len(top.places):
                    heappush(heap, (negative, is_spot, top.places[after], top))
                continue
            for part in top.parts:
                push(part, score(part.outline))
            for spot in top.spots:
                own = score(spot.outline)
                if own > 0 and own >= threshold:
                    heappush(heap, (-own, True, spot.places[0], spot))

    def updated(self, products: Iterable[Product]) -> Shelf:
        """A shelf of these products; only what is new or changed is profiled."""
        return Shelf(products, self.known if self.is_of_this_knowledge else {})

    @property
    def is_of_this_knowledge(self) -> bool:
        """Whether its products were profiled by the rows of knowledge that count now."""
        return knowledge.current().of_products is self._knowledge
