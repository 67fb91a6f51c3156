"""A shelf gives what a look at every product gives."""

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommendations import engine, knowledge
from recommendations.contract import Content, NeedProfile, Product, Ref, SkinFeel, Step
from recommendations.engine import Influence, compose, draw, recommend
from recommendations.evaluation import Policy
from recommendations.learning import Evidence
from recommendations.profiles import profile
from recommendations.shelf import Facts, Key, Shelf, facts, find_facts, key

from . import shelf

NAMES = ["Serum", "Face Oil", "Face Cream", "Face Wash", "Sun Fluid SPF", "Body Oil", "Drops"]


@cache
def articles() -> list[Content]:
    lines = (Path(__file__).with_name("articles.jsonl")).read_text(encoding="utf-8").splitlines()
    entries: list[dict[str, Any]] = [json.loads(line) for line in lines]
    return [
        Content(Ref("article", entry["id"]), entry["lang"], entry["title"], entry["excerpt"])
        for entry in entries
    ]


INCI = sorted({fact.inci for fact in knowledge.ingredients().values()})
lists = st.lists(st.sampled_from(INCI), min_size=1, max_size=12).map(", ".join)
# Few lists for many products: equals and near equals are what an order can get wrong.
some_lists = st.lists(
    st.one_of(lists, st.sampled_from([item.ingredients for item in shelf.EVERYTHING])),
    min_size=1,
    max_size=40,
)


@st.composite
def assortments(draw: st.DrawFn) -> list[Product]:
    printed = draw(some_lists)
    descriptions = draw(
        st.lists(
            st.tuples(st.sampled_from(NAMES), st.sampled_from(printed), st.integers(0, 9)),
            max_size=120,
        )
    )
    return [
        Product(Ref("product", str(number)), name, ingredients=listed, available=luck > 0)
        for number, (name, listed, luck) in enumerate(descriptions)
    ]


refs = st.integers(0, 119).map(lambda number: Ref("product", str(number)))
few_refs = st.frozensets(refs, max_size=12)
shoppers = st.none() | st.builds(
    NeedProfile,
    skin_feel=st.none() | st.sampled_from(SkinFeel),
    needs=st.lists(st.sampled_from(sorted(knowledge.needs())), max_size=2).map(tuple),
    avoid=st.lists(
        st.sampled_from(["linalool", "Glycerin", "aqua", "squalane", "oil", " "]), max_size=2
    ).map(tuple),
    avoid_scent=st.booleans(),
    pregnancy=st.booleans(),
)
influences = st.builds(
    Influence,
    excluded=few_refs,
    pinned=st.lists(refs, max_size=2, unique=True).map(tuple),
    factors=st.dictionaries(refs, st.sampled_from([0.0, 0.5, 1.0, 1.3]), max_size=8),
    pairs=st.dictionaries(
        refs, st.builds(Evidence, st.just(500), st.integers(0, 90), st.integers(0, 9)), max_size=8
    ),
    everywhere=st.just(Evidence(10_000, 500, 50)),
)


@pytest.fixture(autouse=True, scope="module")
def _small_boxes() -> Iterator[None]:
    """So that a hundred products make boxes within boxes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("recommendations.shelf.BOX", 2)
        yield


class TestTheSamePicks:
    @settings(deadline=None)
    @given(
        assortments(),
        st.sampled_from(articles()),
        shoppers,
        few_refs,
        influences,
        st.sampled_from([1, 3, 20]),
        st.sampled_from([None, 0.0, 0.7]),
    )
    def test_as_from_a_list(
        self,
        products: list[Product],
        content: Content,
        shopper: NeedProfile | None,
        exclude: frozenset[Ref],
        influence: Influence,
        limit: int,
        threshold: float | None,
    ) -> None:
        for choose in (recommend, compose):
            from_list, from_shelf = (
                choose(
                    content,
                    some,
                    profile=shopper,
                    exclude=exclude,
                    influence=influence,
                    limit=limit,
                    threshold=threshold,
                )
                for some in (products, arranged(products))
            )
            assert from_shelf == from_list

    @settings(deadline=None, max_examples=30)
    @given(assortments(), st.sampled_from(articles()), influences, st.text(max_size=3))
    def test_drawn_as_from_a_list(
        self, products: list[Product], content: Content, influence: Influence, seed: str
    ) -> None:
        from_list, from_shelf = (
            draw(content, some, policy=Policy(), seed=seed, influence=influence)
            for some in (products, arranged(products))
        )
        assert from_shelf == from_list

    @pytest.mark.parametrize("content", articles(), ids=lambda content: content.ref.key)
    def test_for_every_article(self, content: Content) -> None:
        products, everything = many()
        for choose in (recommend, compose):
            assert choose(content, everything, limit=9) == choose(content, products, limit=9)


@cache
def many() -> tuple[list[Product], Shelf]:
    """Of a few sorts, so that boxes lie in boxes."""
    chance = random.Random(1)
    products = [
        shelf.product(str(number), ", ".join(chance.choices(INCI, k=6)), chance.choice(NAMES))
        for number in range(150)
    ]
    for number in range(450):
        names = chance.choice(products[:150]).ingredients.split(", ")
        chance.shuffle(names)
        near = replace(chance.choice(products[:150]), ingredients=", ".join(names))
        products.append(replace(near, ref=Ref("product", str(150 + number))))
    return products, arranged(products)


def arranged(products: list[Product]) -> Shelf:
    """With facts from the cache, so that examples are quick."""
    return Shelf(products, {key(product): facts(product) for product in products})


class TestFewAreLookedAt:
    def test_most_products_are_never_scored(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A thousand serums, each with its own strengths: far from all of them are opened."""
        products = [
            shelf.product(f"{first}-{second}-{third}", f"Aqua, {first}, {second}, {third}", "Serum")
            for first in INCI[::40]
            for second in INCI[5::40]
            for third in INCI[9::40]
        ]
        everything = Shelf(products)
        scored = 0
        score = engine._View.score

        def counting(*args: Any) -> float:
            nonlocal scored
            scored += 1
            return score(*args)

        monkeypatch.setattr(engine._View, "score", counting)
        assert compose(shelf.DRY, everything)
        assert scored < len(products) / 3

    def test_it_goes_down_the_list_as_far_as_needed(self) -> None:
        oils = [replace(shelf.OIL, ref=Ref("product", str(number))) for number in range(300)]
        gone = [oil.ref for oil in oils[:-1]]
        [pick] = compose(shelf.EVENING, Shelf(oils), exclude=gone)
        assert pick.product == oils[-1].ref


