"""Judging a ranking by what came next, and by the log of another policy."""

import gzip
import json
import math
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from recommendations.evaluation import (
    GREEDY,
    Logged,
    Policy,
    compare,
    coverage,
    decide,
    hit_rate,
    ndcg,
    reciprocal_rank,
    snips,
)
from recommendations.management.histories import read_histories

SCORES = {"oil": 0.9, "serum": 0.8, "mist": 0.6, "cream": 0.5}


class TestFigures:
    def test_the_napkin(self) -> None:
        ranks = [1, 3, 11, None]
        assert hit_rate(ranks) == 0.5
        assert ndcg(ranks) == pytest.approx((1 + 0.5) / 4)
        assert reciprocal_rank(ranks) == pytest.approx((1 + 1 / 3 + 1 / 11) / 4)

    def test_coverage_counts_each_once(self) -> None:
        assert coverage([["a", "b"], ["b"]], 8) == 0.25

    def test_nobody_asked(self) -> None:
        assert (hit_rate([]), ndcg([]), reciprocal_rank([]), coverage([], 0)) == (0, 0, 0, 0)


class TestDecisions:
    def test_the_same_seed_decides_the_same(self) -> None:
        one, two = (decide(SCORES, policy=Policy(), limit=3, seed="a:1:7") for _ in range(2))
        assert one == two
        assert {
            decide(SCORES, policy=Policy(explore=0.5), limit=1, seed=str(n)).picks
            for n in range(200)
        } == {(item,) for item in SCORES}

    def test_logged_propensities_are_those_of_the_policy(self) -> None:
        decision = decide(SCORES, policy=Policy(), limit=3, seed="x")
        assert decision.propensity == pytest.approx(Policy().propensity(decision.picks, SCORES))
        assert Policy().propensity(("stranger",), SCORES) == 0

    def test_draws_are_as_frequent_as_logged(self) -> None:
        policy = Policy(temperature=0.3, explore=0.1)
        draws = [decide(SCORES, policy=policy, limit=1, seed=str(n)).picks[0] for n in range(4000)]
        for item, chance in policy.chances(SCORES).items():
            assert draws.count(item) / 4000 == pytest.approx(chance, abs=0.03)

    def test_nothing_twice_and_nothing_from_nothing(self) -> None:
        assert set(decide(SCORES, policy=Policy(), limit=9, seed="").picks) == set(SCORES)
        assert decide({}, policy=Policy(), limit=3, seed="").picks == ()

    @given(st.dictionaries(st.integers(), st.floats(0, 1), min_size=1, max_size=6))
    def test_chances_add_up_and_none_is_without(self, scores: dict[int, float]) -> None:
        chances = Policy().chances(scores)
        assert math.isclose(sum(chances.values()), 1)
        assert min(chances.values()) >= Policy().explore / len(scores) * 0.999

    @pytest.mark.parametrize("wrong", [{"temperature": 0}, {"explore": 1.5}, {"explore": -0.1}])
    def test_a_wrong_policy_is_refused(self, wrong: dict[str, float]) -> None:
        with pytest.raises(ValueError, match="explore from 0 to 1"):
            Policy(**wrong)  # type: ignore[arg-type]


CLICK_RATES = {"oil": 0.04, "serum": 0.30, "mist": 0.10, "cream": 0.02}
OTHER = Policy("2", temperature=0.25, explore=0.1)


def simulated_log(seed: int, size: int = 400) -> list[Logged]:
    luck = random.Random(seed)
    policy = Policy(temperature=0.3, explore=0.2)
    ours, others = policy.chances(SCORES), OTHER.chances(SCORES | {"serum": 1.0})
    items = list(SCORES)
    shown = luck.choices(items, weights=[ours[item] for item in items], k=size)
    return [
        Logged(float(luck.random() < CLICK_RATES[item]), ours[item], others[item]) for item in shown
    ]


