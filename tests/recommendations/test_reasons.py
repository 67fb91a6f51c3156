"""Every reason that the engine can produce, read for truth and for the law."""

from collections.abc import Iterator
from itertools import product as pairs

import pytest

from recommendations import claims, knowledge
from recommendations.contract import Evidence, NeedProfile, Reason, SkinFeel
from recommendations.engine import WORTH_SHOWING_BESIDE, compose, recommend
from recommendations.profiles import Profile, profile
from recommendations.reasons import openings, reasons
from recommendations.textures import traits

from . import shelf

OPENINGS = {"en": "Because ", "sv": "Eftersom "}


def needs_of(seen: Profile) -> list[str]:
    return [need for need, step in knowledge.clauses() if step == seen.step]


def everything_that_can_be_said() -> Iterator[tuple[str, Reason]]:
    """Each moment with each exercise, and each step with each need, by language."""
    items = [profile(item) for item in shelf.EVERYTHING]
    usable = [item for item in items if item.step]
    exercises = [None, *knowledge.exercises()]
    for moment, exercise in pairs(knowledge.moments(), exercises):
        seen = usable[0]
        yield from said(Evidence(moment, exercise, needs_of(seen)[0], None, None), seen, None)
    for moment, seen in pairs(knowledge.moments(), usable):
        for need in needs_of(seen):
            for trait in [None, *(t for t, fact in traits().items() if fact.clause["en"])]:
                yield from said(Evidence(moment, None, need, None, 1, trait), seen, None)
    for seen, feel in pairs(usable, [None, *SkinFeel]):
        for need in needs_of(seen):
            shopper = NeedProfile(skin_feel=feel)
            yield from said(Evidence("calm", None, need, None, None), seen, shopper)


def said(
    evidence: Evidence, seen: Profile, shopper: NeedProfile | None
) -> Iterator[tuple[str, Reason]]:
    found = reasons(evidence, seen, shopper)
    # A language is left out when its words are blocked: so all have to be there.
    assert set(found) == {"en", "sv"}, evidence
    yield from found.items()


def test_no_reason_that_can_be_produced_is_blocked() -> None:
    count = 0
    for language, reason in everything_that_can_be_said():
        count += 1
        thread = reason.thread
        for text in (reason.text, thread.did, thread.want, thread.so):
            hits = claims.check(text, "product", language)
            assert not [hit for hit in hits if hit.severity == "block"], text
    assert count > 500


def test_every_reason_begins_as_agreed_and_ends() -> None:
    for language, reason in everything_that_can_be_said():
        assert reason.text.startswith(OPENINGS[language])
        assert reason.text.endswith(".")
        assert "{" not in reason.text
        assert "None" not in reason.text
        assert "  " not in reason.text
        assert all((reason.thread.did, reason.thread.want, reason.thread.so))


def test_the_steps_of_one_page_each_have_their_own_because() -> None:
    for article in (shelf.SWEATY, shelf.POOL, shelf.SUN, shelf.EVENING, shelf.DRY):
        picks = compose(article, shelf.EVERYTHING)
        for language in ("en", "sv"):
            openings = [pick.reasons[language].text.partition(", ")[0] for pick in picks]
            assert len(openings) == len(set(openings)) > 1


def test_every_moment_has_a_because_for_the_steps_it_shows() -> None:
    steps = {"cleanse": "cleanse", "hydrate": "hydrate", "seal": "seal", "protect": "protect"}
    for moment in knowledge.moments().values():
        for kind, step in steps.items():
            if moment.wants[kind] >= WORTH_SHOWING_BESIDE:
                assert (moment.slug, step) in openings(), (moment.slug, step)


def test_no_name_of_an_ingredient_is_blocked() -> None:
    for fact in knowledge.ingredients().values():
        for language, name in fact.names.items():
            assert claims.may_be_shown(name, language), name


def test_the_words_name_what_scored() -> None:
    [pick] = recommend(shelf.DRY, [shelf.OIL])
    english, swedish = pick.reasons["en"], pick.reasons["sv"]
    assert pick.evidence.ingredient == "Squalane"
    assert pick.evidence.place == 1
    assert "squalane first on its list" in english.text
    assert "skvalan på första plats" in swedish.text
    assert english.thread.so.startswith("squalane")


def test_the_exercise_is_named() -> None:
    [pick] = recommend(shelf.DRY, [shelf.OIL])
    assert pick.evidence.exercise is not None
    exercise = knowledge.exercises()[pick.evidence.exercise]
    assert exercise.activity["en"] in pick.reasons["en"].text
    assert pick.reasons["sv"].thread.did == exercise.names["sv"]


@pytest.mark.parametrize(("item", "said"), [(shelf.OIL, True), (shelf.SCENTED_OIL, False)])
def test_no_perfume_is_said_only_where_it_is_true(item: object, said: bool) -> None:
    [pick] = recommend(shelf.POOL, [item], threshold=0)  # type: ignore[list-item]
    assert ("no perfume" in pick.reasons["en"].text) is said
    assert ("utan parfym" in pick.reasons["sv"].text) is said
