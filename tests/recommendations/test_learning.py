"""What people went on to."""

from collections.abc import Callable, Collection, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommendations import learning
from recommendations.evaluation import Policy, decide
from recommendations.learning import Evidence, Table, shrink
from recommendations.ranking import best as best_by_fit

Strategy = Callable[[Sequence[int], int, Collection[int]], list[int]]

SIZE = 12
CHECKERBOARD = [
    [item for item in range(SIZE) if item % 2 == person % 2 and item != person]
    for person in range(SIZE)
]  # everyone likes all items of their own colour, and has not met the one with their number


def checkerboard() -> Table[int]:
    table: Table[int] = Table()
    for items in CHECKERBOARD:
        table.learn_history(items)
    return table


def by_table(history: Sequence[int], limit: int, exclude: Collection[int]) -> list[int]:
    found = checkerboard().best(history, limit=limit, exclude=exclude)
    return [item for item, _ in found]


def by_fit(history: Sequence[int], limit: int, exclude: Collection[int]) -> list[int]:
    """The knowledge ranking, with likeness of colour as its score."""
    open_items = [item for item in range(SIZE) if item not in {*history, *exclude}]
    return best_by_fit(open_items, key=lambda item: liking(item, history), threshold=0.5)[:limit]


def by_draw(history: Sequence[int], limit: int, exclude: Collection[int]) -> list[int]:
    """A decision that hardly explores."""
    scores = {
        item: liking(item, history)
        for item in range(SIZE)
        if item not in {*history, *exclude} and liking(item, history)
    }
    careful = Policy(temperature=0.001, explore=0)
    return list(decide(scores, policy=careful, limit=limit, seed="battery").picks)


def by_second_look(history: Sequence[int], limit: int, exclude: Collection[int]) -> list[int]:
    pytest.importorskip("sklearn", reason="needs the extra [learn]")
    from recommendations.reranking import train

    reranker = train(checkerboard(), [(items, ()) for items in CHECKERBOARD])
    assert reranker is not None
    return [item for item, _ in reranker.best(history, limit=limit, exclude=exclude)]


def liking(item: int, history: Sequence[int]) -> float:
    return float(bool(history) and item % 2 == history[-1] % 2)


@pytest.mark.parametrize("strategy", [by_table, by_fit, by_draw, by_second_look])
class TestEveryStrategy:
    """The same battery for each: on the checkerboard the right answer is known."""

    @pytest.mark.parametrize("person", range(SIZE))
    def test_the_withheld_square_is_found(self, strategy: Strategy, person: int) -> None:
        assert strategy(CHECKERBOARD[person], 1, ()) == [person]

    def test_the_right_colour_comes_first(self, strategy: Strategy) -> None:
        assert {item % 2 for item in strategy([0, 2], 4, ())} == {0}

    @pytest.mark.parametrize("limit", [0, 1, 3, 100])
    def test_never_more_than_asked_and_nothing_twice(self, strategy: Strategy, limit: int) -> None:
        found = strategy([0], limit, ())
        assert len(found) <= limit
        assert len(set(found)) == len(found)

    def test_filtered_items_and_the_history_stay_out(self, strategy: Strategy) -> None:
        assert not {0, 2, 4, 6} & set(strategy([0, 2], 100, [4, 6]))

    def test_the_same_question_gets_the_same_answer(self, strategy: Strategy) -> None:
        assert strategy([1, 3], 5, ()) == strategy([1, 3], 5, ())

    def test_an_empty_history_is_answered(self, strategy: Strategy) -> None:
        assert len(strategy([], 3, ())) <= 3


class TestTies:
    def test_equals_stay_in_the_order_in_which_they_were_met(self) -> None:
        table: Table[str] = Table()
        for item in ("z", "a", "m"):
            table.learn(["start"], item)
        assert [item for item, _ in table.best(["start"], limit=3)] == ["z", "a", "m"]
        assert table.strength("start", "z") > 0
        assert table.popular() == ["z", "a", "m"]