class TestShelf:
    def test_it_holds_its_products_in_the_order_of_the_host(self) -> None:
        everything = Shelf(shelf.EVERYTHING)
        assert list(everything) == shelf.EVERYTHING
        assert len(everything) == len(shelf.EVERYTHING)
        assert everything.get(shelf.OIL.ref) == shelf.OIL
        assert everything.get(Ref("product", "unheard of")) is None

    def test_an_empty_one_has_nothing_to_show(self) -> None:
        assert recommend(shelf.DRY, Shelf([])) == []

    def test_a_list_of_nothing_but_water_stands_beside_others(self) -> None:
        water = shelf.product("water", "Aqua", "Mist")
        products = [water, shelf.SERUM]
        assert recommend(shelf.DRY, Shelf(products)) == recommend(shelf.DRY, products)

    def test_an_update_profiles_what_changed_and_nothing_else(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before = Shelf(shelf.EVERYTHING)
        profiled: list[str] = []

        def telling(one: Key) -> Facts:
            profiled.append(one[0])
            return find_facts(one)

        monkeypatch.setattr("recommendations.shelf.find_facts", telling)
        renamed = replace(shelf.SERUM, name="Clear Face Wash")
        sold_out = replace(shelf.OIL, available=False)
        after = before.updated([renamed, sold_out, shelf.CREAM])
        assert profiled == ["Clear Face Wash"]
        assert set(after.known) == {key(renamed), key(sold_out), key(shelf.CREAM)}
        assert recommend(shelf.EVENING, after, limit=9) == recommend(
            shelf.EVENING, [renamed, shelf.CREAM], limit=9
        )

    @pytest.mark.parametrize("item", shelf.EVERYTHING, ids=lambda item: item.ref.key)
    def test_facts_are_those_of_the_profile(self, item: Product) -> None:
        seen, found = profile(item), facts(item)
        assert found.outline.kind == seen.kind
        assert set(found.outline.cautions) == seen.cautions
        assert found.outline.strengths == seen.strengths
        assert found.pregnancy == seen.pregnancy
        assert found.names == seen.listed.called

    def test_facts_speak_of_all_lists_of_a_kit(self) -> None:
        serum = shelf.SERUM.ingredients
        night = "Squalane, Retinol, Citrus Limon Peel Oil"
        kit = shelf.product("kit", f"Day: {serum}\nNight: {night}", "Serum")
        assert facts(kit).outline.minds_sun
        assert facts(kit).pregnancy
        assert "retinol" in facts(kit).names

    def test_an_acid_that_only_sets_the_ph_does_not_mind_the_sun(self) -> None:
        adjusted = shelf.product("adjusted", f"{shelf.CREAM.ingredients}, Lactic Acid", "Cream")
        assert not facts(adjusted).outline.minds_sun
        working = shelf.product("working", "Aqua, Lactic Acid, Glycerin", "Serum")
        assert facts(working).outline.minds_sun


def test_only_the_best_of_a_step_are_drawn_from() -> None:
    oils = [replace(shelf.OIL, ref=Ref("product", str(number))) for number in range(60)]
    drawn = draw(shelf.EVENING, oils, policy=Policy(), seed="1")
    assert len(drawn.decisions[Step.SEAL].candidates) == engine.MOST_TRIED