@dataclass(frozen=True)
class Page:
    """What one article draws from, a set of candidates a step, and how often each is clicked."""

    name: str
    steps: tuple[dict[str, float], ...]
    rates: dict[str, float]

    def earns(self, policy: Policy) -> float:
        return sum(
            chance * self.rates[item]
            for scores in self.steps
            for item, chance in policy.chances(scores).items()
        )


def a_site(seed: int = 1, size: int = 8) -> list[Page]:
    luck = random.Random(seed)
    pages = []
    for number in range(size):
        steps = tuple(
            {
                f"{number}.{step}.{item}": luck.uniform(0.6, 0.75)
                for item in range(luck.choice([1, 2, 4]))
            }
            for step in range(luck.choice([1, 2, 3]))
        )
        rates = {item: luck.uniform(0.01, 0.12) for scores in steps for item in scores}
        pages.append(Page(str(number), steps, rates))
    return pages


def simulated_slots(site: list[Page], log: Policy, other: Policy, seed: int) -> list[Logged]:
    """Drawn step by step as pages are; the readers of one decision share a mood."""
    luck = random.Random(seed)
    shown = []
    for slot in range(15):
        for page in site:
            views, mood = 1 + int(luck.expovariate(0.1)), luck.gammavariate(4, 0.25)
            drawn = [
                decide(scores, policy=log, limit=1, seed=f"{seed} {slot} {page.name} {step}")
                for step, scores in enumerate(page.steps)
            ]
            picks = [item for decision in drawn for item in decision.picks]
            chances = [min(1, page.rates[item] * mood) for item in picks]
            clicks = sum(luck.random() < chance for chance in chances for _ in range(views))
            likely = math.prod(decision.propensity for decision in drawn)
            others = other.propensity_of_steps(picks, page.steps)
            shown.append(Logged(clicks, likely, others, views, page.name))
    return shown


class TestDecisionsOfManyViews:
    @pytest.mark.parametrize(
        "other",
        [Policy("warm", temperature=0.1, explore=0.1), Policy("best", GREEDY, 0)],
        ids=lambda policy: policy.version,
    )
    def test_95_in_100_intervals_hold_the_truth(self, other: Policy) -> None:
        site, log = a_site(), Policy()
        ours = sum(page.earns(log) for page in site) / len(site)
        theirs = sum(page.earns(other) for page in site) / len(site)
        held = differed = 0
        widths = []
        for seed in range(500):
            found = compare(simulated_slots(site, log, other, seed))
            assert found is not None
            held += found.other.low <= theirs <= found.other.high
            differed += found.difference.low <= theirs - ours <= found.difference.high
            widths.append(found.other.high - found.other.low)
        assert held >= 0.93 * 500
        assert differed >= 0.93 * 500
        assert sum(widths) / 500 < theirs  # wide ones would hold anything

    def test_the_napkin(self) -> None:
        found = compare([Logged(3, 0.5, 1, views=10), Logged(1, 0.5, 0.5, views=30)])
        assert found is not None
        assert found.logged.value == pytest.approx(4 / 40)
        assert found.other.value == pytest.approx((2 * 3 + 1) / (2 * 10 + 30))
        assert found.difference.value == pytest.approx(7 / 50 - 4 / 40)

    def test_a_page_whose_likely_picks_were_never_drawn_counts_with_what_it_earned(self) -> None:
        rich = [Logged(5, 0.5, 0, views=10, group="rich")] * 20
        poor = [Logged(0, 0.5, 1, views=10, group="poor")] * 20
        found = snips([*rich, *poor])
        assert found is not None
        assert found.value == pytest.approx(0.25, abs=0.02)

    def test_the_same_policy_differs_by_nothing(self) -> None:
        found = compare([Logged(n % 3, 0.4, 0.4, views=5, group=n % 2) for n in range(60)])
        assert found is not None
        assert (found.difference.value, found.difference.high) == (0, 0)

    def test_the_best_alone(self) -> None:
        assert Policy("best", GREEDY, 0).chances(SCORES)["oil"] == 1

    def test_picks_of_each_step_are_as_likely_as_drawn_one_by_one(self) -> None:
        steps = [{"oil": 0.7, "balm": 0.68}, {"mist": 0.6, "serum": 0.61}]
        one, two = (Policy().chances(scores) for scores in steps)
        likely = Policy().propensity_of_steps(["serum", "balm"], steps)
        assert likely == pytest.approx(two["serum"] * one["balm"])

    def test_a_decision_nobody_saw_is_refused(self) -> None:
        with pytest.raises(ValueError, match="Views above 0"):
            Logged(0, 0.5, 0.5, views=0)


