"""What a shopper wants left out, in her words, against lists in the words of packs."""

import pytest

from recommendations.avoided import Avoided, meant
from recommendations.ingredients import parse

LISTED = {
    "scent": "Aqua, Glycerin, Parfum",
    "oils": "Squalane, Lavandula Angustifolia Oil",
    "nuts": "Prunus Amygdalus Dulcis Oil, Tocopherol",
    "silicones": "Cyclopentasiloxane, Dimethicone",
    "parabens": "Aqua, Glycerin, Methylparaben",
    "sulphates": "Aqua, Sodium Laureth Sulfate",
    "alcohol": "Alcohol Denat., Aqua",
    "fatty alcohol": "Aqua, Cetearyl Alcohol",
    "wax": "Squalane, Cera Alba",
    "plain": "Squalane, Rosa Canina Fruit Oil",
}


@pytest.mark.parametrize(
    ("word", "stands_in"),
    [
        ("perfume", {"scent", "oils"}),
        ("Parfym", {"scent", "oils"}),
        ("essential oils", {"oils"}),
        ("eteriska oljor", {"oils"}),
        ("nuts", {"nuts"}),
        ("nötter", {"nuts"}),
        ("almond", {"nuts"}),
        ("mandel", {"nuts"}),
        ("silicones", {"silicones"}),
        ("silikoner", {"silicones"}),
        ("Parabens", {"parabens"}),
        ("sulfater", {"sulphates"}),
        ("alcohol", {"alcohol"}),
        ("beeswax", {"wax"}),
        ("bivax", {"wax"}),
        ("DIMETHICONE", {"silicones"}),
        ("squalanes", {"oils", "wax", "plain"}),
        ("rosehip", {"plain"}),
        ("  rosa   canina ", {"plain"}),
    ],
)
def test_a_word_finds_what_it_means(word: str, stands_in: set[str]) -> None:
    avoided = meant([word])
    assert avoided.unknown == ()
    found = {name for name, text in LISTED.items() if avoided.stand_in(parse(text).called)}
    assert found == stands_in


def test_an_unknown_word_is_looked_for_as_it_stands_and_named() -> None:
    avoided = meant(["Unobtainium", "linalool", " "])
    assert avoided.unknown == ("Unobtainium",)
    assert avoided.stand_in(parse("Aqua, Unobtainium Extract").called)


def test_nothing_said_is_nowhere() -> None:
    assert meant([]) == Avoided()
    assert not meant([]).stand_in(parse(LISTED["scent"]).called)
