"""Words: parted, taken apart, compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.search.words import distance, errors_allowed, parted, parts_of, remnants

LETTERS = st.text("aeilnorstyåäö", min_size=3, max_size=14)


def test_words_are_parted_at_everything_that_is_no_letter():
    assert parted("Rosa Canina* (Rose-Hip) skin's C12-13") == [
        *("rosa", "canina", "rose", "hip", "skin", "c12", "13")
    ]


def test_a_compound_is_taken_apart_at_its_longest_known_end():
    known = {"ansikte", "olja", "rengöring", "ring"}
    assert parts_of("ansiktsolja", known) == ("ansikte", "olja")
    assert parts_of("ansiktsrengöring", known) == ("ansikte", "rengöring")
    assert parts_of("sandpapper", known) == ()


@pytest.mark.parametrize(
    ("one", "other", "errors"),
    [("oil", "oyl", 1), ("oil", "oli", 1), ("balance", "blaance", 1), ("oil", "oil", 0)],
)
def test_errors_are_counted_with_swaps(one, other, errors):
    assert distance(one, other, 2) == errors


def slow_distance(one: str, other: str) -> int:
    """The same by its definition (optimal string alignment), without a bound."""
    if not one or not other:
        return len(one) + len(other)
    ways = [
        slow_distance(one[1:], other) + 1,
        slow_distance(one, other[1:]) + 1,
        slow_distance(one[1:], other[1:]) + (one[0] != other[0]),
    ]
    if len(one) > 1 and len(other) > 1 and one[:2] == other[1::-1]:
        ways.append(slow_distance(one[2:], other[2:]) + 1)
    return min(ways)


@given(st.text("abå", max_size=5), st.text("abå", max_size=5))
def test_the_distance_is_the_one_of_the_definition(one, other):
    assert distance(one, other, 2) == min(slow_distance(one, other), 3)


@given(LETTERS, st.integers(0, 13), st.sampled_from(["leave out", "add", "change", "swap"]))
def test_a_word_and_itself_with_one_error_share_a_remnant(word, place, error):
    at = place % len(word)
    wrong = {
        "leave out": word[:at] + word[at + 1 :],
        "add": word[:at] + "x" + word[at:],
        "change": word[:at] + "x" + word[at + 1 :],
        "swap": word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
    }[error]
    if errors_allowed(wrong):
        assert remnants(word) & remnants(wrong)
