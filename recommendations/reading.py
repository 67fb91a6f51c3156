"""An article's text -> what the reader did, in what situation, and what the skin may want.

Every signal is a sum of the weights of the phrases that speak for it. A phrase counts twice in
the title, not at all when negated ("no sweat") and half inside a comparison ("as if ...").
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import fsum

from . import knowledge
from .contract import Content
from .words import Found, Phrases, Token, tokenize

READ_AS = {"en": "en", "sv": "sv", "nb": "sv", "nn": "sv", "no": "sv", "da": "sv"}
LONGEST_TEXT = 40_000  # characters with the title; what an article is about shows long before

NEGATORS = {
    "en": frozenset(
        [
            "no",
            "not",
            "never",
            "without",
            "none",
            "nobody",
            "neither",
            "nor",
            "cannot",
            "hardly",
            "instead",
        ]
    )
    | frozenset(["don", "doesn", "didn", "isn", "aren", "won", "wouldn", "shouldn", "can't"]),
    "sv": frozenset(
        ["ingen", "inget", "inga", "inte", "aldrig", "utan", "varken", "ej", "knappast", "slipper"]
    ),
}
NEGATION_REACH = 6
PERSONS = {
    "en": frozenset(["i", "me", "my", "we", "us", "our", "you", "your", "yourself", "myself"]),
    "sv": frozenset(
        ["jag", "mig", "min", "mitt", "mina", "vi", "oss", "vår", "du", "dig", "din", "ditt"]
    )
    | frozenset(["dina", "er"]),
}
CONDITIONS = {"en": frozenset({"if", "unless"}), "sv": frozenset({"om", "ifall"})}
CONJUNCTIONS = frozenset({"och", "men", "eller", "även", "att"})
COMPARISONS = {
    "en": (("as", "if"), ("as", "though"), ("like", "a"), ("like", "an"), ("like", "you")),
    "sv": (("som", "om"), ("som", "en"), ("som", "ett"), ("likt",), ("precis", "som")),
}

FAMILIES = (
    "neck_alignment",
    "chest_opening",
    "upper_back_strengthening",
    "spinal_mobility",
    "face_exercise",
)
USUAL_LENGTH = 180  # words; in a longer text more is mentioned in passing
LENGTH_POWER = 0.8
FEW_LINES = 40  # words; in so short a text nothing is mentioned in passing
FELT = ("sweat", "flushing", "damaged", "spots", "oily", "puffy", "sun")
SKINCARE = ("oil_topic", "serum_topic", "cleansing_topic", "scent_allergy")
EMERGENCY_NEEDED = 7.0  # more than a line of caution at the end
TOPIC_NEEDED = 4.0
OUTDOORS_NEEDED = 5.0  # by words alone
OUTDOOR_SPORT = 1.0  # how many of those words the name of a sport is worth
DESK_NEEDED = 4.5
LIKE_WEIGHT = 0.6  # two topics as near as this are one text about both
SWEATY_WORK = {"words": 1.2, "practice": 0.25}  # beside the workouts themselves, which count 1
MOST_FOR_SWEAT = 4.0  # practice that counts: slow moves are practised, too
NAMED = 0.6  # less is a word in passing
SWEATY, SWEATY_UNNAMED, SWEATY_BY_WORDS = 3.4, 5.5, 7.2  # with a workout, with practice, without

# What a text is about is one sum, weighed on articles by several hands; see test_generality. The
# strongest of the other subjects counts most: a text on one thing borrows words of others.
OWN = {
    "body": 1.0,
    "skin": 0.8,
    "felt": 0.8,
    "skincare": 1.2,
    "families": 1.2,
    "practice": 0.4,
    "named": 0.9,
}
MOST_PRACTICE = MOST_NAMED = 8.0
HOST_EXERCISE = 6.0  # whoever gives a text a routine means a body
PERSON = 2.0  # for each "you" or "I" in a hundred words: instructions and stories have a body
MOST_PERSONS = 4.0
STRONGEST_STRANGER, OTHER_STRANGER = 3.7, 0.6
NEEDED, LESS_PER_WORD = 5.0, 0.007
BODY_NEEDED = 3.0  # whoever speaks, and however little of anything else


@dataclass(frozen=True, slots=True)
class Span:
    """Characters ``start`` to ``end`` of title, newline, text speak for ``signal``."""

    start: int
    end: int
    signal: str


@dataclass(frozen=True, slots=True)
class Reading:
    """``silent`` says in a word why nothing should be shown; empty where something may be."""

    language: str
    silent: str
    moment: str
    exercises: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    sweat: int = 0
    water: bool = False
    outdoors: bool = False
    evening: bool = False
    needs: Mapping[str, float] = field(default_factory=dict)
    signals: Mapping[str, float] = field(default_factory=dict)
    spans: tuple[Span, ...] = ()

    @property
    def about_body(self) -> bool:
        return not self.silent


@knowledge.cached
def _vocabulary(language: str) -> tuple[Phrases, tuple[tuple[str, float], ...]]:
    """All phrases of a language, and for each its signal and weight."""
    phrases: list[str] = []
    means: list[tuple[str, float]] = []
    for cue in knowledge.cues():
        if cue.language == language:
            phrases += cue.phrases
            means += [(cue.signal, cue.weight)] * len(cue.phrases)
    for exercise in knowledge.exercises().values():
        own = exercise.phrases[language]
        phrases += own
        means += [(f"exercise:{exercise.slug}", 1.0)] * len(own)
    found = Phrases(language, phrases, knowledge.groups(language), knowledge.lookalikes(language))
    return found, tuple(means)


def read(content: Content) -> Reading:
    """Same content, same reading; never raises, whatever the text holds."""
    language = READ_AS.get(content.language.lower().replace("_", "-").partition("-")[0])
    if language is None:
        return Reading(content.language, "language", "calm")
    title = content.title[:LONGEST_TEXT]
    text = content.text[: LONGEST_TEXT - len(title)]
    return _read(replace(content, title=title, text=text), language)


@knowledge.cached(maxsize=1024)
def _read(content: Content, language: str) -> Reading:
    text = f"{content.title}\n{content.text}"
    foreign = knowledge.nordic_words() if content.language[:2].lower() != language else None
    tokens = tokenize(text, foreign)
    phrases, means = _vocabulary(language)
    weights, spans = _weigh(tokens, phrases.find(tokens), means, language, len(content.title))
    return _conclude(content, language, weights, tuple(spans), tokens)


def _weigh(
    tokens: list[Token],
    found: list[Found],
    means: tuple[tuple[str, float], ...],
    language: str,
    title_end: int,
) -> tuple[dict[str, float], list[Span]]:
    """Strength of each signal. No word speaks twice for one thing: the heaviest phrase has it.

    Repeating a phrase counts once more, not again and again. A sentence warns once, however many
    symptoms it names: most warnings are one line at the end.
    """
    aside = _comparisons(tokens, language)
    heard: list[tuple[float, str, Found]] = []
    for hit in found:
        signal, weight = means[hit.phrase]
        if _negated(tokens, hit.first, language):
            continue
        if tokens[hit.first].start < title_end:
            weight *= 2
        if _conditional(tokens, hit.first, language):
            weight *= 0.5
        if hit.first in aside:
            weight *= 0.5
        heard.append((weight, signal, hit))
    heard.sort(key=lambda entry: (-entry[0], -len(entry[2].places), entry[2].places))
    repeats = 2 * max(1, round(len(tokens) / USUAL_LENGTH))
    times: dict[tuple[str, str], int] = defaultdict(int)
    taken: dict[str, set[int]] = defaultdict(set)
    weights: dict[str, list[float]] = defaultdict(list)
    spans: list[Span] = []
    for weight, signal, hit in heard:
        first = tokens[hit.first]
        claimed = {first.sentence} if signal == "emergency" else set(hit.places)
        if taken[signal] & claimed:
            continue
        taken[signal] |= claimed
        words = " ".join(tokens[place].word for place in hit.places)
        times[signal, words] += 1
        if times[signal, words] > repeats:
            continue
        weights[signal].append(weight)
        spans.append(Span(first.start, tokens[hit.last].end, signal))
    spans.sort(key=lambda span: (span.start, span.end, span.signal))
    return {signal: fsum(parts) for signal, parts in weights.items()}, spans


def _negated(tokens: list[Token], index: int, language: str) -> bool:
    clause = tokens[index].clause
    for before in tokens[max(0, index - NEGATION_REACH) : index]:
        if before.clause == clause and before.word in NEGATORS[language]:
            return True
    return False


def _conditional(tokens: list[Token], index: int, language: str) -> bool:
    """Whether "if" stands before it in the clause: a case to think of, not what happens."""
    clause = tokens[index].clause
    for place in range(index - 1, max(0, index - NEGATION_REACH) - 1, -1):
        if tokens[place].clause != clause:
            return False
        if tokens[place].word in CONDITIONS[language]:
            # "om" opens a condition only at the head of a clause: else it means "about".
            ahead = tokens[place - 1] if place else None
            return (
                ahead is None
                or ahead.clause != clause
                or ahead.word in CONJUNCTIONS
                or tokens[place].word != "om"
            )
    return False


def _comparisons(tokens: list[Token], language: str) -> set[int]:
    """Tokens that stand inside a comparison, up to the end of its clause."""
    inside: set[int] = set()
    words = [token.word for token in tokens]
    for index, token in enumerate(tokens):
        if index in inside:
            continue
        for opening in COMPARISONS[language]:
            if tuple(words[index : index + len(opening)]) == opening:
                place = index
                while place < len(tokens) and tokens[place].clause == token.clause:
                    inside.add(place)
                    place += 1
    return inside


def _conclude(
    content: Content,
    language: str,
    weights: dict[str, float],
    spans: tuple[Span, ...],
    tokens: list[Token],
) -> Reading:
    words = len(tokens)
    persons = sum(token.word in PERSONS[language] for token in tokens)
    passing = max(1.0, words / USUAL_LENGTH) ** LENGTH_POWER
    weights = {signal: weight / passing for signal, weight in weights.items()}
    exercises = _exercises(content, weights, words)
    facts = knowledge.exercises()
    known = [facts[slug] for slug in exercises]
    families = _families(content, exercises, weights)
    host = content.situation
    sweat = _sweat(content, known, weights)
    water = any(fact.water for fact in known) or weights.get("water", 0) >= 5
    outdoors = _outdoors(known, weights)
    evening = weights.get("evening", 0) >= max(4, 2 * weights.get("morning", 0))
    seen = Seen(
        weights=weights,
        exercises=exercises,
        families=families,
        sweat=sweat if host.sweat is None else host.sweat,
        water=water if host.water is None else host.water,
        outdoors=outdoors if host.outdoors is None else host.outdoors,
        evening=evening if host.evening is None else host.evening,
        persons=100 * persons / max(words, FEW_LINES),
    )
    moment = choose_moment(seen)
    return Reading(
        language=language,
        silent=_silent(content, seen, words),
        moment=moment,
        exercises=exercises,
        families=families,
        sweat=seen.sweat,
        water=seen.water,
        outdoors=seen.outdoors,
        evening=seen.evening,
        needs=_needs(seen, moment),
        signals=weights,
        spans=spans,
    )


def _exercises(content: Content, weights: dict[str, float], words: int) -> tuple[str, ...]:
    """What the host knows first, then what the text does, strongest first.

    A workout named once in passing does not count, unless the text is but a few lines or names
    no other one and sweats; a posture exercise does.
    """
    facts = knowledge.exercises()
    told = [slug for slug in content.exercises if slug in facts]
    named = sorted(
        (-weights[f"exercise:{slug}"], slug) for slug in facts if f"exercise:{slug}" in weights
    )
    workouts = [entry for entry in named if facts[entry[1]].family == "workout"]
    enough = 1 if words <= FEW_LINES else 2
    sure = [entry for entry in workouts if entry[0] <= -enough]
    if not sure and weights.get("sweat", 0) >= 1.5 and weights.get("practice", 0) >= 3:
        sure = workouts[:1]
    moves = [entry for entry in named if entry not in workouts and entry[0] <= -0.5]
    return tuple(dict.fromkeys([*told, *(slug for _, slug in sorted([*moves, *sure]))]))


def _families(
    content: Content, exercises: tuple[str, ...], weights: dict[str, float]
) -> tuple[str, ...]:
    """Those of the host's routine; where it has none, those that the text speaks of."""
    facts = knowledge.exercises()
    told = {facts[slug].family for slug in content.exercises if slug in facts} & {*FAMILIES}
    if not told:
        told = {facts[slug].family for slug in exercises}
        told |= {family for family in FAMILIES if weights.get(family, 0) >= 2}
    return tuple(family for family in FAMILIES if family in told)


