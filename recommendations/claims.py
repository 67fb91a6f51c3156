"""What copy may say: who acts on what, with which words, and whether it is claimed or denied.

The tables ``claims_words.csv`` (words for a concept), ``claims_rules.csv`` (what may not be said,
as phrases over words and concepts), ``claims_harmless.csv`` (neighbours that mean something else),
``claims_frames.csv`` (denial, doubt, caution) and ``claims_contradictions.csv`` (which ingredients
make a claim untrue) beside the other knowledge are all there is to change. In articles a rule of
products counts only where the sentence is about a product.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Literal

from .ingredients import IngredientList, Listed, parse
from .knowledge import LANGUAGES, KnowledgeError, Row, cached, keyed, read_table
from .meaning import Concepts, Match, Phrases, Seen, Token, tokenize
from .sentences import Sentences, subject_of

Scope = Literal["product", "article"]
Severity = Literal["none", "warn", "block"]
WEIGHT: dict[str, int] = {"none": 0, "warn": 1, "block": 2}

# What the tables may ask for, and what it comes to where nothing but the text is known: only the
# price engine prints prices, so a typed one is blocked; stock and ingredients need a look at data.
SEVERITIES: dict[str, Severity] = {
    "block": "block",
    "block_manual": "block",
    "block_if_contradicted": "warn",
    "only_if_contradicted": "none",
    "block_if_untrue": "warn",
    "warn": "warn",
}
# A caution may name what a claim may not: "ask your doctor if you have eczema".
CAUTIONED = frozenset(
    [
        "medicinal",
        "medicinal_comparison",
        "medicinal_or_biocidal",
        "safety",
        "physiological",
        "sun",
    ]
)
# "Now 29 instead of 39" denies nothing.
UNDENIABLE = frozenset(["price", "urgency"])


@dataclass(frozen=True, slots=True)
class Hit:
    """``span`` counts characters of the text that was checked."""

    kind: str
    severity: Literal["warn", "block"]
    span: tuple[int, int]
    text: str
    suggestion: str


@dataclass(frozen=True, slots=True)
class Rule:
    """``contradicted_by`` is a row of ``claims_contradictions.csv`` or empty.

    ``scope``: "copy" counts in what sells alone, "product" also in an article's sentence about a
    product, "all" everywhere. ``elsewhere`` is the severity in an article's sentence that is about
    no product. ``in_caution`` tells what a caution may name ("ask your doctor if you have eczema").
    """

    kind: str
    severity: Severity
    scope: str
    contradicted_by: str
    elsewhere: Severity
    suggestion: str
    in_caution: bool


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Ingredients that make a claim untrue, by what is known of them or by their name.

    ``unmarked``: where a list marks what is organic, also those without the mark.
    """

    kinds: frozenset[str]
    roles: frozenset[str]
    pattern: re.Pattern[str] | None
    unmarked: bool

    def first_in(self, ingredients: IngredientList) -> str:
        """As printed; empty where nothing contradicts."""
        marked = self.unmarked and any(item.organic for item in ingredients.items)
        for item in ingredients.items:
            if (marked and not item.organic) or self._names(item):
                return item.printed
        return ""

    def _names(self, item: Listed) -> bool:
        fact = item.fact
        if fact and (fact.kind in self.kinds or fact.roles & self.roles):
            return True
        return bool(
            self.pattern and (self.pattern.search(item.name) or self.pattern.search(item.inci))
        )


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All tables of one language, compiled."""

    concepts: Concepts
    harmless: Phrases
    rules: tuple[Rule, ...]
    phrases: Phrases
    frame_kinds: tuple[str, ...]
    frames: Phrases


def check(
    text: str, scope: Scope = "product", language: str | None = None, ingredients: str = ""
) -> list[Hit]:
    """Hits in text order. Without a language, or with one we do not know, all are tried.

    ``ingredients`` is the product's printed list: what it contradicts ("vegan" beside beeswax) is
    blocked. Wording that only other data can judge, or a list that was not given, is a warning.
    """
    tokens = tokenize(text)
    if not tokens:
        return []
    known = (language,) if language in LANGUAGES else LANGUAGES
    lexicons = [lexicon(one) for one in known]
    return _gravest(_hits(text, tokens, scope, lexicons, ingredients))


def severity(hits: list[Hit]) -> str:
    """The gravest of the hits: ``none``, ``warn`` or ``block``."""
    return max((hit.severity for hit in hits), key=WEIGHT.__getitem__, default="none")


def may_be_shown(text: str, language: str | None = None) -> bool:
    return severity(check(text, "product", language)) != "block"


def _hits(
    text: str, tokens: list[Token], scope: Scope, lexicons: list[Lexicon], ingredients: str
) -> set[Hit]:
    readings = [(one, one.concepts.read(tokens, one.harmless)) for one in lexicons]
    found = [
        (one.rules[match.entry], match)
        for one, seen in readings
        for match in one.phrases.find(tokens, seen)
    ]
    if not found:
        return set()
    sentences = _sentences(text, tokens, readings)
    hits = set()
    blocked: set[tuple[str, int]] = set()
    # What stands in a row first: it says more exactly what is wrong than words far apart.
    for rule, match in sorted(found, key=_stands_apart):
        if _stands_apart((rule, match)) and any((rule.kind, at) in blocked for at in match.places):
            continue
        against = against_claim(rule.contradicted_by, ingredients)
        weight = _judge(rule, match, sentences, scope, contradicted=bool(against))
        if weight != "none":
            span = tokens[match.first].start, tokens[match.last].end
            suggestion = f"{rule.suggestion} (INCI: {against})" if against else rule.suggestion
            hits.add(Hit(rule.kind, weight, span, text[slice(*span)], suggestion))
        if weight == "block" and match.deed is None:
            blocked.update((rule.kind, at) for at in match.places)
    return hits


def _stands_apart(found: tuple[Rule, Match]) -> bool:
    return found[1].deed is not None


def _sentences(
    text: str, tokens: list[Token], readings: list[tuple[Lexicon, list[Seen]]]
) -> Sentences:
    frames: dict[str, list[Match]] = defaultdict(list)
    for one, seen in readings:
        for match in one.frames.find(tokens, seen):
            frames[one.frame_kinds[match.entry]].append(match)
    names: list[set[str]] = [set() for _token in tokens]
    for _one, seen in readings:
        for at, here in enumerate(seen):
            names[at].update(here)
    subjects = [subject_of(at, tokens, here) for at, here in enumerate(names)]
    return Sentences(text, tokens, frames, subjects)


def _judge(
    rule: Rule, match: Match, sentences: Sentences, scope: Scope, *, contradicted: bool
) -> Severity:
    weight: Severity = "block" if contradicted else rule.severity
    if scope == "article" and rule.scope == "copy":
        weight = rule.elsewhere
    elif scope == "article" and rule.scope == "product":
        recommended = rule.kind == "sun" and sentences.framed("sunscreen", match)
        if recommended or not sentences.about_product(match):
            weight = rule.elsewhere
    if weight == "none" or rule.kind in UNDENIABLE:
        return weight
    if _framed(rule, match, sentences):
        return "none"
    if _taken_back(match, sentences, scope):
        # An article is free to deny; in copy that sells, somebody should look at it.
        return "warn" if weight == "block" and scope == "product" else "none"
    return weight


def _taken_back(match: Match, sentences: Sentences, scope: Scope) -> bool:
    if sentences.denied(match) or sentences.doubted(match):
        return True
    return sentences.asks(match) and _may_ask(match, sentences, scope)


def _framed(rule: Rule, match: Match, sentences: Sentences) -> bool:
    """Whether the sentence speaks of something else: a caution, sunscreen, a parcel."""
    if rule.kind == "sun" and sentences.framed("sunscreen", match):
        return True
    if rule.kind not in CAUTIONED:
        return False
    if sentences.framed("errand", match) and not sentences.names_product(match):
        return True
    return sentences.framed("warning", match) or (
        rule.in_caution and sentences.framed("caution", match)
    )


def _may_ask(match: Match, sentences: Sentences, scope: Scope) -> bool:
    """An article may ask; elsewhere a question counts as a claim unless answered with no."""
    if sentences.answered_with_no(match):
        return True
    return scope == "article" and not sentences.framed("rhetoric", match)


def _gravest(hits: set[Hit]) -> list[Hit]:
    """Without those that lie within a hit of the same kind that is at least as grave."""
    reach: dict[tuple[str, str], int] = {}
    kept: list[Hit] = []
    for hit in sorted(hits, key=_from_first_and_longest):
        ends = [reach.get((hit.kind, "block"), -1)]
        if hit.severity == "warn":
            ends.append(reach.get((hit.kind, "warn"), -1))
        if hit.span[1] > max(ends):
            kept.append(hit)
            reach[hit.kind, hit.severity] = hit.span[1]
    return sorted(kept, key=lambda hit: (hit.span, hit.kind))


def _from_first_and_longest(hit: Hit) -> tuple[int, int, int, str, str]:
    start, end = hit.span
    return start, -end, -WEIGHT[hit.severity], hit.kind, hit.suggestion


@cached
def lexicon(language: str) -> Lexicon:
    concepts = Concepts(language, _words(language))
    rules: list[Rule] = []
    phrases: list[str] = []
    for row in _rows("claims_rules.csv", RULE_COLUMNS, language):
        for phrase in _phrases(row, _words(language)):
            rules.append(_rule(row))
            phrases.append(phrase)
    frames = [
        (row.one_of("kind", FRAMES), phrase)
        for row in _rows("claims_frames.csv", "kind lang phrases source", language)
        for phrase in _phrases(row, _words(language))
    ]
    harmless = [
        phrase
        for row in _rows("claims_harmless.csv", "lang phrases source", language)
        for phrase in _phrases(row, _words(language))
    ]
    return Lexicon(
        concepts=concepts,
        harmless=Phrases(concepts.words, harmless),
        rules=tuple(rules),
        phrases=Phrases(concepts.words, phrases),
        frame_kinds=tuple(kind for kind, _phrase in frames),
        frames=Phrases(concepts.words, [phrase for _kind, phrase in frames]),
    )


RULE_COLUMNS = (
    "id lang phrases class severity scope contradicted_by elsewhere in_caution why source"
    " safer_wording"
)
FRAMES = frozenset(
    [
        "deny",
        "affirm",
        "doubt",
        "retract",
        "retract_whole",
        "rhetoric",
        "caution",
        "warning",
        "sunscreen",
        "errand",
    ]
)


def _contradicted_by(row: Row) -> str:
    what = row.text("contradicted_by", empty=True)
    if what and what not in contradictions():
        raise row.wrong(f"contradicted_by is {what!r}, which claims_contradictions.csv lacks.")
    return what


def _rule(row: Row) -> Rule:
    elsewhere: Severity = "warn" if row.one_of("elsewhere", ("none", "warn")) == "warn" else "none"
    return Rule(
        kind=row.text("class"),
        severity=SEVERITIES[row.one_of("severity", frozenset(SEVERITIES))],
        scope=row.one_of("scope", ("copy", "product", "all")),
        contradicted_by=_contradicted_by(row),
        elsewhere=elsewhere,
        suggestion=row.text("safer_wording"),
        in_caution=row.flag("in_caution"),
    )


@cached
def contradictions() -> dict[str, Contradiction]:
    def build(row: Row) -> tuple[str, Contradiction]:
        return row.text("what"), Contradiction(
            kinds=frozenset(row.text("kinds", empty=True).split()),
            roles=frozenset(row.text("roles", empty=True).split()),
            pattern=row.pattern("pattern") if row.text("pattern", empty=True) else None,
            unmarked=row.flag("unmarked"),
        )

    return keyed(
        read_table("claims_contradictions.csv", "what kinds roles pattern unmarked"), build
    )


def against_claim(what: str, ingredients: str) -> str:
    """The first name of a printed list that makes the claim untrue; empty where none does."""
    return contradictions()[what].first_in(parse(ingredients)) if what and ingredients else ""


@cached
def _words(language: str) -> dict[str, list[str]]:
    """By concept; a concept may have several rows."""
    words: dict[str, list[str]] = defaultdict(list)
    for row in _rows("claims_words.csv", "concept lang words source", language):
        words[row.text("concept")].extend(row.list("words", "|"))
    return dict(words)


def _rows(name: str, columns: str, language: str) -> list[Row]:
    rows = list(read_table(name, columns))
    return [row for row in rows if row.one_of("lang", LANGUAGES) == language]


def _phrases(row: Row, concepts: dict[str, list[str]]) -> tuple[str, ...]:
    phrases = row.list("phrases", "|")
    if not phrases:
        raise row.wrong("phrases is empty.")
    for phrase in phrases:
        for piece in phrase.replace("/", " ").split():
            if piece.startswith("<") and piece.strip("<>") not in concepts:
                raise row.wrong(f"{piece} is no concept of claims_words.csv.")
        if phrase.count(" + ") > 1:
            raise row.wrong(f"{phrase!r} has more than one +; two sides are expected.")
        if " + " in phrase or " & " in phrase:
            parts = phrase.replace(" + ", " & ").split(" & ")
            if any(len(part.split()) != 1 for part in parts):
                raise row.wrong(f"{phrase!r} has several words on one side; one is expected.")
    return phrases


def check_tables() -> None:
    """Load every table; raises ``KnowledgeError`` at the first wrong row."""
    for language in LANGUAGES:
        try:
            lexicon(language)
        except ValueError as error:
            if isinstance(error, KnowledgeError):
                raise
            raise KnowledgeError(f"claims tables ({language}): {error}.") from None
