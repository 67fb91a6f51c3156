"""What copy may say: who acts on what, with which words, and whether it is claimed or denied.

The tables ``claims_words.csv`` (words for a concept), ``claims_rules.csv`` (what may not be said,
as phrases over words and concepts), ``claims_harmless.csv`` (neighbours that mean something else)
and ``claims_frames.csv`` (denial, doubt, caution) beside the other knowledge are all there is to
change. In articles a rule of products counts only where the sentence is about a product.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Literal

from .knowledge import LANGUAGES, KnowledgeError, Row, cached, read_table
from .meaning import Concepts, Match, Phrases, Seen, Token, tokenize

Scope = Literal["product", "article"]
Severity = Literal["none", "warn", "block"]
WEIGHT: dict[str, int] = {"none": 0, "warn": 1, "block": 2}

# What the tables may ask for, and what it comes to where nothing but the text is known: only the
# price engine prints prices, so a typed one is blocked; stock and ingredients need a look at data.
SEVERITIES: dict[str, Severity] = {
    "block": "block",
    "block_manual": "block",
    "block_if_contradicted": "warn",
    "block_if_untrue": "warn",
    "warn": "warn",
}
# A caution may name what a claim may not: "ask your doctor if you have eczema".
CAUTIONED = frozenset(["medicinal", "medicinal_or_biocidal", "safety", "physiological", "sun"])
# "Now 29 instead of 39" denies nothing.
UNDENIABLE = frozenset(["price", "urgency"])
DENIAL_REACH = 8
WITHOUT_REACH = 3
BREAKS = frozenset(
    [
        "and",
        "but",
        "while",
        "so",
        "yet",
        "which",
        "that",
        "because",
        "since",
        "it",
        "och",
        "men",
        "medan",
        "så",
        "som",
        "eftersom",
        "den",
        "det",
    ]
)
CONTRASTS = frozenset(
    [
        "but",
        "yet",
        "however",
        "still",
        "though",
        "instead",
        "men",
        "ändå",
        "däremot",
        "dock",
        "istället",
    ]
)
ALTERNATIVES = frozenset(["or", "nor", "eller"])
WITHOUT = frozenset(["without", "utan"])
BESIDE = frozenset(
    ["after", "before", "during", "following", "efter", "före", "innan", "under", "vid"]
)
NO = frozenset(["no", "nej"])


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
    """``elsewhere`` is the severity in an article's sentence that is about no product.

    ``in_caution`` tells what a caution may name ("ask your doctor if you have eczema").
    """

    kind: str
    severity: Severity
    scope: str
    elsewhere: Severity
    suggestion: str
    in_caution: bool


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All tables of one language, compiled."""

    concepts: Concepts
    harmless: Phrases
    rules: tuple[Rule, ...]
    phrases: Phrases
    frame_kinds: tuple[str, ...]
    frames: Phrases


def check(text: str, scope: Scope = "product", language: str | None = None) -> list[Hit]:
    """Hits in text order. Without a language, or with one we do not know, all are tried.

    Wording that only a look at data can judge (stock, ingredients) is a warning here.
    """
    tokens = tokenize(text)
    if not tokens:
        return []
    known = (language,) if language in LANGUAGES else LANGUAGES
    lexicons = [lexicon(one) for one in known]
    return _gravest(_hits(text, tokens, scope, lexicons))


def severity(hits: list[Hit]) -> str:
    """The gravest of the hits: ``none``, ``warn`` or ``block``."""
    return max((hit.severity for hit in hits), key=WEIGHT.__getitem__, default="none")


def may_be_shown(text: str, language: str | None = None) -> bool:
    return severity(check(text, "product", language)) != "block"


def _hits(text: str, tokens: list[Token], scope: Scope, lexicons: list[Lexicon]) -> set[Hit]:
    readings = [(one, one.concepts.read(tokens, one.harmless)) for one in lexicons]
    found = [
        (one.rules[match.entry], match)
        for one, seen in readings
        for match in one.phrases.find(tokens, seen)
    ]
    if not found:
        return set()
    sentences = Sentences(text, tokens, readings)
    hits = set()
    for rule, match in found:
        weight = sentences.judge(rule, match, scope)
        if weight != "none":
            span = tokens[match.first].start, tokens[match.last].end
            hits.add(Hit(rule.kind, weight, span, text[slice(*span)], rule.suggestion))
    return hits


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


