"""Judging a policy from stored decisions, by the command as a merchant runs it."""

import datetime
import json
import random
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from recommendations import conf
from recommendations.draw_decisions import draw_decisions
from recommendations.evaluation import GREEDY, Policy, decide
from recommendations.models import Decision

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("host")]

MONDAY = datetime.datetime(2026, 11, 16, tzinfo=datetime.UTC)
SLOT = datetime.timedelta(minutes=10)
CANDIDATES = {
    "hydrate": {"item:serum": 0.80, "item:mist": 0.78},
    "seal": {"item:oil": 0.70, "item:balm": 0.69},
}


def log_of(rates: dict[str, float], *, slots: int = 120, views: int = 40) -> None:
    """A day of decisions by the default policy, whose readers click as often as told."""
    luck, policy = random.Random(5), Policy()
    for number in range(slots):
        drawn = [
            decide(scores, policy=policy, limit=1, seed=f"{number} {step}")
            for step, scores in CANDIDATES.items()
        ]
        picks = [decision.picks[0] for decision in drawn]
        clicks = sum(luck.random() < rates.get(pick, 0) for pick in picks for _ in range(views))
        Decision.objects.create(
            content="plan:long-run",
            policy=policy.version,
            slot=MONDAY + number * SLOT,
            candidates=CANDIDATES,
            picks=picks,
            propensity=drawn[0].propensity * drawn[1].propensity,
            shown=views,
            clicked=clicks,
        )


def judged(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    call_command("judge_policy", "--json", *words)
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_better_where_the_best_is_what_readers_click(capsys: pytest.CaptureFixture[str]) -> None:
    log_of({"item:serum": 0.2, "item:oil": 0.2, "item:mist": 0.02, "item:balm": 0.02})
    found = judged(capsys, "--greedy")
    assert found["verdict"] == "better"
    assert found["other"]["value"] == pytest.approx(0.4, abs=0.05)
    assert found["difference"]["low"] > 0
    assert 0 < found["impossible"] < found["decisions"] == 120
    assert found["views"] == 4800


def test_worse_where_readers_click_the_rest(capsys: pytest.CaptureFixture[str]) -> None:
    log_of({"item:mist": 0.2, "item:balm": 0.2})
    assert judged(capsys, "--greedy")["verdict"] == "worse"


def test_no_difference_where_readers_mind_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    log_of(dict.fromkeys(["item:serum", "item:oil", "item:mist", "item:balm"], 0.1))
    assert judged(capsys, "--temperature", "0.1")["verdict"] == "no difference to see"


def test_the_policy_of_the_log_is_judged_as_it_earned(capsys: pytest.CaptureFixture[str]) -> None:
    log_of({"item:serum": 0.1}, slots=50)
    found = judged(capsys)
    assert found["policy"] == {"temperature": Policy().temperature, "explore": Policy().explore}
    assert found["other"] == pytest.approx(found["logged"])
    assert (found["effective"], found["impossible"]) == (50, 0)


@pytest.mark.parametrize("slots", [0, 1, 20])
def test_little_says_little(capsys: pytest.CaptureFixture[str], slots: int) -> None:
    log_of({"item:serum": 0.9}, slots=slots)
    found = judged(capsys, "--greedy")
    assert found["verdict"] == "too little to say"
    assert found["decisions"] == slots


def test_without_a_click_there_is_nothing_to_compare(capsys: pytest.CaptureFixture[str]) -> None:
    log_of({})
    assert judged(capsys, "--greedy")["verdict"] == "too little to say"


def test_a_policy_the_log_never_took(capsys: pytest.CaptureFixture[str]) -> None:
    log_of({"item:mist": 0.2}, slots=60)
    for decision in Decision.objects.all():
        if "item:mist" not in decision.picks:
            decision.delete()
    found = judged(capsys, "--greedy")
    assert found["impossible"] == found["decisions"] > 0
    assert (found["other"], found["verdict"]) == (None, "too little to say")


def test_orders_instead_of_clicks(capsys: pytest.CaptureFixture[str]) -> None:
    log_of({}, slots=40)
    Decision.objects.update(bought=1)
    found = judged(capsys, "--reward", "orders")
    assert (found["rewards"], found["logged"]["value"]) == (40, 1 / 40)


def test_only_from_a_day_on_and_only_what_was_seen(capsys: pytest.CaptureFixture[str]) -> None:
    log_of({}, slots=150)
    Decision.objects.filter(slot=MONDAY + 149 * SLOT).update(shown=0)
    # Midnight is that of the site.
    assert judged(capsys, "--since", "2026-11-17")["decisions"] == 149 - 23 * 6
    assert judged(capsys)["decisions"] == 149


def test_a_table_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    log_of({"item:serum": 0.2, "item:oil": 0.2})
    call_command("judge_policy", "--greedy")
    told = capsys.readouterr().out
    assert "120 decisions, 4800 page views" in told
    assert "always the best" in told
    assert "The other policy would have earned more." in told


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--temperature", "0"], "temperature above 0"),
        (["--explore", "1.2"], "explore from 0 to 1"),
        (["--greedy", "--explore", "0.1"], "give one"),
        (["--since", "soon"], "a day like 2026-11-22"),
        (["--since", "2026-13-01"], "a day like 2026-11-22"),
    ],
)
def test_a_wrong_option_is_named(words: list[str], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        call_command("judge_policy", *words)


def test_what_was_drawn_is_as_likely_under_its_own_policy_as_was_logged() -> None:
    draw_decisions(at=MONDAY)
    assert Decision.objects.exists()
    for decision in Decision.objects.all():
        again = conf.policy().propensity_of_steps(decision.picks, decision.candidates.values())
        assert again == pytest.approx(decision.propensity, rel=1e-3)


def test_the_best_alone_is_what_a_page_without_decisions_shows() -> None:
    policy = Policy("greedy", GREEDY, 0)
    assert policy.propensity_of_steps(["item:serum", "item:oil"], CANDIDATES.values()) == 1
