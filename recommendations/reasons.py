"""Why a product fits, in words, from the same evidence that scored."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from . import claims, knowledge
from .contract import Evidence, NeedProfile, Reason, Thread
from .ingredients import Listed
from .knowledge import Exercise
from .profiles import Profile
from .reading import Reading

ORDINALS = {
    "en": [
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
    ],
    "sv": [
        "första",
        "andra",
        "tredje",
        "fjärde",
        "femte",
        "sjätte",
        "sjunde",
        "åttonde",
        "nionde",
        "tionde",
    ],
}
FIRST_PLACES = 10


def _is_calm(exercise: Exercise) -> bool:
    return exercise.sweat < 2


def _is_sweaty(exercise: Exercise) -> bool:
    return exercise.sweat == 2


def _is_outdoors(exercise: Exercise) -> bool:
    return exercise.outdoors


# Which of the exercises that were read belongs into a sentence about a moment.
BELONGS: dict[str, Callable[[Exercise], bool]] = {
    "sweaty": _is_sweaty,
    "sweaty_spots": _is_sweaty,
    "flushing": lambda exercise: exercise.family == "workout",
    "water": lambda exercise: exercise.water,
    "sun": _is_outdoors,
    "cold": _is_outdoors,
    "massage": lambda exercise: exercise.family == "face_exercise",
}


def evidence(reading: Reading, profile: Profile, need: str) -> Evidence:
    best = profile.best_for(need)
    exercise = exercise_of(reading)
    return Evidence(
        moment=reading.moment,
        exercise=exercise.slug if exercise else None,
        need=need,
        ingredient=best.printed if best else None,
        place=best.place if best else None,
    )


def exercise_of(reading: Reading) -> Exercise | None:
    """The named exercise that fits the moment, else the family that was read."""
    facts = knowledge.exercises()
    belongs = BELONGS.get(reading.moment, _is_calm)
    slugs = [*reading.exercises, *(family.replace("_", "-") for family in reading.families)]
    for slug in slugs:
        if slug in facts and belongs(facts[slug]):
            return facts[slug]
    return None


def reasons(
    evidence: Evidence, profile: Profile, shopper: NeedProfile | None = None
) -> Mapping[str, Reason]:
    """By language. A language whose words would be blocked is left out."""
    built = {language: _reason(language, evidence, profile, shopper) for language in ("en", "sv")}
    return {
        language: reason
        for language, reason in built.items()
        if all(
            claims.may_be_shown(text, language)
            for text in (reason.text, reason.thread.did, reason.thread.want, reason.thread.so)
        )
    }


def _reason(
    language: str, evidence: Evidence, profile: Profile, shopper: NeedProfile | None
) -> Reason:
    moment = knowledge.moments()[evidence.moment]
    words = knowledge.clauses()[evidence.need, profile.step or ""]
    exercise = knowledge.exercises()[evidence.exercise] if evidence.exercise else None
    activity = exercise.activity[language] if exercise else moment.activity[language]
    opening = moment.because[language].format(activity=activity)
    best = profile.best_for(evidence.need)
    text = SENTENCE[language].format(
        because=opening, clause=words.clause[language], holds=_holds(language, best, profile)
    )
    if shopper is not None and shopper.skin_feel is not None:
        text += f" {knowledge.feels()[shopper.skin_feel].said[language]}."
    did = exercise.names[language] if exercise else moment.did[language]
    return Reason(text, Thread(did, words.want[language], _so(language, evidence.need, profile)))


SENTENCE = {
    "en": "Because {because}, {clause}{holds}.",
    "sv": "Eftersom {because}, {clause}{holds}.",
}


def _holds(language: str, best: Listed | None, profile: Profile) -> str:
    """The ingredient with its place, and what is not on the list."""
    if best is None or best.fact is None:
        return ""
    name = best.fact.names[language]
    if language == "sv":
        place = (
            f"på {ORDINALS['sv'][best.place - 1]} plats i listan"
            if best.place <= FIRST_PLACES
            else f"som nummer {best.place} i listan"
        )
        scent = "" if profile.scented else ", utan parfym"
        return f": den har {name} {place}{scent}"
    place = (
        f"{ORDINALS['en'][best.place - 1]} on its list"
        if best.place <= FIRST_PLACES
        else f"as number {best.place} on its list"
    )
    scent = "" if profile.scented else ", and no perfume"
    return f": it has {name} {place}{scent}"


def _so(language: str, need: str, profile: Profile) -> str:
    """Up to three ingredients that serve the need, else the first ones, by everyday names."""
    roles = knowledge.needs()[need].roles
    facts = [item.fact for item in profile.listed.items if item.fact is not None]
    serving = [fact for fact in facts if fact.roles & roles.keys()]
    names = dict.fromkeys(fact.names[language] for fact in serving or facts)
    some = list(names)[:3]
    scent = [] if profile.scented else [{"en": "no perfume", "sv": "ingen parfym"}[language]]
    if len(some) < 2:
        return ", ".join([*some, *scent])
    joint = {"en": " and ", "sv": " och "}[language]
    return ", ".join([", ".join(some[:-1]) + joint + some[-1], *scent])