class TestTable:
    def test_the_napkin(self) -> None:
        table: Table[str] = Table()
        table.learn_history(["a", "b", "c"])
        shrunk = (9**0.7 * 9**0.3) ** 0.8
        assert table.strength("a", "b") == pytest.approx(1 / shrunk)
        assert table.strength("a", "c") == pytest.approx(0.8**0.8 / shrunk)
        assert table.strength("b", "a") == pytest.approx(0.4**0.8 / shrunk)
        assert table.strength("c", "nothing") == 0
        [(item, score)] = table.best(["a", "b"], limit=5)
        assert item == "c"
        assert score == pytest.approx((1 + 0.6 * 0.8**0.8) / shrunk)

    def test_one_event_touches_few_cells(self) -> None:
        table: Table[int] = Table()
        table.learn_history(range(1000))
        before = {(a, b): cell.weight for a, row in table.rows.items() for b, cell in row.items()}
        table.learn(range(1000), 2000)
        after = {(a, b): cell.weight for a, row in table.rows.items() for b, cell in row.items()}
        changed = {pair for pair in after if after[pair] != before.get(pair)}
        assert len(changed) == 2 * learning.WINDOW
        assert all(2000 in pair for pair in changed)

    def test_no_item_keeps_more_than_its_neighbours(self) -> None:
        table: Table[int] = Table(neighbours=5)
        for item in range(1, 100):
            table.learn([0], item)
            table.learn([0], 7)
        assert len(table.rows[0]) == 5
        assert table.best([0], limit=1)[0][0] == 7

    def test_event_by_event_is_the_same_as_a_whole_history(self) -> None:
        items, gaps = ["a", "b", "a", "c", "d"], [0, 5, 200_000, 3, 90_000]
        whole: Table[str] = Table()
        whole.learn_history(items, gaps)
        single: Table[str] = Table()
        for place, item in enumerate(items):
            single.learn(items[:place], item, gaps[place])
        assert whole.scores(["a", "c"]) == single.scores(["a", "c"])
        assert {name: tally.at_once for name, tally in single.tallies.items()} == {
            "a": 0,
            "b": 1,
            "c": 1,
            "d": 0,
        }

    def test_the_same_item_again_is_no_neighbour_of_itself(self) -> None:
        table: Table[str] = Table()
        table.learn_history(["a", "a", "a"])
        assert table.best(["a"], limit=5) == []
        assert table.tallies["a"].seen == 3

    def test_one_table_serves_articles_and_products(self) -> None:
        table: Table[tuple[str, str]] = Table()
        table.learn_history([("article", "run"), ("product", "wash"), ("article", "swim")])
        found = table.best([("article", "run")], limit=5, allow=lambda item: item[0] == "product")
        assert [item for item, _ in found] == [("product", "wash")]

    def test_nothing_learnt_nothing_said(self) -> None:
        assert Table[str]().best(["a"], limit=3) == []

    @given(st.lists(st.lists(st.integers(0, 8), max_size=15), max_size=8))
    def test_any_histories_give_a_bounded_table_of_positive_cells(
        self, histories: list[list[int]]
    ) -> None:
        table: Table[int] = Table(neighbours=3)
        for items in histories:
            table.learn_history(items)
        assert all(len(row) <= 3 for row in table.rows.values())
        assert all(cell.weight > 0 for row in table.rows.values() for cell in row.values())
        assert sum(tally.seen for tally in table.tallies.values()) == sum(map(len, histories))


EVERYWHERE = Evidence(shown=10_000, clicked=400, bought=10)  # 5 clicks' worth in 100


class TestShrink:
    def test_without_evidence_knowledge_stands(self) -> None:
        assert shrink(0.7, Evidence(), EVERYWHERE) == 0.7
        assert shrink(0.7, Evidence(10, 5), Evidence()) == 0.7
        assert shrink(0.7, Evidence(10), Evidence(100)) == 0.7

    def test_the_napkin(self) -> None:
        pair = Evidence(shown=200, clicked=10, bought=1)  # twice the usual
        assert shrink(0.8, pair, EVERYWHERE, typical=0.4) == pytest.approx((0.8 + 0.8) / 2)

    def test_more_showings_weigh_more(self) -> None:
        few, many = Evidence(shown=50), Evidence(shown=5_000)
        assert 0.8 > shrink(0.8, few, EVERYWHERE) > shrink(0.8, many, EVERYWHERE) > 0

    def test_one_lucky_click_moves_little(self) -> None:
        assert shrink(0.6, Evidence(shown=1, clicked=1), EVERYWHERE) < 0.66

    def test_nor_does_one_early_purchase(self) -> None:
        assert 0.6 < shrink(0.6, Evidence(shown=3, bought=1), EVERYWHERE) < 0.66

    @given(st.floats(0.01, 1), st.integers(0, 10**9), st.integers(0, 10**9))
    def test_reports_that_were_made_up_bend_a_score_no_further_than_true_ones_may(
        self, score: float, shown: int, clicked: int
    ) -> None:
        pair = Evidence(shown, clicked)
        bent = shrink(score, pair, EVERYWHERE + pair)
        assert score * 2 / 3 <= bent + 1e-9
        assert bent <= min(1, score * 3 / 2) + 1e-9

    def test_what_a_rule_hid_stays_hidden(self) -> None:
        assert shrink(0.0, Evidence(100, 100, 100), EVERYWHERE) == 0.0

    @given(st.floats(0, 1), st.integers(0, 999), st.integers(0, 999), st.integers(0, 999))
    def test_a_score_stays_between_0_and_1(
        self, score: float, shown: int, clicked: int, bought: int
    ) -> None:
        assert 0 <= shrink(score, Evidence(shown, clicked, bought), EVERYWHERE) <= 1

    def test_counts_add_up_and_are_never_negative(self) -> None:
        assert Evidence(1, 2, 3) + Evidence(1, 1, 1) == Evidence(2, 3, 4)
        with pytest.raises(ValueError, match="negative"):
            Evidence(shown=-1)
