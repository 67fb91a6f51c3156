from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommendations.contract import Content, NeedProfile, Pick, Product, Ref, SkinFeel, Step
from recommendations.engine import Influence, compose, draw, recommend
from recommendations.evaluation import Policy
from recommendations.learning import Evidence

from . import shelf

AFTER_EXERCISE = [shelf.DRY, shelf.SWEATY, shelf.POOL, shelf.SUN, shelf.EVENING]
ORDER = list(Step)


def shown(picks: list[Pick]) -> list[str]:
    return [pick.product.key for pick in picks]


class TestRanking:
    @pytest.mark.parametrize(
        ("article", "first"),
        [
            (shelf.SWEATY, "cleanser"),
            (shelf.POOL, "cleanser"),
            (shelf.SUN, "sunscreen"),
            (shelf.EVENING, "oil"),
        ],
    )
    def test_the_step_that_the_moment_asks_for_is_first(self, article: Content, first: str) -> None:
        assert shown(recommend(article, shelf.EVERYTHING))[0] == first

    def test_after_dry_moves_nothing_is_washed_off(self) -> None:
        picks = recommend(shelf.DRY, shelf.EVERYTHING, limit=20)
        assert {"oil", "serum"} <= set(shown(picks))
        assert "cleanser" not in shown(picks)
        assert "sunscreen" not in shown(picks)

    def test_best_first_and_no_more_than_asked(self) -> None:
        picks = recommend(shelf.DRY, shelf.EVERYTHING, limit=2)
        assert len(picks) == 2
        assert picks[0].score >= picks[1].score

    def test_several_of_one_step_are_allowed(self) -> None:
        second = replace(shelf.OIL, ref=Ref("product", "oil-2"))
        assert shown(recommend(shelf.EVENING, [shelf.OIL, second])) == ["oil", "oil-2"]

    def test_a_tie_keeps_the_order_of_the_host(self) -> None:
        twins = [replace(shelf.OIL, ref=Ref("product", key)) for key in ("b", "a")]
        assert shown(recommend(shelf.EVENING, twins)) == ["b", "a"]

    def test_nothing_below_the_threshold(self) -> None:
        assert recommend(shelf.DRY, shelf.EVERYTHING, threshold=1.0) == []

    @pytest.mark.parametrize("article", [shelf.CAT, shelf.EMERGENCY])
    def test_nothing_where_nothing_fits(self, article: Content) -> None:
        assert recommend(article, shelf.EVERYTHING, threshold=0.0) == []


class TestHardRules:
    @pytest.mark.parametrize("article", AFTER_EXERCISE)
    @pytest.mark.parametrize("key", ["acid", "retinoid", "perfume", "body-oil"])
    def test_never_on_freshly_exercised_skin(self, article: Content, key: str) -> None:
        assert key not in shown(recommend(article, shelf.EVERYTHING, limit=99, threshold=0))

    def test_scent_is_hidden_from_warm_skin_only(self) -> None:
        def everything(article: Content) -> list[str]:
            return shown(recommend(article, shelf.EVERYTHING, limit=99, threshold=0))

        assert "scented-oil" not in everything(shelf.SWEATY)
        assert "scented-oil" in everything(shelf.EVENING)

    def test_out_of_stock_never_enters(self) -> None:
        gone = replace(shelf.OIL, available=False)
        assert recommend(shelf.EVENING, [gone]) == []

    def test_what_is_excluded_never_enters(self) -> None:
        picks = recommend(shelf.EVENING, shelf.EVERYTHING, exclude=[shelf.OIL.ref], limit=99)
        assert "oil" not in shown(picks)

    def test_no_products_no_picks(self) -> None:
        assert recommend(shelf.DRY, []) == []

    def test_all_out_of_stock_no_picks(self) -> None:
        assert compose(shelf.DRY, [replace(p, available=False) for p in shelf.EVERYTHING]) == []