class TestSnips:
    def test_95_in_100_intervals_hold_the_truth(self) -> None:
        chances = OTHER.chances(SCORES | {"serum": 1.0})
        truth = sum(chance * CLICK_RATES[item] for item, chance in chances.items())
        estimates = [snips(simulated_log(seed)) for seed in range(500)]
        held = [found for found in estimates if found and found.low <= truth <= found.high]
        assert len(held) >= 0.93 * 500
        widths = [found.high - found.low for found in held]
        assert sum(widths) / len(widths) < truth  # wide ones would hold anything

    def test_the_policy_of_the_log_earns_what_it_earned(self) -> None:
        found = snips([Logged(float(n % 4 == 0), 0.5, 0.5) for n in range(400)])
        assert found is not None
        assert (found.value, found.effective) == (0.25, 400)
        assert found.high - 0.25 == pytest.approx(1.96 * math.sqrt(0.25 * 0.75 / 400), rel=0.02)

    def test_the_napkin(self) -> None:
        log = [Logged(1, 0.5, 1), Logged(0, 0.5, 0.5), Logged(0, 0.5, 0.5)]
        found = snips(log)
        assert found is not None
        assert found.value == pytest.approx(2 / 4)

    @pytest.mark.parametrize("log", [[], [Logged(1, 0.5, 0)]])
    def test_a_log_that_cannot_tell(self, log: list[Logged]) -> None:
        assert snips(log) is None

    def test_a_single_decision_leaves_everything_open(self) -> None:
        found = snips([Logged(1, 0.5, 0.5)])
        assert found is not None
        assert (found.low, found.high) == (-math.inf, math.inf)

    @pytest.mark.parametrize("wrong", [(1, 0, 0.5), (1, 0.5, 1.5)])
    def test_impossible_propensities_are_refused(self, wrong: tuple[float, float, float]) -> None:
        with pytest.raises(ValueError, match="Propensities"):
            Logged(*wrong)


def people(count: int = 60) -> str:
    """Two kinds of people, each walking its own five items round; the last comes a day later."""
    lines = []
    for number in range(count):
        walk = [f"{'ab'[number % 2]}{(number + step) % 5}" for step in range(5)]
        lines.append(f"u{number} {' '.join(walk)}\t0 60 60 60 {60 + number % 3 * 86_400}\n")
    return "".join(lines)