def _sweat(content: Content, known: list[knowledge.Exercise], weights: dict[str, float]) -> int:
    """0 dry, 1 warm, 2 sweaty: by the host's routine, or by the text's workouts and its words."""
    if weights.get("dry", 0) > weights.get("sweat", 0):
        return 0
    practice = weights.get("practice", 0)
    workouts = [
        weights.get(f"exercise:{slug}", 0.0)
        for slug, fact in knowledge.exercises().items()
        if fact.family == "workout" and fact.sweat == 2
    ]
    named = (max(workouts, default=0.0) + fsum(workouts)) / 2  # the others are often chance
    heat = named + SWEATY_WORK["words"] * weights.get("sweat", 0)
    heat += SWEATY_WORK["practice"] * min(practice, MOST_FOR_SWEAT)
    if heat >= (SWEATY if named >= NAMED else SWEATY_UNNAMED if practice >= 1 else SWEATY_BY_WORDS):
        return 2
    warm = any(fact.family == "workout" and fact.sweat for fact in known)
    return max(_routine_sweat(content), int(warm))


def _outdoors(known: list[knowledge.Exercise], weights: dict[str, float]) -> bool:
    """By a workout that is done out there, unless it has moved into a cellar, or by words alone."""
    if any(fact.outdoors for fact in known):
        return weights.get("outdoors", 0) + OUTDOOR_SPORT >= weights.get("indoors", 0)
    return weights.get("outdoors", 0) >= OUTDOORS_NEEDED


