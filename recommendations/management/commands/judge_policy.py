"""``judge_policy``: what another policy would have earned with the readers of the log."""

from __future__ import annotations

import datetime
import json
import math
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date

from recommendations import conf
from recommendations.evaluation import GREEDY, Estimate, Policy
from recommendations.judge_policy import Judgement, Reward, Verdict, judge_policy

SENTENCES = {
    Verdict.BETTER: "The other policy would have earned more.",
    Verdict.WORSE: "The other policy would have earned less.",
    Verdict.SAME: "No difference to see: more views may show one.",
    Verdict.UNKNOWN: "Too little to say: let the log grow, or judge a policy closer to its own.",
}


class Command(BaseCommand):
    help = (
        "Estimates from the stored decisions what another policy would have earned per page view,"
        " beside what the logged one did. Without options it judges the policy of the settings."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--temperature", type=float, help="above 0; the higher, the bolder")
        parser.add_argument("--explore", type=float, help="share of draws left to chance, 0 to 1")
        parser.add_argument("--greedy", action="store_true", help="always the best of each step")
        parser.add_argument("--reward", choices=[r.value for r in Reward], default=Reward.CLICKS)
        parser.add_argument("--since", metavar="DATE", help="only decisions from this day on")
        parser.add_argument("--json", action="store_true", help="JSON instead of a table")

    def handle(self, *args: Any, **options: Any) -> None:
        policy = policy_of(options)
        reward = Reward(options["reward"])
        found = judge_policy(policy=policy, reward=reward, since=midnight(options["since"]))
        if options["json"]:
            self.stdout.write(json.dumps(as_json(policy, reward, found), indent=1))
        else:
            self.write_table(policy, reward, found)

    def write_table(self, policy: Policy, reward: Reward, judged: Judgement) -> None:
        self.stdout.write(
            f"{judged.decisions} decisions, {judged.views} page views, {judged.rewards}"
            f" {reward.value}; the other policy ({described(policy)}) could not have taken"
            f" {judged.impossible} of the decisions."
        )
        if judged.found is not None:
            self.stdout.write(f"\n{reward.value + ' per 1,000 views':<28} {'95 % interval':>25}")
            for name in ("logged", "other", "difference"):
                found: Estimate = getattr(judged.found, name)
                interval = f"{found.low * 1000:.2f} to {found.high * 1000:.2f}"
                self.stdout.write(f"{name:<12} {found.value * 1000:>15.2f} {interval:>25}")
            self.stdout.write(
                f"\nFor the other policy the log says as much as"
                f" {judged.found.other.effective:.0f} decisions of its own would."
            )
        self.stdout.write(SENTENCES[judged.verdict])


def policy_of(options: dict[str, Any]) -> Policy:
    temperature, explore = options["temperature"], options["explore"]
    if options["greedy"]:
        if temperature is not None or explore is not None:
            raise CommandError("--greedy leaves nothing to --temperature and --explore: give one.")
        return Policy(version="greedy", temperature=GREEDY, explore=0)
    current = conf.policy()
    try:
        return Policy(
            version="other",
            temperature=current.temperature if temperature is None else temperature,
            explore=current.explore if explore is None else explore,
        )
    except ValueError as error:
        raise CommandError(str(error)) from None


def midnight(day: str | None) -> datetime.datetime | None:
    """The beginning of that day where the site is."""
    if day is None:
        return None
    try:
        date = parse_date(day)
    except ValueError:
        date = None
    if date is None:
        raise CommandError(f"--since {day}: a day like 2026-11-22 is expected.")
    return timezone.make_aware(datetime.datetime.combine(date, datetime.time()))


def described(policy: Policy) -> str:
    if policy.temperature == GREEDY and not policy.explore:
        return "always the best"
    return f"temperature {policy.temperature:g}, explore {policy.explore:g}"


def as_json(policy: Policy, reward: Reward, judged: Judgement) -> dict[str, Any]:
    found = judged.found
    return {
        "policy": {"temperature": policy.temperature, "explore": policy.explore},
        "reward": reward.value,
        "decisions": judged.decisions,
        "views": judged.views,
        "rewards": judged.rewards,
        "impossible": judged.impossible,
        "effective": round(found.other.effective, 1) if found else 0,
        "logged": figures(found.logged) if found else None,
        "other": figures(found.other) if found else None,
        "difference": figures(found.difference) if found else None,
        "verdict": judged.verdict.value,
    }


def figures(found: Estimate) -> dict[str, float | None]:
    """JSON knows no infinity: ``null`` where an end is open."""
    return {
        name: round(value, 6) if math.isfinite(value) else None
        for name, value in (("value", found.value), ("low", found.low), ("high", found.high))
    }
