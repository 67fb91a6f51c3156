"""From an article and the products on sale to a few picks with reasons."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from . import avoided, conf, knowledge, ranking, textures
from .contract import Content, NeedProfile, Pick, Product, Ref, SkinFeel, Step
from .evaluation import Decision, Policy, decide
from .knowledge import Moment
from .learning import NO_EVIDENCE, Evidence, shrink
from .profiles import NEEDS_SERVED, PURPOSE, profile
from .reading import Reading, read
from .reasons import evidence, reasons
from .shelf import Facts, Outline, Shelf, facts

ORDER = {step: number for number, step in enumerate(Step)}
MINDS_THE_SUN = 0.4  # caution of what is better kept for the evening, on a day outdoors
WORTH_SHOWING_BESIDE = 0.5  # of the best score: a composed step may not be much weaker
WORTH_TRYING_BESIDE = 0.85  # of a step's best score: what a policy may draw instead
MOST_TRIED = 20  # candidates of a step


@dataclass(frozen=True, slots=True)
class Candidate:
    """A product that passed the hard rules, and what it scored."""

    product: Product
    step: Step
    need: str
    wishes: Mapping[str, float]  # traits that the moment likes, see textures
    felt: Mapping[str, float]  # traits that it has
    score: float


@dataclass(frozen=True, slots=True)
class Influence:
    """What bends the ranking beside one content: the merchant's rules, and what readers did.

    Hard rules of safety stand above it: nothing is shown because it is pinned or clicked.
    """

    excluded: frozenset[Ref] = frozenset()
    pinned: tuple[Ref, ...] = ()  # first of those that reach the threshold, in this order
    factors: Mapping[Ref, float] = field(default_factory=dict)
    pairs: Mapping[Ref, Evidence] = field(default_factory=dict)
    everywhere: Evidence = NO_EVIDENCE

    @property
    def bent(self) -> frozenset[Ref]:
        """Those whose place the score alone does not decide."""
        return frozenset([*self.pinned, *self.factors, *self.pairs])

    def on(self, product: Ref, score: float) -> float:
        if product in self.pairs:
            score = shrink(score, self.pairs[product], self.everywhere)
        return score * self.factors.get(product, 1.0)


NO_INFLUENCE = Influence()


@knowledge.held()
def recommend(
    content: Content,
    products: Iterable[Product] | Shelf,
    *,
    profile: NeedProfile | None = None,
    exclude: Collection[Ref] = (),
    influence: Influence = NO_INFLUENCE,
    limit: int | None = None,
    threshold: float | None = None,
) -> list[Pick]:
    """The ranking by fit, best first; several of one step are allowed. Empty where nothing fits.

    ``exclude`` are refs not to show this shopper: in the cart, bought lately. From a ``Shelf``
    come the same picks as from a list of its products, sooner when there are many.
    """
    reading = read(content)
    limit = conf.max_picks() if limit is None else limit
    ranked = _rank(reading, products, profile, exclude, influence, threshold, of_each_step=limit)
    return _picks(reading, ranked[:limit], profile)


@knowledge.held()
def compose(
    content: Content,
    products: Iterable[Product] | Shelf,
    *,
    profile: NeedProfile | None = None,
    exclude: Collection[Ref] = (),
    influence: Influence = NO_INFLUENCE,
    limit: int | None = None,
    threshold: float | None = None,
) -> list[Pick]:
    """What a shopper sees: the best product of each step, in the order of use."""
    reading = read(content)
    ranked = _rank(reading, products, profile, exclude, influence, threshold, of_each_step=1)
    steps = _by_step(ranked, conf.max_picks() if limit is None else limit)
    best = [candidates[0] for candidates in steps]
    return sorted(_picks(reading, best, profile), key=lambda pick: pick.order_of_use)


@dataclass(frozen=True, slots=True)
class Draw:
    """Picks drawn by a policy, one decision a step; each decision knows its candidates."""

    picks: tuple[Pick, ...]
    decisions: Mapping[Step, Decision[Ref]]

    @property
    def propensity(self) -> float:
        """How likely exactly these picks were."""
        return math.prod(decision.propensity for decision in self.decisions.values())


@knowledge.held()
def draw(
    content: Content,
    products: Iterable[Product] | Shelf,
    *,
    policy: Policy,
    seed: str,
    influence: Influence = NO_INFLUENCE,
    limit: int | None = None,
    threshold: float | None = None,
) -> Draw:
    """As ``compose``, but each step's product is drawn from those close to the best one.

    The same seed draws the same picks. What is pinned is not left to chance.
    """
    reading = read(content)
    ranked = _rank(reading, products, None, (), influence, threshold, of_each_step=MOST_TRIED)
    steps = _by_step(ranked, conf.max_picks() if limit is None else limit)
    drawn, decisions = [], {}
    for candidates in steps:
        tried = _worth_trying(candidates, influence)
        decision = decide(
            {candidate.product.ref: candidate.score for candidate in tried},
            policy=policy,
            limit=1,
            seed=f"{seed} {tried[0].step}",
        )
        [chosen] = [c for c in tried if c.product.ref == decision.picks[0]]
        drawn.append(chosen)
        decisions[chosen.step] = decision
    picks = sorted(_picks(reading, drawn, None), key=lambda pick: pick.order_of_use)
    return Draw(tuple(picks), decisions)


def _worth_trying(candidates: list[Candidate], influence: Influence) -> list[Candidate]:
    best = candidates[0]
    if best.product.ref in influence.pinned:
        return [best]
    near = [c for c in candidates if c.score >= best.score * WORTH_TRYING_BESIDE]
    return near[:MOST_TRIED]


def _by_step(ranked: list[Candidate], limit: int) -> list[list[Candidate]]:
    """The candidates of each step worth showing, best first, for at most ``limit`` steps."""
    steps: dict[Step, list[Candidate]] = {}
    least = max((candidate.score for candidate in ranked), default=0.0) * WORTH_SHOWING_BESIDE
    for candidate in ranked:
        if candidate.score >= least:
            # One watery layer is enough: a treatment is shown instead of a serum.
            step = Step.HYDRATE if candidate.step is Step.TREAT else candidate.step
            steps.setdefault(step, []).append(candidate)
    return list(steps.values())[:limit]


def _rank(
    reading: Reading,
    products: Iterable[Product] | Shelf,
    shopper: NeedProfile | None,
    exclude: Collection[Ref],
    influence: Influence,
    threshold: float | None,
    *,
    of_each_step: int,
) -> list[Candidate]:
    """Best first; from a shelf at least the best ``of_each_step``, from a list all."""
    _check_needs(shopper)
    if not reading.about_body:
        return []
    view = _View(reading, shopper, influence)
    hidden = influence.excluded.union(exclude)
    least = conf.threshold() if threshold is None else threshold
    if isinstance(products, Shelf):
        candidates = _from_shelf(view, products, hidden, least, of_each_step)
    else:
        candidates = [
            candidate
            for product in products
            if product.available and product.ref not in hidden
            if (candidate := view.look_at(product, facts(product))) is not None
        ]
    ranked = ranking.best(candidates, key=lambda candidate: candidate.score, threshold=least)
    place = {ref: number for number, ref in enumerate(influence.pinned)}
    return sorted(ranked, key=lambda candidate: place.get(candidate.product.ref, len(place)))


def _check_needs(shopper: NeedProfile | None) -> None:
    known = knowledge.needs()
    for need in shopper.needs if shopper else ():
        if need not in known:
            raise ValueError(
                f"NeedProfile.needs holds {need!r}; known needs are {', '.join(sorted(known))}."
            )


def _from_shelf(
    view: _View, shelf: Shelf, hidden: frozenset[Ref], threshold: float, of_each_step: int
) -> list[Candidate]:
    """In the order of the shelf: the best of each step, and whatever is bent."""
    bent = view.influence.bent
    passed_over = hidden | bent

    def seen(products: Iterable[Product]) -> Iterator[Candidate]:
        for product in products:
            candidate = view.look_at(product, shelf.facts(product))
            if candidate is not None:
                yield candidate

    named = (product for ref in bent - hidden if (product := shelf.get(ref)) is not None)
    candidates = list(seen(product for product in named if product.available))
    for step in Step:
        best = shelf.best_first(step, view.score, view.ceiling, threshold=threshold)
        usual = (product for product in best if product.ref not in passed_over)
        candidates += islice(seen(usual), of_each_step)
    return sorted(candidates, key=lambda candidate: shelf.place(candidate.product.ref))


class _View:
    """How one moment, and what the shopper said, looks at products."""

    def __init__(self, reading: Reading, shopper: NeedProfile | None, influence: Influence) -> None:
        self.influence = influence
        self.shopper = shopper or NeedProfile()
        self.avoided = avoided.meant(self.shopper.avoid)
        feel = knowledge.feels()[self.shopper.skin_feel] if self.shopper.skin_feel else None
        self.moment: Moment = knowledge.moments()[reading.moment]
        self.needs = dict(reading.needs)
        for need in self.shopper.needs:
            self.needs[need] = 1.0
        for need, weight in (feel.needs if feel else {}).items():
            self.needs[need] = max(weight, self.needs.get(need, 0.0))
        purposes = PURPOSE.values()
        self.other_needs = {need: self.needs[need] for need in self.needs if need not in purposes}
        around = [reading.moment]
        if self.moment.skin == "calm":  # else the state of the skin decides alone
            around += reading.families
        if self.shopper.skin_feel:
            around.append(f"{self.shopper.skin_feel}_skin")
        self.wishes = {layer: textures.liked(around, layer) for layer in ("oil", "water")}
        self.by_day = reading.outdoors and not reading.evening
        self.factors = dict(knowledge.cautions()[self.moment.skin])
        if self.wishes["oil"].get("rich", 0) >= 1 and not self.wishes["oil"].get("slip"):
            self.factors["heavy"] = 1.0  # no caution where it is what is wished for
        if feel:
            _at_most(self.factors, knowledge.cautions()[feel.skin])
        if reading.exercises or reading.families or reading.sweat:
            # Acids and retinoids never go on freshly exercised skin.
            self.factors |= {"acid": 0.0, "retinoid": 0.0}
        if self.shopper.avoid_scent or self.shopper.skin_feel is SkinFeel.SENSITIVE:
            self.factors |= {"scent_trace": 0.0, "scent_some": 0.0, "scent_strong": 0.0}

    def look_at(self, product: Product, seen: Facts) -> Candidate | None:
        """``None`` when a hard rule hides the product."""
        outline = seen.outline
        if outline.step is None or self._refuses(seen):
            return None
        score = self.influence.on(product.ref, self.score(outline))
        if score <= 0:
            return None
        needs = self._needs_of(outline.kind)
        need = max(needs, key=lambda name: needs[name] * outline.strengths[name])
        wishes = self._wishes_of(outline.kind)
        return Candidate(product, outline.step, need, wishes, outline.most, score)

    def score(self, outline: Outline) -> float:
        """As the moment alone decides; for a box of products the most that one could score."""
        wishes = self._wishes_of(outline.kind)
        felt = {
            trait: (outline.most if weight > 0 else outline.least)[trait]
            for trait, weight in wishes.items()
        }
        fit = ranking.fit(self._needs_of(outline.kind), outline.strengths)
        feel = textures.match(wishes, felt)
        want = self.moment.wants[outline.kind]
        return ranking.score(want, fit, feel, self._cautions(outline))

    def ceiling(self, outline: Outline) -> float:
        """What nothing of this kind and with these cautions could surpass."""
        want = self.moment.wants[outline.kind]
        return ranking.score(want, 1, 1, self._cautions(outline)) if want else 0.0

    def _cautions(self, outline: Outline) -> list[float]:
        factors = [self.factors[caution] for caution in outline.cautions]
        if self.by_day and outline.minds_sun and outline.step is not Step.CLEANSE:
            factors.append(MINDS_THE_SUN)
        return factors

    def _refuses(self, seen: Facts) -> bool:
        return (self.shopper.pregnancy and seen.pregnancy) or self.avoided.stand_in(seen.names)

    def _wishes_of(self, kind: str) -> Mapping[str, float]:
        return self.wishes.get(textures.LAYERS.get(kind, ""), {})

    def _needs_of(self, kind: str) -> Mapping[str, float]:
        """A cleanser answers for cleansing and a sunscreen for the sun; the rest for the rest."""
        return NEEDS_SERVED.get(kind) or self.other_needs


def _at_most(factors: dict[str, float], other: Mapping[str, float]) -> None:
    for caution, factor in other.items():
        factors[caution] = min(factors[caution], factor)


def _picks(
    reading: Reading, candidates: list[Candidate], shopper: NeedProfile | None
) -> list[Pick]:
    """Picks in the given order; one without any reason that may be shown is left out."""
    by_use = sorted(range(len(candidates)), key=lambda i: (ORDER[candidates[i].step], i))
    order_of_use = {index: number for number, index in enumerate(by_use, start=1)}
    picks = []
    for index, candidate in enumerate(candidates):
        seen = profile(candidate.product)
        shown = evidence(reading, seen, candidate.need, candidate.wishes, candidate.felt)
        pick = Pick(
            product=candidate.product.ref,
            step=candidate.step,
            order_of_use=order_of_use[index],
            score=round(candidate.score, 4),
            evidence=shown,
            reasons=reasons(shown, seen, shopper),
        )
        if pick.reasons:
            picks.append(pick)
    return picks