def _routine_sweat(content: Content) -> int:
    """How sweaty a known routine makes: as its warmest move when most of it is warm."""
    facts = knowledge.exercises()
    sweat = [facts[slug].sweat for slug in content.exercises if slug in facts]
    warm = sum(value > 0 for value in sweat)
    return max(sweat) if warm * 2 > len(sweat) else 0


@dataclass(frozen=True, slots=True)
class Seen:
    """What the rules below decide from."""

    weights: Mapping[str, float]
    exercises: tuple[str, ...]
    families: tuple[str, ...]
    sweat: int
    water: bool
    outdoors: bool
    evening: bool
    persons: float = 0.0  # of a hundred words, those for the reader or the writer

    def strength(self, signal: str) -> float:
        return self.weights.get(signal, 0.0)


def _silent(content: Content, seen: Seen, words: int) -> str:
    """Why nothing should be shown: an emergency, another subject, or too little to go by."""
    if seen.strength("emergency") >= EMERGENCY_NEEDED:
        return "emergency"
    own, words = _own(content, seen), min(words, USUAL_LENGTH)
    if own < BODY_NEEDED:
        return "thin"
    own += PERSON * min(seen.persons, MOST_PERSONS)
    needed = (NEEDED - LESS_PER_WORD * words) * min(1.0, words / FEW_LINES)
    return "subject" if own - _strange(seen) < needed else ""


