"""Does the reader know the language, or only the texts it was written beside?

``articles.jsonl`` holds articles written for these tests, many of them traps: words of the body
about books, markets and horses, and routines that never name an exercise. How many of them the
tables got right (first step, or silence) when they met them for the first time, before anything
was mended:

=========  ================  =====================================================================
articles   right             written by
=========  ================  =====================================================================
d to n     67 of 77          hands that knew the tables (the other 30 came from the tables' author)
x01-x48    28 of 48          a stranger; 8 of 11 silences and 4 of 37 shows were missed
y01-y48    41 of 48          another stranger, after the mending for x (43 of 48 without it)
z01-z60    52 of 60          a third stranger, after the mending for y; 2 of 20 silences and 2 of 40
                             shows were missed, and 4 first steps were wrong
=========  ================  =====================================================================

Whether an article is shown anything is one sum (see ``OWN`` in reading). A coarse grid gave the
same weights whichever set of authors was left out, with at most one decision of that set wrong;
u01-u09, written afterwards, then went wrong in 4 of 9: impersonal texts about skin, and distractors
full of "you". So persons count less than the grid would have them, at the price of two of z's
shows. Of the 291 articles of x to z, d to n and the development set that are no emergency, the
sum of 8 lies within 2 of what is needed, of 18 within 4; half of the silent ones lie 24 below and
half of the others 15 above.

Since then the tables have grown, so a plain run proves little. The leave-out run does: for each
article, all phrases are taken away that fire in this article and in no other one.
"""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from recommendations import reading
from recommendations.contract import Content, Step
from recommendations.engine import recommend
from recommendations.words import tokenize

from . import shelf

HERE = Path(__file__).parent
DEVELOPMENT_SET = HERE.parents[2] / "shared" / "data" / "pairing_dev" / "articles.jsonl"

FIRST_STEPS = {
    "serum": {Step.HYDRATE, Step.TREAT},
    "facial_oil": {Step.SEAL},
    "both": {Step.HYDRATE, Step.TREAT, Step.SEAL},
    "cleanser_first": {Step.CLEANSE},
    "sunscreen": {Step.PROTECT},
}
Entry = dict[str, Any]


def load(path: Path) -> list[Entry]:
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def as_content(entry: Entry) -> Content:
    return shelf.content(entry["excerpt"], entry["lang"], entry["title"], entry["id"])


def wrong(entries: list[Entry]) -> list[str]:
    """Ids of the articles whose first step, or silence, is not what a careful reader says."""
    return [entry["id"] for entry in entries if not is_right(entry)]


def is_right(entry: Entry) -> bool:
    picks = recommend(as_content(entry), shelf.EVERYTHING, limit=1)
    if not entry["show"]:
        return not picks
    return bool(picks) and picks[0].step in FIRST_STEPS[entry["first"]]


ARTICLES = load(HERE / "articles.jsonl")


def test_no_product_is_shown_beside_another_subject() -> None:
    assert not set(wrong(ARTICLES)) & {entry["id"] for entry in ARTICLES if not entry["show"]}


def test_the_first_step_is_right() -> None:
    assert len(wrong(ARTICLES)) <= 0.01 * len(ARTICLES)


LABELLED = [entry for entry in ARTICLES if "labels" in entry]
FAMILIES = {"upper_back_strength": "upper_back_strengthening"}


@pytest.mark.parametrize("fact", ["sweaty", "outdoors", "water", "evening"])
def test_the_situation_is_read_as_a_stranger_reads_it(fact: str) -> None:
    agreed = [situation(entry)[fact] == entry["labels"][fact] for entry in LABELLED]
    assert sum(agreed) >= 0.9 * len(LABELLED)


def situation(entry: Entry) -> dict[str, bool]:
    seen = reading.read(as_content(entry))
    return {
        "sweaty": seen.sweat == 2,
        "outdoors": seen.outdoors,
        "water": seen.water,
        "evening": seen.evening,
    }


def test_most_families_of_exercises_are_found_and_few_others() -> None:
    found = wanted = both = 0
    for entry in LABELLED:
        seen = set(reading.read(as_content(entry)).families)
        told = {FAMILIES.get(name, name) for name in entry["labels"]["exercises"]}
        told &= set(reading.FAMILIES)
        found, wanted, both = found + len(seen), wanted + len(told), both + len(seen & told)
    print(f"families: {both} of {wanted} found, and {found - both} others")
    assert both >= 0.6 * wanted
    assert both >= 0.9 * found


def phrases_in(entry: Entry) -> tuple[str, set[int]]:
    """The language an article is read in, and the numbers of the phrases that fire in it."""
    language = reading.READ_AS[entry["lang"]]
    phrases, _ = reading._vocabulary(language)
    tokens = tokenize(f"{entry['title']}\n{entry['excerpt']}")
    return language, {found.phrase for found in phrases.find(tokens)}


class TestLeaveOut:
    @pytest.fixture(autouse=True)
    def _fresh(self) -> Iterator[None]:
        reading._read.cache_clear()
        yield
        reading._read.cache_clear()

    def left_out(self, entries: list[Entry], monkeypatch: pytest.MonkeyPatch) -> list[str]:
        """Ids that go wrong when an article may not use the phrases that only it contains."""
        fired = {entry["id"]: phrases_in(entry) for entry in entries}
        support = Counter(
            (language, phrase) for language, numbers in fired.values() for phrase in numbers
        )
        known = {language: reading._vocabulary(language) for language in ("en", "sv")}
        failed = []
        for entry in entries:
            language, numbers = fired[entry["id"]]
            phrases, means = known[language]
            own = {number for number in numbers if support[language, number] == 1}
            rest = tuple(
                (signal, 0.0 if number in own else weight)
                for number, (signal, weight) in enumerate(means)
            )
            monkeypatch.setattr(reading, "_vocabulary", lambda _, only=(phrases, rest): only)
            if not is_right(entry):
                failed.append(entry["id"])
        return failed

    def test_most_articles_are_understood_without_their_own_phrases(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        failed = self.left_out(ARTICLES, monkeypatch)
        print(f"left out: {len(ARTICLES) - len(failed)} of {len(ARTICLES)} right; not {failed}")
        assert len(failed) <= 0.3 * len(ARTICLES)

    @pytest.mark.skipif(
        not DEVELOPMENT_SET.exists(), reason="the shared development set is not on this machine"
    )
    def test_so_are_those_of_the_development_set(self, monkeypatch: pytest.MonkeyPatch) -> None:
        entries = [
            entry
            | {
                "show": entry["labels"]["show_skincare"],
                "first": entry["labels"]["recommend_first"],
            }
            for entry in load(DEVELOPMENT_SET)
        ]
        # A mark to stay above, no list to be learnt by heart.
        assert len(wrong(entries)) <= 0.1 * len(entries)
        reading._read.cache_clear()
        failed = self.left_out([*entries, *ARTICLES], monkeypatch)
        ours = [entry["id"] for entry in entries if entry["id"] in failed]
        print(f"left out: {len(entries) - len(ours)} of {len(entries)} right; not {ours}")
        assert len(ours) <= 0.25 * len(entries)