class Sentences:
    """Judges what was found by the sentence that it stands in."""

    def __init__(
        self, text: str, tokens: list[Token], readings: list[tuple[Lexicon, list[Seen]]]
    ) -> None:
        self.text = text
        self.tokens = tokens
        self.readings = readings
        self.frames: dict[str, list[Match]] = defaultdict(list)
        for lexicon, seen in readings:
            for match in lexicon.frames.find(tokens, seen):
                self.frames[lexicon.frame_kinds[match.entry]].append(match)
        affirmed = {at for match in self.frames["affirm"] for at in match.places}
        self.negators = {match.first for match in self.frames["deny"]} - affirmed
        self.doubts = [match for match in self.frames["doubt"] if match.first not in affirmed]

    def judge(self, rule: Rule, match: Match, scope: Scope) -> Severity:
        weight = rule.severity
        if scope == "article" and rule.scope == "product" and not self._about_product(rule, match):
            weight = rule.elsewhere
        if weight != "none" and self._excused(rule, match, scope):
            # An article is free to deny; in copy that sells, somebody should look at it.
            return "warn" if weight == "block" and scope == "product" else "none"
        return weight

    def _excused(self, rule: Rule, match: Match, scope: Scope) -> bool:
        if rule.kind in UNDENIABLE:
            return False
        if self._denied(match) or self._doubted(match) or self._asked(match, scope):
            return True
        if rule.kind == "sun" and self._framed("sunscreen", match):
            return True
        if rule.kind not in CAUTIONED:
            return False
        return self._framed("warning", match) or (
            rule.in_caution and self._framed("caution", match)
        )

    def _denied(self, match: Match) -> bool:
        for at in range(match.first + 1, match.last):
            if at in match.places:
                continue
            if self.tokens[at].word in BREAKS:
                return self._denied_before(match.first)
            if at in self.negators:
                return True
        return self._denied_before(match.first) or self._denied_after(match.last)

    def _denied_before(self, first: int) -> bool:
        sentence = self.tokens[first].sentence
        for at in range(first - 1, max(first - 1 - DENIAL_REACH, -1), -1):
            token = self.tokens[at]
            if token.sentence != sentence:
                return False
            if token.clause != self.tokens[at + 1].clause and not self._lists(at, first):
                return False
            if at in self.negators:
                if token.word in WITHOUT:
                    return first - at <= WITHOUT_REACH and not self._is_conjunction(at)
                return True
            if token.word in BREAKS:
                return False
        return False

    def _denied_after(self, last: int) -> bool:
        """ "läker ingenting", "healing is not"."""
        clause = self.tokens[last].clause
        for at in range(last + 1, min(last + 3, len(self.tokens))):
            token = self.tokens[at]
            if token.clause != clause or token.word in BREAKS or token.word in WITHOUT:
                return False
            if at in self.negators:
                return token.word not in NO or at == last + 1
        return False

    def _lists(self, at: int, first: int) -> bool:
        """Whether a comma only parts what is denied together: "heal, cure or relieve"."""
        sentence = self.tokens[at].sentence
        return (
            any(
                token.word in ALTERNATIVES
                for token in self.tokens[first : first + DENIAL_REACH]
                if token.sentence == sentence
            )
            or self.tokens[first - 1].word in ALTERNATIVES
        )

    def _is_conjunction(self, at: int) -> bool:
        """Swedish "utan" after another negation means "but"."""
        sentence = self.tokens[at].sentence
        return any(
            other < at and self.tokens[other].sentence == sentence for other in self.negators
        )

    def _doubted(self, match: Match) -> bool:
        return any(
            self._same_sentence(frame, match) and not self._contrast_between(frame, match)
            for frame in self.doubts
        )

    def _framed(self, kind: str, match: Match) -> bool:
        return any(self._same_sentence(frame, match) for frame in self.frames[kind])

    def _same_sentence(self, one: Match, other: Match) -> bool:
        return self.tokens[one.first].sentence == self.tokens[other.first].sentence

    def _contrast_between(self, one: Match, other: Match) -> bool:
        low, high = sorted((one, other), key=lambda match: match.first)
        return any(token.word in CONTRASTS for token in self.tokens[low.last + 1 : high.first])

    def _asked(self, match: Match, scope: Scope) -> bool:
        """An article may ask; elsewhere a question counts as a claim unless answered with no."""
        at = match.last
        sentence = self.tokens[at].sentence
        while at + 1 < len(self.tokens) and self.tokens[at + 1].sentence == sentence:
            at += 1
        following = self.tokens[at + 1] if at + 1 < len(self.tokens) else None
        end = self.text[self.tokens[at].end : following.start if following else None]
        if "?" not in end:
            return False
        return scope == "article" or (following is not None and following.word in NO)

    def _about_product(self, rule: Rule, match: Match) -> bool:
        """Whether a product, not an exercise, is said to do it: what stands nearest before."""
        sentence = self.tokens[match.first].sentence
        if rule.kind == "sun" and self._framed("sunscreen", match):
            return False
        inside = {self._subject(at) for at in range(match.first, match.last + 1)}
        if "product" in inside:
            return True
        for at in range(match.first - 1, -1, -1):
            if self.tokens[at].sentence != sentence:
                break
            subject = self._subject(at)
            if subject:
                return subject == "product"
        if "exercise" in inside:
            return False
        for at in range(match.last + 1, len(self.tokens)):
            if self.tokens[at].sentence != sentence:
                break
            subject = self._subject(at)
            if subject:
                return subject == "product"
        return False

    def _subject(self, at: int) -> str:
        if any("<product>" in seen[at] for _lexicon, seen in self.readings):
            return "product"
        if any("<exercise>" in seen[at] for _lexicon, seen in self.readings):
            before = {token.word for token in self.tokens[max(at - 3, 0) : at]}
            return "" if before & BESIDE else "exercise"
        return ""


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


RULE_COLUMNS = "id lang phrases class severity scope elsewhere in_caution why source safer_wording"
FRAMES = frozenset(["deny", "affirm", "doubt", "caution", "warning", "sunscreen"])


def _rule(row: Row) -> Rule:
    elsewhere: Severity = "warn" if row.one_of("elsewhere", ("none", "warn")) == "warn" else "none"
    return Rule(
        kind=row.text("class"),
        severity=SEVERITIES[row.one_of("severity", frozenset(SEVERITIES))],
        scope=row.one_of("scope", ("product", "all")),
        elsewhere=elsewhere,
        suggestion=row.text("safer_wording"),
        in_caution=row.flag("in_caution"),
    )


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
