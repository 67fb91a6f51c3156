"""Why a product fits, in words, from the same evidence that scored."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from . import claims, knowledge, textures
from .contract import Evidence, NeedProfile, Reason, SkinFeel, Step, Thread
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


@dataclass(frozen=True, slots=True)
class Opening:
    """Why a step is due at a moment, and what goes on then, where the moment says it itself."""

    because: Mapping[str, str]
    clause: Mapping[str, str]


@knowledge.cached
def openings() -> dict[tuple[str, str], Opening]:
    """By moment and step."""
    steps = frozenset(Step)
    return knowledge.keyed(
        knowledge.read_table(
            "because.csv", "moment step because_en because_sv clause_en clause_sv source"
        ),
        lambda row: (
            (
                row.one_of("moment", frozenset(knowledge.moments())),
                str(row.one_of("step", steps)),
            ),
            Opening(
                because={code: row.sentence(f"because_{code}") for code in knowledge.LANGUAGES},
                clause={
                    code: row.text(f"clause_{code}", empty=True) for code in knowledge.LANGUAGES
                },
            ),
        ),
    )


def evidence(
    reading: Reading,
    profile: Profile,
    need: str,
    wishes: Mapping[str, float],
    felt: Mapping[str, float],
) -> Evidence:
    """``wishes`` are the traits that the moment likes, ``felt`` what it has, see textures."""
    best = _witness(profile, need, wishes)
    exercise = exercise_of(reading)
    return Evidence(
        moment=reading.moment,
        exercise=exercise.slug if exercise else None,
        need=need,
        ingredient=best.printed if best else None,
        place=best.place if best else None,
        trait=textures.telling(wishes, felt),
    )


def _witness(profile: Profile, need: str, wishes: Mapping[str, float]) -> Listed | None:
    """The listed ingredient that does most for the need in the way the moment likes."""
    roles = knowledge.needs()[need].roles

    def speaks(item: Listed) -> float:
        if item.fact is None:
            return 0.0
        serves = max((roles.get(role, 0.0) for role in item.fact.roles), default=0.0)
        early = max(0.15, 1 - (item.place - 1) / 15)
        return serves * early * (0.4 + textures.share_of_wishes(wishes, item))

    best = max(profile.listed.items, key=speaks, default=None)
    return best if best is not None and speaks(best) > 0 else None


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
            _may_be_shown(text, language)
            for text in (reason.text, reason.thread.did, reason.thread.want, reason.thread.so)
        )
    }


@knowledge.cached(maxsize=8192)
def _may_be_shown(text: str, language: str) -> bool:
    """The same few sentences come again and again, and to judge one takes as long as to rank."""
    return claims.may_be_shown(text, language)


def _reason(
    language: str, evidence: Evidence, profile: Profile, shopper: NeedProfile | None
) -> Reason:
    moment = knowledge.moments()[evidence.moment]
    words = knowledge.clauses()[evidence.need, profile.step or ""]
    exercise = knowledge.exercises()[evidence.exercise] if evidence.exercise else None
    activity = exercise.activity[language] if exercise else moment.activity[language]
    text = SENTENCE[language].format(
        because=_because(language, evidence.moment, profile).format(activity=activity),
        clause=_clause(language, evidence, profile),
        holds=_holds(language, evidence, profile, careful=moment.skin != "calm"),
    )
    if shopper is not None and shopper.skin_feel is not None and _weighed(shopper, profile):
        text += f" {knowledge.feels()[shopper.skin_feel].said[language]}."
    did = exercise.names[language] if exercise else moment.did[language]
    return Reason(text, Thread(did, words.want[language], _so(language, evidence.need, profile)))


def _weighed(shopper: NeedProfile, profile: Profile) -> bool:
    """A cleanser or sunscreen is chosen for its own task; only scent counts against it as well."""
    by_task = profile.step in (Step.CLEANSE, Step.PROTECT)
    return shopper.skin_feel is SkinFeel.SENSITIVE or not by_task


SENTENCE = {
    "en": "Because {because}, {clause}{holds}.",
    "sv": "Eftersom {because}, {clause}{holds}.",
}


def _opening(moment: str, profile: Profile) -> Opening | None:
    """A treatment is due when a watery layer is."""
    step = Step.HYDRATE if profile.step is Step.TREAT else profile.step
    return openings().get((moment, str(step)))


def _because(language: str, moment: str, profile: Profile) -> str:
    opening = _opening(moment, profile)
    return (opening or knowledge.moments()[moment]).because[language]


def _clause(language: str, evidence: Evidence, profile: Profile) -> str:
    """What goes on: as the moment says it, by how it feels, else by the need."""
    opening = _opening(evidence.moment, profile)
    if opening and opening.clause[language]:
        return opening.clause[language]
    if evidence.trait and profile.step is Step.SEAL:
        return textures.traits()[evidence.trait].clause[language]
    return knowledge.clauses()[evidence.need, profile.step or ""].clause[language]


def _holds(language: str, evidence: Evidence, profile: Profile, *, careful: bool) -> str:
    """The ingredient with its place, and to careful skin that there is no perfume."""
    best = next((item for item in profile.listed.items if item.place == evidence.place), None)
    if best is None or best.fact is None:
        return ""
    name = best.fact.names[language]
    unscented = careful and not profile.scented
    if language == "sv":
        place = (
            f"på {ORDINALS['sv'][best.place - 1]} plats i listan"
            if best.place <= FIRST_PLACES
            else f"som nummer {best.place} i listan"
        )
        scent = ", utan parfym" if unscented else ""
        return f": den har {name} {place}{scent}"
    place = (
        f"{ORDINALS['en'][best.place - 1]} on its list"
        if best.place <= FIRST_PLACES
        else f"as number {best.place} on its list"
    )
    scent = ", and no perfume" if unscented else ""
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
