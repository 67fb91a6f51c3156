import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommendations.knowledge import SKIN_NEEDS
from recommendations.skin_needs import skin_needs

from .shelf import product

BASE = "Aqua, Glycerin, Butylene Glycol, Phenoxyethanol, Xanthan Gum"


def need(which: str, ingredients: str, name: str = "Serum") -> float:
    return skin_needs(product("1", ingredients, name))[which]


class TestSkinNeeds:
    @pytest.mark.parametrize(
        ("which", "active"),
        [
            ("dryness", "Butyrospermum Parkii Butter"),
            ("blemishes", "Salicylic Acid"),
            ("ageing", "Palmitoyl Tripeptide-1"),
            ("dark_spots", "Tranexamic Acid"),
            ("dullness", "Ascorbic Acid"),
            ("firmness", "Palmitoyl Tripeptide-1"),
            ("redness", "Centella Asiatica Extract"),
            ("pores", "Niacinamide"),
        ],
    )
    def test_an_active_speaks_for_its_need(self, which: str, active: str) -> None:
        assert need(which, f"Aqua, {active}, {BASE}") > need(which, BASE)

    def test_early_is_more_than_late(self) -> None:
        early, late = f"Salicylic Acid, {BASE}", f"{BASE}, Salicylic Acid"
        assert need("blemishes", early) > need("blemishes", late)

    def test_another_of_the_same_sort_adds_less_than_the_first(self) -> None:
        none, one, two = (
            need("firmness", f"Aqua{peptides}, {BASE}")
            for peptides in ("", ", Copper Tripeptide-1", ", Copper Tripeptide-1, Hexapeptide-2")
        )
        assert none < one < two

    def test_the_name_speaks_too(self) -> None:
        assert need("redness", BASE, "Calming Cica Serum") > need("redness", BASE)

    def test_a_word_of_the_trade_is_read_as_its_inci_name(self) -> None:
        assert need("dryness", "Aqua, Shea Butter", "") == need(
            "dryness", "Aqua, Butyrospermum Parkii Butter", ""
        )

    def test_without_a_list_nothing_is_said(self) -> None:
        assert set(skin_needs(product("1", "", "Acne Serum")).values()) == {0.0}

    @given(st.text(max_size=60), st.text(max_size=200))
    def test_whatever_comes_it_is_a_share(self, name: str, ingredients: str) -> None:
        first = skin_needs(product("1", ingredients, name))
        assert tuple(first) == SKIN_NEEDS
        assert all(0 <= value <= 1 for value in first.values())
        assert skin_needs(product("1", ingredients, name)) == first