class TestComposition:
    @pytest.mark.parametrize("article", AFTER_EXERCISE)
    def test_one_of_each_step_in_the_order_of_use(self, article: Content) -> None:
        picks = compose(article, shelf.EVERYTHING)
        steps = [ORDER.index(pick.step) for pick in picks]
        assert steps == sorted(set(steps))
        assert [pick.order_of_use for pick in picks] == list(range(1, len(picks) + 1))
        assert 1 <= len(picks) <= 3

    def test_after_sweat_rinse_then_water_then_oil(self) -> None:
        assert shown(compose(shelf.SWEATY, shelf.EVERYTHING)) == ["cleanser", "serum", "oil"]

    def test_sunscreen_comes_last_by_day(self) -> None:
        assert shown(compose(shelf.SUN, shelf.EVERYTHING))[-1] == "sunscreen"

    def test_the_best_of_the_ranking_is_always_in_it(self) -> None:
        for article in AFTER_EXERCISE:
            [best] = recommend(article, shelf.EVERYTHING, limit=1)
            assert best.product in {pick.product for pick in compose(article, shelf.EVERYTHING)}


class TestProfileOfNeeds:
    def test_an_empty_one_changes_nothing(self) -> None:
        plain = recommend(shelf.DRY, shelf.EVERYTHING, limit=99)
        assert recommend(shelf.DRY, shelf.EVERYTHING, profile=NeedProfile(), limit=99) == plain

    def test_an_avoided_allergen_is_a_hard_rule(self) -> None:
        profile = NeedProfile(avoid=("linalool",))
        picks = recommend(shelf.EVENING, [shelf.SCENTED_OIL], profile=profile, threshold=0)
        assert picks == []

    def test_sensitive_skin_gets_no_scent(self) -> None:
        profile = NeedProfile(skin_feel=SkinFeel.SENSITIVE)
        assert recommend(shelf.EVENING, [shelf.SCENTED_OIL], profile=profile, threshold=0) == []

    def test_who_avoids_scent_gets_none(self) -> None:
        profile = NeedProfile(avoid_scent=True)
        assert recommend(shelf.EVENING, [shelf.SCENTED_OIL], profile=profile, threshold=0) == []

    def test_pregnancy_hides_retinoids_even_from_calm_reading(self) -> None:
        article = shelf.content(
            "Serum or essence? A serum with hyaluronic acid suits damp skin; your face cream and"
            " your cleanser stay. Niacinamide and vitamin C in a dropper come first."
        )
        assert recommend(article, [shelf.RETINOID], threshold=0) != []
        profile = NeedProfile(pregnancy=True)
        assert recommend(article, [shelf.RETINOID], profile=profile, threshold=0) == []

    def test_oily_skin_moves_the_light_serum_up_and_says_so(self) -> None:
        profile = NeedProfile(skin_feel=SkinFeel.OILY)

        def lead(profile: NeedProfile | None) -> float:
            picks = recommend(
                shelf.DRY, [shelf.SERUM, shelf.NIACINAMIDE], profile=profile, threshold=0
            )
            scores = {pick.product.key: pick.score for pick in picks}
            return scores["niacinamide"] - scores["serum"]

        assert lead(profile) > lead(None)
        [pick] = recommend(shelf.DRY, [shelf.NIACINAMIDE], profile=profile, threshold=0)
        assert "oily" in pick.reasons["en"].text
        assert "fet" in pick.reasons["sv"].text


class TestReliability:
    @given(st.permutations(shelf.EVERYTHING))
    def test_the_order_of_the_shelf_does_not_change_the_scores(self, items: list[Product]) -> None:
        def scores(products: list[Product]) -> dict[str, float]:
            picks = recommend(shelf.SWEATY, products, limit=99, threshold=0)
            return {pick.product.key: pick.score for pick in picks}

        assert scores(items) == scores(shelf.EVERYTHING)