class TestCommand:
    def run(
        self, path: Path, capsys: pytest.CaptureFixture[str], *more: str
    ) -> tuple[dict[str, Any], str]:
        call_command("evaluate_behaviour", "--train", str(path), "--json", *more)
        captured = capsys.readouterr()
        return json.loads(captured.out), captured.err

    def test_all_figures_and_progress_apart(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "h.txt.gz").write_bytes(gzip.compress(people().encode()))
        figures, progress = self.run(tmp_path / "h.txt.gz", capsys, "--ranking", "table")
        assert list(figures) == [
            *("hr@10", "ndcg@10", "mrr", "coverage@10", "later_day"),
            *("fit_seconds", "peak_mb", "median_ms", "p95_ms"),
        ]
        assert figures["hr@10"] == 1
        assert figures["ndcg@10"] == 1
        assert figures["later_day"] == {"hr@10": 1, "ndcg@10": 1}
        assert figures["peak_mb"] > 1
        assert "foretold 60 of 60" in progress

    def test_without_gaps_no_later_days(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "h.txt").write_text("\n".join(f"{n} x y z" for n in range(5)))
        figures, _ = self.run(tmp_path / "h.txt", capsys)
        assert figures["later_day"] == {"hr@10": None, "ndcg@10": None}

    def test_the_last_two_of_each_are_not_learnt_from(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "h.txt").write_text("1 a b c\n2 a b c\n3 a b c\n")
        figures, _ = self.run(tmp_path / "h.txt", capsys)
        assert (figures["hr@10"], figures["mrr"]) == (0, 0)

    def test_the_people_of_a_test_file_are_foretold_from_all_of_train(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "h.txt").write_text("1 a b c\n2 a b c\n3 a b c\n")
        (tmp_path / "t.txt").write_text("9 a b c\n8 b d\n")
        figures, _ = self.run(tmp_path / "h.txt", capsys, "--test", str(tmp_path / "t.txt"))
        assert (figures["hr@10"], figures["ndcg@10"], figures["mrr"]) == (0.5, 0.5, 0.5)

    @pytest.mark.parametrize("text", ["1 a b c\n", "1 a b\n2 c\n", "1 a b c d e f g\n"])
    def test_a_few_teach_nothing(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
    ) -> None:
        (tmp_path / "h.txt").write_text(text)
        figures, _ = self.run(tmp_path / "h.txt", capsys)
        assert (figures["hr@10"], figures["mrr"]) == (0, 0)

    def test_figures_go_to_a_file(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (tmp_path / "h.txt").write_text(people())
        arguments = ["evaluate_behaviour", "--train", str(tmp_path / "h.txt"), "--json"]
        arguments += ["--ranking", "table", "--out"]
        call_command(*arguments, str(tmp_path / "out.json"))
        assert json.loads((tmp_path / "out.json").read_text())["hr@10"] == 1
        assert capsys.readouterr().out == ""
        with pytest.raises(CommandError, match=r"out\.json: cannot be written"):
            call_command(*arguments, str(tmp_path / "no" / "out.json"))

    def test_a_table_for_people(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (tmp_path / "h.txt").write_text(people())
        call_command("evaluate_behaviour", "--train", str(tmp_path / "h.txt"))
        assert "later_day hr@10" in capsys.readouterr().out

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("", "empty"),
            ("1 a b\n2\n", "line 2: 'user item item ...' is expected"),
            ("1 a b c\n\n1 d e f\n", "line 3: user '1' was on line 1"),
            ("1 a b\t0 1\n2 a b\n", "line 2: gaps after a TAB are expected on every line"),
            ("1 a b\t0 1\n2 a b\t0\n", "line 2: 2 gaps of 0 seconds or more are expected"),
            ("1 a b\t0 -4\n", "line 1: 2 gaps of 0 seconds or more are expected"),
            ("1 a b\t0 soon\n", "line 1: gaps in seconds expected"),
            ("1 a\n", "nobody has two items"),
        ],
    )
    def test_a_bad_line_is_named(self, tmp_path: Path, text: str, message: str) -> None:
        (tmp_path / "h.txt").write_text(text)
        with pytest.raises(CommandError, match=message):
            call_command("evaluate_behaviour", "--train", str(tmp_path / "h.txt"))

    def test_a_file_that_is_not_there_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match=r"no\.txt: cannot be read"):
            call_command("evaluate_behaviour", "--train", str(tmp_path / "no.txt"))


def test_pairs_and_people_are_told_apart(tmp_path: Path) -> None:
    pairs, whole = tmp_path / "pairs", tmp_path / "whole"
    pairs.write_text("1 a\n2\ta\n1 b\n1 c\r\n")
    whole.write_text("1 a b c\n2 a\n")
    assert read_histories(pairs) == [(["a", "b", "c"], ()), (["a"], ())]
    assert read_histories(whole) == read_histories(pairs)
