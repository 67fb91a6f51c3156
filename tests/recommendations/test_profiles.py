import pytest

from recommendations.contract import Product, Step
from recommendations.profiles import profile

from . import shelf
from .shelf import product

WATERY = "Aqua, Glycerin, Sodium Hyaluronate, Phenoxyethanol"
OILY = "Squalane, Helianthus Annuus Seed Oil, Tocopherol"
WASHING = "Aqua, Sodium Cocoyl Isethionate, Cocamidopropyl Betaine, Glycerin"
CREAMY = "Aqua, Glycerin, Cetearyl Alcohol, Glyceryl Stearate, Butyrospermum Parkii Butter"


class TestStep:
    @pytest.mark.parametrize(
        ("item", "step"),
        [
            (shelf.CLEANSER, Step.CLEANSE),
            (shelf.SERUM, Step.HYDRATE),
            (shelf.NIACINAMIDE, Step.TREAT),
            (shelf.OIL, Step.SEAL),
            (shelf.CREAM, Step.SEAL),
            (shelf.SUNSCREEN, Step.PROTECT),
        ],
    )
    def test_by_name_and_content(self, item: Product, step: Step) -> None:
        assert profile(item).step is step

    @pytest.mark.parametrize(
        ("ingredients", "step"),
        [
            (WATERY, Step.HYDRATE),
            (OILY, Step.SEAL),
            (WASHING, Step.CLEANSE),
            (CREAMY, Step.SEAL),
            ("C13-16 Isoparaffin", Step.SEAL),
        ],
    )
    def test_by_content_alone(self, ingredients: str, step: Step) -> None:
        assert profile(product("1", ingredients, "Nameless")).step is step

    @pytest.mark.parametrize(
        ("name", "category", "ingredients", "step"),
        [
            ("Cleansing Serum", "serum", WASHING, Step.CLEANSE),
            ("Melting Cleansing Oil", "facial_oil", OILY, Step.CLEANSE),
            ("Ansiktsolja", None, "Squalane, Polyglyceryl-4 Oleate, Tocopherol", Step.CLEANSE),
            ("Glow Serum", "serum", OILY, Step.SEAL),
            ("Oil-Control Drops", None, WATERY, Step.HYDRATE),
        ],
    )
    def test_names_that_mislead(
        self, name: str, category: str | None, ingredients: str, step: Step
    ) -> None:
        assert profile(product("1", ingredients, name, category)).step is step

    @pytest.mark.parametrize(
        ("name", "ingredients"),
        [
            ("Body Oil", OILY),
            ("Kroppsolja", OILY),
            ("Hair Oil", OILY),
            ("Beard Oil", OILY),
            ("Lip Oil", OILY),
            ("Eye Serum", WATERY),
            ("Fish Oil Softgels", "Fish Oil, Gelatin, Glycerin"),
            ("No. 9 Oil", "Parfum, Squalane, Linalool"),
            ("Bronze Drops", "Aqua, Glycerin, Dihydroxyacetone"),
            ("Wonder Milk", "Aqua, Cetearyl Alcohol, Behentrimonium Chloride"),
            ("Two Step Set", OILY),
            ("Lavender, neat", "Lavandula Angustifolia Oil"),
        ],
    )
    def test_what_is_not_for_the_face_has_no_step(self, name: str, ingredients: str) -> None:
        assert profile(product("1", ingredients, name)).step is None

    def test_an_oil_for_face_and_body_is_for_the_face(self) -> None:
        assert profile(product("1", OILY, "Face & Body Oil")).step is Step.SEAL

    def test_a_sunscreen_without_filters_is_none(self) -> None:
        assert profile(product("1", OILY, "Carrot Oil SPF")).step is None

    def test_a_product_without_a_list_is_not_guessed_at(self) -> None:
        assert profile(product("1", "", "Face Oil")).step is None


class TestCautions:
    def test_an_acid_at_the_start_is_at_work(self) -> None:
        assert "acid" in profile(shelf.ACID).cautions

    def test_an_acid_at_the_end_only_sets_the_ph(self) -> None:
        seen = profile(product("1", f"{WATERY}, Citric Acid, Lactic Acid", "Serum"))
        assert "acid" not in seen.cautions

    def test_an_acid_the_name_speaks_of_is_at_work(self) -> None:
        late = f"{WATERY}, Salicylic Acid"
        assert "acid" in profile(product("1", late, "BHA Serum")).cautions

    def test_a_retinoid_counts_at_any_place(self) -> None:
        late = f"{OILY}, Cetearyl Ethylhexanoate, Retinyl Palmitate"
        assert "retinoid" in profile(product("1", late, "Repairing Oil")).cautions

    def test_a_retinoid_in_the_name_alone_is_none(self) -> None:
        assert "retinoid" not in profile(product("1", OILY, "Bio Retinoid Oil")).cautions

    @pytest.mark.parametrize(
        ("more", "caution"),
        [
            ("Parfum", "scent_strong"),
            ("Linalool, Geraniol", "scent_some"),
            ("Linalool, Geraniol, Citral", "scent_strong"),
        ],
    )
    def test_scent(self, more: str, caution: str) -> None:
        assert caution in profile(product("1", f"{WATERY}, {more}", "Serum")).cautions

    def test_wheat_germ_clogs_and_hazelnut_is_heavy(self) -> None:
        heavy = product("1", "Corylus Avellana Seed Oil, Squalane", "Oil")
        clogging = product("2", "Squalane, Triticum Vulgare Germ Oil", "Oil")
        assert "heavy" in profile(heavy).cautions
        assert "clogging" in profile(clogging).cautions

    def test_a_cleanser_is_rinsed_off_so_weight_does_not_matter(self) -> None:
        oil = product("1", "Cocos Nucifera Oil, Polyglyceryl-4 Oleate", "Cleansing Oil")
        assert profile(oil).cautions == {"oil_wash"}


class TestStrengths:
    def test_they_follow_the_list(self) -> None:
        seen = profile(shelf.SERUM).strengths
        assert seen["moisture_lock"] > seen["oil_control"]

    def test_they_stay_between_0_and_1(self) -> None:
        for item in shelf.EVERYTHING:
            assert all(0 <= strength <= 1 for strength in profile(item).strengths.values())