class TestInfluence:
    """What the merchant decides and what readers did."""

    SECOND = replace(shelf.OIL, ref=Ref("product", "oil-2"))
    OILS = (shelf.OIL, SECOND)

    def first(self, influence: Influence) -> str:
        return shown(recommend(shelf.EVENING, self.OILS, influence=influence))[0]

    def test_a_pin_comes_first_where_it_fits(self) -> None:
        assert self.first(Influence(pinned=(self.SECOND.ref,))) == "oil-2"
        picks = compose(
            shelf.EVENING, self.OILS, influence=Influence(pinned=(self.SECOND.ref,)), limit=1
        )
        assert shown(picks) == ["oil-2"]

    @pytest.mark.parametrize(
        ("article", "product"), [(shelf.SWEATY, shelf.ACID), (shelf.DRY, shelf.PERFUME)]
    )
    def test_no_pin_nor_weight_nor_click_shows_what_a_hard_rule_hides(
        self, article: Content, product: Product
    ) -> None:
        much = Evidence(100, 100, 100)
        influence = Influence(
            pinned=(product.ref,),
            factors={product.ref: 3.0},
            pairs={product.ref: much},
            everywhere=Evidence(100, 1, 0),
        )
        assert product.ref.key not in shown(
            recommend(article, shelf.EVERYTHING, influence=influence, limit=20)
        )

    def test_what_is_excluded_is_not_shown(self) -> None:
        influence = Influence(excluded=frozenset({shelf.OIL.ref}))
        assert shown(recommend(shelf.EVENING, self.OILS, influence=influence)) == ["oil-2"]

    def test_a_weight_moves_the_score(self) -> None:
        [plain] = recommend(shelf.EVENING, [shelf.OIL])
        [half] = recommend(
            shelf.EVENING,
            [shelf.OIL],
            influence=Influence(factors={shelf.OIL.ref: 0.5}),
            threshold=0.0,
        )
        assert half.score == pytest.approx(plain.score / 2, abs=1e-4)

    def test_what_readers_chose_comes_first(self) -> None:
        clicked = Influence(
            pairs={self.SECOND.ref: Evidence(100, 40, 4), shelf.OIL.ref: Evidence(100, 1, 0)},
            everywhere=Evidence(200, 41, 4),
        )
        assert self.first(Influence()) == "oil"
        assert self.first(clicked) == "oil-2"


class TestDraw:
    OILS = tuple(replace(shelf.OIL, ref=Ref("product", f"oil-{number}")) for number in range(4))

    def drawn(self, seed: str, influence: Influence = Influence()) -> list[str]:  # noqa: B008
        found = draw(shelf.EVENING, self.OILS, policy=Policy(), seed=seed, influence=influence)
        return shown(list(found.picks))

    def test_equals_are_all_drawn_and_the_same_seed_draws_the_same(self) -> None:
        seeds = [f"article:1 1 {slot}" for slot in range(60)]
        assert {self.drawn(seed)[0] for seed in seeds} == {f"oil-{n}" for n in range(4)}
        assert [self.drawn(seed) for seed in seeds] == [self.drawn(seed) for seed in seeds]

    def test_the_propensity_is_the_product_of_the_steps(self) -> None:
        found = draw(
            shelf.EVENING, [*self.OILS, shelf.SERUM, shelf.CREAM], policy=Policy(), seed="s"
        )
        assert set(found.decisions) == {pick.step for pick in found.picks}
        [seal] = [d for d in found.decisions.values() if len(d.candidates) == 4]
        assert seal.propensity == pytest.approx(0.25)
        assert found.propensity == pytest.approx(0.25)

    def test_what_is_much_weaker_is_never_drawn(self) -> None:
        weak = replace(shelf.SCENTED_OIL, ref=Ref("product", "weak"))
        influence = Influence(factors={weak.ref: 0.7})
        for slot in range(100):
            found = draw(
                shelf.EVENING,
                [shelf.OIL, weak],
                policy=Policy(explore=1.0),
                seed=str(slot),
                influence=influence,
            )
            assert "weak" not in shown(list(found.picks))

    def test_a_pin_is_not_left_to_chance(self) -> None:
        influence = Influence(pinned=(Ref("product", "oil-2"),))
        assert {self.drawn(str(slot), influence)[0] for slot in range(20)} == {"oil-2"}

    def test_a_bold_policy_shows_the_same_steps_as_the_composition(self) -> None:
        for article in AFTER_EXERCISE:
            composed = compose(article, shelf.EVERYTHING)
            found = draw(article, shelf.EVERYTHING, policy=Policy(explore=1.0), seed="s")
            watery = {Step.HYDRATE: Step.TREAT}
            assert [watery.get(p.step, p.step) for p in found.picks] == [
                watery.get(p.step, p.step) for p in composed
            ]

    def test_nothing_is_drawn_where_nothing_fits(self) -> None:
        found = draw(shelf.CAT, shelf.EVERYTHING, policy=Policy(), seed="s")
        assert found.picks == ()
        assert found.propensity == 1