def _own(content: Content, seen: Seen) -> float:
    """How much the text is about a body, its skin and what it does."""
    named = fsum(weight for name, weight in seen.weights.items() if name.startswith("exercise:"))
    parts = {
        "body": seen.strength("body"),
        "skin": seen.strength("skin"),
        "felt": fsum(seen.strength(signal) for signal in FELT),
        "skincare": fsum(seen.strength(signal) for signal in SKINCARE),
        "families": fsum(seen.strength(family) for family in FAMILIES),
        "practice": min(seen.strength("practice"), MOST_PRACTICE),
        "named": min(named, MOST_NAMED),
    }
    own = fsum(OWN[part] * strength for part, strength in parts.items())
    return own + HOST_EXERCISE * len(content.exercises)


def _strange(seen: Seen) -> float:
    """How much it is about something else."""
    found = [weight for name, weight in seen.weights.items() if name.startswith("not:")]
    strongest = max(found, default=0.0)
    return STRONGEST_STRANGER * strongest + OTHER_STRANGER * (fsum(found) - strongest)


def choose_moment(seen: Seen) -> str:
    """The first rule that fits decides."""
    s = seen.strength
    active = seen.sweat == 2 or seen.outdoors
    before_out = s("before_out") >= 1.4  # one phrase in a text of usual length
    if (
        s("sun") >= (3 if before_out else 8)
        and (seen.outdoors or before_out)
        and s("sun") >= max(s("cold"), s("sweat"))
    ):
        return "sun"
    if s("damaged") >= 7:
        return "damaged"
    if s("scent_allergy") >= 7:
        return "scent_allergy"
    if s("flushing") >= 4 and s("flushing") > max(s("sweat"), s("cold")):
        return "flushing"
    if s("oily") + s("spots") >= 6 and seen.sweat < 2:
        return "oily"
    if seen.water:
        return "water"
    if s("cold") >= 5 and s("cold") > s("hot") and active:
        return "cold"
    if seen.sweat == 2:
        return "sweaty_spots" if s("spots") + s("oily") >= 3 else "sweaty"
    if s("massage") >= 4 or (s("face_exercise") >= 4 and s("desk") < DESK_NEEDED):
        return "massage"
    if seen.evening:
        return "evening"
    topic = _topic(seen)
    if topic:
        return topic
    if s("desk") >= DESK_NEEDED:
        return "desk"
    if seen.exercises or seen.families or s("body") + s("practice") > s("skin"):
        return "calm"
    return "skin"


