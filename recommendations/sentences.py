"""Whether a sentence claims, denies, doubts or asks what is said in it, and of what it speaks.

Each question about one match takes constant time, however long the sentence is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import accumulate

from .meaning import Match, Token

DENIAL_REACH = 8
# With alternatives: "no oil can build muscles or get the blood going".
LONGEST_DENIAL = 14
WITHOUT_REACH = 3
# A short answer may have as many words before what is said: "No, that is a myth."
LEAD_IN = 2
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
# What begins a clause that only says when: "while you hold the plank".
WHILE = frozenset(["while", "when", "once", "after", "before", "medan", "när", "efter", "innan"])
LONGEST_ASIDE = 6
NO = frozenset(["no", "nej"])
# These deny a whole clause: "nothing that you put on your skin will loosen a hip".
NOTHING = frozenset(
    ["no", "nothing", "nobody", "none", "neither", "ingen", "inget", "inga", "ingenting", "varken"]
)
PRONOUNS = frozenset(["it", "they", "this", "these", "den", "de", "dessa"])


class Sentences:
    """One text. ``frames`` are the matches of ``claims_frames.csv`` by kind, in text order;
    ``subjects`` says of each token whether it names a "product", an "exercise" or neither ("").
    """

    def __init__(
        self,
        text: str,
        tokens: Sequence[Token],
        frames: Mapping[str, Sequence[Match]],
        subjects: Sequence[str],
    ) -> None:
        self.text = text
        self.tokens = tokens
        self.frames = frames
        self.subjects = subjects
        affirmed = {at for match in frames.get("affirm", ()) for at in match.places}
        self.negators = {match.first for match in frames.get("deny", ())} - affirmed
        self.doubts = [match for match in frames.get("doubt", ()) if match.first not in affirmed]

    # --- denied, doubted, asked -----------------------------------------------------------------

    def denied(self, match: Match) -> bool:
        """ "does not heal", "heals nothing", "heals, they say. It does not."."""
        return self._denied_here(match) or self._retracted(match)

    def _denied_here(self, match: Match) -> bool:
        if match.deed is not None:
            return self._denied_after(match.deed, match.places) or any(
                self._denied_before(at, match.places) for at in match.places
            )
        for at in range(match.first + 1, match.last):
            if at in match.places:
                continue
            if self.tokens[at].word in BREAKS:
                return self._denied_before(match.first)
            if at in self.negators:
                return True
        return self._denied_before(match.first) or self._denied_after(match.last)

    def _denied_before(self, first: int, said: tuple[int, ...] = ()) -> bool:
        """``said`` are tokens that belong to what is said, so that they cannot deny it."""
        sentence = self.tokens[first].sentence
        reach = DENIAL_REACH
        for at in range(first - 1, max(first - 1 - LONGEST_DENIAL, -1), -1):
            token = self.tokens[at]
            if token.word in ALTERNATIVES:
                reach = LONGEST_DENIAL
            if token.sentence != sentence:
                return False
            if token.clause != self.tokens[at + 1].clause and not self._lists(at, first):
                return False
            if at in self.negators and at not in said:
                if token.word in WITHOUT:
                    return first - at <= WITHOUT_REACH and not self._is_conjunction(at)
                return token.word in NOTHING or first - at <= reach
            if token.word in BREAKS:
                return False
        return False

    def _denied_after(self, last: int, said: tuple[int, ...] = ()) -> bool:
        clause = self.tokens[last].clause
        for at in range(last + 1, min(last + 3, len(self.tokens))):
            token = self.tokens[at]
            if token.clause != clause or token.word in BREAKS or token.word in WITHOUT:
                return False
            if at in self.negators and at not in said:
                return token.word not in NO or at == last + 1
        return False

    def _lists(self, at: int, first: int) -> bool:
        """Whether a comma only parts what is denied together: "heal, cure or relieve"."""
        sentence = self.tokens[at].sentence
        return any(
            token.word in ALTERNATIVES
            for token in self.tokens[at + 1 : first + DENIAL_REACH]
            if token.sentence == sentence
        )

    def _is_conjunction(self, at: int) -> bool:
        """Swedish "utan" after another negation means "but"."""
        first = self._first_negators.get(self.tokens[at].sentence)
        return first is not None and first < at

    @cached_property
    def _first_negators(self) -> dict[int, int]:
        """By sentence."""
        return {self.tokens[at].sentence: at for at in sorted(self.negators, reverse=True)}

    def _retracted(self, match: Match) -> bool:
        return self.tokens[match.last].sentence + 1 in self._retractions

    @cached_property
    def _retractions(self) -> set[int]:
        """Sentences that take back the one before: "That is a myth.", and nothing but "It does
        not."."""
        found = set()
        for match in self.frames.get("retract", ()):
            if match.first - self._first_of(match) <= LEAD_IN:
                found.add(self.tokens[match.first].sentence)
        for match in self.frames.get("retract_whole", ()):
            sentence = self.tokens[match.first].sentence
            if (
                match.first - self._first_of(match) <= LEAD_IN
                and self._last_of[sentence] == match.last
            ):
                found.add(sentence)
        return found

    def _first_of(self, match: Match) -> int:
        sentence = self.tokens[match.first].sentence
        return self._last_of.get(sentence - 1, -1) + 1

    @cached_property
    def _last_of(self) -> dict[int, int]:
        """The last token of each sentence. Every sentence has one."""
        return {token.sentence: at for at, token in enumerate(self.tokens)}

    def doubted(self, match: Match) -> bool:
        sentence = self.tokens[match.first].sentence
        return (sentence, self._contrasts[match.first]) in self._doubts_end or (
            sentence,
            self._contrasts[match.last + 1],
        ) in self._doubts_begin

    @cached_property
    def _contrasts(self) -> list[int]:
        """How many words such as "but" stand before each token."""
        return list(accumulate((token.word in CONTRASTS for token in self.tokens), initial=0))

    @cached_property
    def _doubts_end(self) -> set[tuple[int, int]]:
        return {
            (self.tokens[doubt.first].sentence, self._contrasts[doubt.last + 1])
            for doubt in self.doubts
        }

    @cached_property
    def _doubts_begin(self) -> set[tuple[int, int]]:
        return {
            (self.tokens[doubt.first].sentence, self._contrasts[doubt.first])
            for doubt in self.doubts
        }

    def framed(self, kind: str, match: Match) -> bool:
        return (kind, self.tokens[match.first].sentence) in self._framed

    @cached_property
    def _framed(self) -> set[tuple[str, int]]:
        return {
            (kind, self.tokens[match.first].sentence)
            for kind, matches in self.frames.items()
            for match in matches
        }

    def asks(self, match: Match) -> bool:
        last = self._last_of[self.tokens[match.last].sentence]
        following = self.tokens[last + 1] if last + 1 < len(self.tokens) else None
        return "?" in self.text[self.tokens[last].end : following.start if following else None]

    def answered_with_no(self, match: Match) -> bool:
        last = self._last_of[self.tokens[match.last].sentence]
        return last + 1 < len(self.tokens) and self.tokens[last + 1].word in NO

    # --- of what it speaks ----------------------------------------------------------------------

    def about_product(self, match: Match) -> bool:
        """Whether a product, not an exercise, is said to do it.

        That is what the clause of the deed names, else what stands nearest before.
        """
        if match.deed is not None and self._clause_subjects.get(self.tokens[match.deed].clause):
            return "product" in self._clause_subjects[self.tokens[match.deed].clause]
        inside = {self.subjects[at] for at in range(match.first, match.last + 1)}
        if "product" in inside:
            return True
        before = self._before[match.first]
        if before:
            return before == "product"
        if "exercise" in inside:
            return False
        after = self._after[match.last]
        if after:
            return after == "product"
        return self._goes_on_about_product(match)

    def names_product(self, match: Match) -> bool:
        """Whether the sentence names a product at all."""
        at = match.first
        return "product" in (self._before[at], self.subjects[at], self._after[at])

    def _goes_on_about_product(self, match: Match) -> bool:
        """ "This oil is light. It ..."."""
        first = self._first_of(match)
        if first == 0 or self.tokens[first].word not in PRONOUNS:
            return False
        return (self.subjects[first - 1] or self._before[first - 1]) == "product"

    @cached_property
    def _clause_subjects(self) -> dict[int, set[str]]:
        found: dict[int, set[str]] = defaultdict(set)
        for token, subject in zip(self.tokens, self.subjects, strict=True):
            if subject:
                found[token.clause].add(subject)
        return found

    @cached_property
    def _before(self) -> list[str]:
        """The subject nearest before each token, in its sentence."""
        return self._nearest(range(len(self.tokens)))

    @cached_property
    def _after(self) -> list[str]:
        return self._nearest(range(len(self.tokens) - 1, -1, -1))

    def _nearest(self, order: range) -> list[str]:
        nearest = [""] * len(self.tokens)
        subject, sentence = "", -1
        for at in order:
            if self.tokens[at].sentence != sentence:
                subject, sentence = "", self.tokens[at].sentence
            nearest[at] = subject
            subject = self.subjects[at] or subject
        return nearest


def subject_of(at: int, tokens: Sequence[Token], names: set[str]) -> str:
    """``names`` are the concepts that the token at this place stands for."""
    if "<product>" in names:
        return "product"
    if "<exercise>" in names:
        before = {token.word for token in tokens[max(at - 3, 0) : at]}
        return "" if before & BESIDE or _is_aside(at, tokens) else "exercise"
    return ""


def _is_aside(at: int, tokens: Sequence[Token]) -> bool:
    for place in range(at, max(at - LONGEST_ASIDE, -1), -1):
        if tokens[place].clause != tokens[at].clause:
            return False
        if tokens[place].word in WHILE:
            return True
    return False
