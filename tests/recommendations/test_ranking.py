"""Numbers one can check on a napkin."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommendations.ranking import best, fit, score

parts = st.floats(min_value=0, max_value=1)


def test_fit_is_a_weighted_mean() -> None:
    assert fit({"a": 1.0, "b": 3.0}, {"a": 1.0, "b": 0.5}) == pytest.approx((1 + 1.5) / 4)


def test_without_needs_everything_fits_alike() -> None:
    assert fit({}, {"a": 0.2}) == 1.0


def test_a_strength_nobody_knows_is_none() -> None:
    assert fit({"a": 1.0}, {}) == 0.0


def test_the_score_of_the_napkin() -> None:
    by_hand = 0.5 * (0.6 + 0.1 + 0.05) * 0.5
    assert score(want=0.5, fit=0.5, feel=0.25, cautions=[0.5]) == pytest.approx(by_hand)


def test_one_zero_hides() -> None:
    assert score(want=1, fit=1, feel=1, cautions=[1, 0, 1]) == 0


@given(parts, parts, parts, st.lists(parts, max_size=4))
def test_a_score_stays_between_0_and_1(
    want: float, fitness: float, feel: float, cautions: list[float]
) -> None:
    assert 0 <= score(want, fitness, feel, cautions) <= 1 + 1e-9


@given(parts, parts, parts)
def test_a_better_fit_or_feel_never_scores_less(want: float, one: float, other: float) -> None:
    low, high = sorted([one, other])
    assert score(want, low, 0.5, []) <= score(want, high, 0.5, [])
    assert score(want, 0.5, low, []) <= score(want, 0.5, high, [])


class TestBest:
    def test_best_first(self) -> None:
        assert best([1, 3, 2], key=float, threshold=0) == [3, 2, 1]

    def test_nothing_below_the_threshold(self) -> None:
        assert best([1, 3, 2], key=float, threshold=2) == [3, 2]

    def test_ties_stay_in_the_given_order(self) -> None:
        assert best(["b1", "a1"], key=lambda item: float(item[1]), threshold=0) == ["b1", "a1"]

    def test_nothing_given(self) -> None:
        assert best([], key=float, threshold=0) == []