def _topic(seen: Seen) -> str:
    oil, serum = seen.strength("oil_topic"), seen.strength("serum_topic")
    if max(oil, serum) < TOPIC_NEEDED:
        return ""
    if min(oil, serum) >= max(TOPIC_NEEDED, LIKE_WEIGHT * max(oil, serum)):
        return "layers"
    return "oil_topic" if oil >= serum else "serum_topic"


def _needs(seen: Seen, moment: str) -> dict[str, float]:
    """What the skin may want, 0 to 1, from the situation and from what the text names."""
    s = seen.strength
    needs = {"moisture_lock": 1.0, "barrier_support": 0.6}
    if moment in ("sweaty", "sweaty_spots", "water"):
        needs["cleanse_first"] = 1.0
    bothered = max(s("hot"), s("flushing"), s("cold") / 2) >= 2
    if moment in ("flushing", "damaged", "scent_allergy", "cold") or bothered:
        needs["soothing"] = 1.0
    if moment in ("oily", "sweaty_spots"):
        needs |= {"oil_control": 1.0, "moisture_lock": 0.4, "barrier_support": 0.0}
    if s("dull") + s("ageing") >= 4:
        needs["antioxidant"] = 0.8
    if moment == "massage" or s("puffy") >= 4:
        needs["depuff"] = 0.5
    if moment == "sun":
        needs["sun_protection"] = 1.0
        needs["antioxidant"] = 0.6
    elif seen.outdoors and s("sun") >= 1.5 and not seen.evening:
        needs["sun_protection"] = 0.5
    if seen.sweat == 2:
        needs.setdefault("cleanse_first", 0.5)
    return needs
