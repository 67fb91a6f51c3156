import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommendations import knowledge
from recommendations.ingredient_names import inci_of, name_of
from recommendations.ingredients import parse


def names(text: str) -> list[str]:
    return [item.name for item in parse(text).items]


class TestSplitting:
    def test_commas_part_names(self) -> None:
        assert names("Aqua, Glycerin, Squalane") == ["aqua", "glycerin", "squalane"]

    def test_a_comma_inside_a_name_does_not(self) -> None:
        assert names("Aqua, 1,2-Hexanediol, Glycerin") == ["aqua", "1,2-hexanediol", "glycerin"]

    def test_a_comma_in_brackets_does_not(self) -> None:
        assert names("Aqua (Water, Eau), Glycerin") == ["aqua", "glycerin"]

    def test_allergens_in_a_bracket_are_listed_too(self) -> None:
        listed = parse("Aqua, Parfum (Limonene, Linalool*), Glycerin").items
        assert [item.name for item in listed] == [
            "aqua",
            "parfum",
            "limonene",
            "linalool",
            "glycerin",
        ]
        assert [item.allergen for item in listed][2:4] == ["Limonene", "Linalool"]

    def test_a_bracket_that_never_closes_hides_nothing(self) -> None:
        assert names("Aqua (Water, Glycerin, Squalane") == ["aqua", "glycerin", "squalane"]

    def test_a_missing_comma_is_put_back_between_known_names(self) -> None:
        assert names("Squalane, Farnesol** Citral**") == ["squalane", "farnesol", "citral"]

    def test_names_that_hold_other_names_stay_whole(self) -> None:
        assert names("Caprylic/Capric Triglyceride, Glyceryl Stearate SE") == [
            "caprylic/capric triglyceride",
            "glyceryl stearate se",
        ]

    def test_ligatures_are_read(self) -> None:
        [sunflower] = parse("Helianthus Annuus (Sunﬂower) Seed Oil").items
        assert sunflower.fact is not None
        assert sunflower.fact.names["en"] == "sunflower seed oil"

    def test_unknown_names_are_kept(self) -> None:
        listed = parse("Aqua, Unobtainium, Glycerin")
        assert [item.name for item in listed.items] == ["aqua", "unobtainium", "glycerin"]
        assert listed.matched_share == pytest.approx(2 / 3)


class TestMess:
    def test_a_sales_sentence_in_front_is_dropped(self) -> None:
        text = "Leaves skin feeling soft all day long. Water (Aqua), Glycerin, Squalane."
        assert names(text) == ["water", "glycerin", "squalane"]

    def test_a_heading_in_front_is_dropped(self) -> None:
        assert names("Full ingredients list: Aqua, Glycerin") == ["aqua", "glycerin"]

    def test_html_is_dropped(self) -> None:
        assert names("<p>Soft.</p><p><b>Ingredients:</b> Aqua, Glycerin</p>") == [
            "aqua",
            "glycerin",
        ]

    def test_a_printed_python_list_is_opened(self) -> None:
        assert names("['Day Serum:', 'Aqua, Glycerin, Squalane']") == [
            "aqua",
            "glycerin",
            "squalane",
        ]

    def test_what_may_be_in_it_is_left_out(self) -> None:
        assert names("Aqua, Glycerin. May contain: CI 77491, CI 77492")[:2] == ["aqua", "glycerin"]
        assert len(names("Aqua, Glycerin. May contain: CI 77491, CI 77492")) == 2

    def test_sunscreen_filters_printed_apart_come_first(self) -> None:
        listed = parse("['Avobenzone 3%, Homosalate 5%', 'Water, Glycerin, Squalane, Panthenol']")
        assert [item.name for item in listed.items[:2]] == ["avobenzone", "homosalate"]

    def test_a_footnote_tells_what_the_star_means(self) -> None:
        listed = parse("Aqua, Argania Spinosa Kernel Oil*, Glycerin. *Certified organic farming.")
        assert [item.organic for item in listed.items] == [False, True, False]
        assert len(listed.items) == 3

    def test_a_star_without_such_a_footnote_says_nothing(self) -> None:
        listed = parse("Aqua, Squalane*, Glycerin. *Plant origin.")
        assert not any(item.organic for item in listed.items)

    @pytest.mark.parametrize("text", ["", "  ", "N/A", "#NAME?", "nan", "none"])
    def test_nothing_is_nothing(self, text: str) -> None:
        assert parse(text).reason == "empty"
        assert not parse(text).usable

    def test_a_pointer_elsewhere_is_named_as_such(self) -> None:
        assert parse("Please visit the boutique for details").reason == "printed elsewhere"

    def test_a_sentence_without_names_is_no_list(self) -> None:
        assert parse("We love you").reason == "no ingredient names"
        prose = "Plump your skin every morning and evening with this light and lovely face water"
        assert parse(prose).reason == "no ingredient names"

    def test_organic_in_words_is_a_mark_too(self) -> None:
        item, _ = parse("Organic Shea Butter, Glycerin").items
        assert (item.inci, item.organic) == ("butyrospermum parkii butter", True)

    def test_two_stars_are_another_mark_than_one(self) -> None:
        listed = parse(
            "Aqua, Linalool**, Argania Spinosa Kernel Oil*. *Organic farming. **Of essential oils."
        )
        assert [item.organic for item in listed.items] == [False, False, True]

    def test_a_list_without_any_comma(self) -> None:
        text = "Squalane Simmondsia Chinensis (Jojoba) Seed Oil Tocopherol Glycerin Panthenol"
        assert names(text) == [
            "squalane",
            "simmondsia chinensis seed oil",
            "tocopherol",
            "glycerin",
            "panthenol",
        ]

    def test_a_full_stop_for_a_comma(self) -> None:
        assert names("Aqua, Phenoxyethanol. Glycerin, Alcohol Denat. Squalane") == [
            "aqua",
            "phenoxyethanol",
            "glycerin",
            "alcohol denat",
            "squalane",
        ]

    def test_what_may_be_in_it_is_told_apart(self) -> None:
        listed = parse("Talc, Mica, Silica. May contain (+/-): CI 77891/Titanium Dioxide, Red 7")
        assert [item.inci for item in listed.items] == ["talc", "mica", "silica"]
        assert listed.may_contain == ("ci 77891", "ci 15850")

    def test_several_lists_are_kept_and_the_first_is_the_main_one(self) -> None:
        listed = parse("['Oil:', 'Squalane, Tocopherol', 'Wash:', 'Aqua, Coco-Glucoside']")
        assert listed.lists == 2
        assert [item.name for item in listed.items] == ["squalane", "tocopherol"]

    def test_unknown_names_are_told(self) -> None:
        assert parse("Aqua, Unobtainium, Glycerin").unknown == ("Unobtainium",)

    def test_a_megabyte_is_no_list(self) -> None:
        assert parse("Aqua, Glycerin, " * 62_500).reason == "longer than 100,000 characters"


class TestNames:
    @pytest.mark.parametrize(
        ("printed", "inci"),
        [
            ("Water", "aqua"),
            ("Aqua/Water/Eau", "aqua"),
            ("Water\\Aqua\\Eau", "aqua"),
            ("Fragrance (Parfum)", "parfum"),
            ("CI 77891 (Titanium Dioxide)", "ci 77891"),
            ("FD&C Yellow No. 5", "ci 19140"),
            ("Red 7 Lake", "ci 15850"),
            ("Cera Alba/Beeswax/Cire d’Abeille", "cera alba"),
            ("Hordeum Vulgare Extract/Extrait d'Orge", "hordeum vulgare extract"),
            ("Caprylic/Capric Triglyceride", "caprylic/capric triglyceride"),
            ("Hydrogenated Poly(C6-14 Olefin)", "hydrogenated poly(c6-14 olefin)"),
            ("Butyrospermum Parkii (Shea) Butter*", "butyrospermum parkii butter"),
            ("Glycerin 5.5% w/w", "glycerin"),
            ("Linalool 78-70-6", "linalool"),
            ("PEG 40 Hydrogenated Castor Oil", "peg-40 hydrogenated castor oil"),
            ("Laureth-23", "laureth-23"),
            ("Polysorbate 20", "polysorbate 20"),
            ("Certified Organic Glycerine", "glycerin"),
            ("Unobtainium", "unobtainium"),
        ],
    )
    def test_the_inventory_has_another_word_for_it(self, printed: str, inci: str) -> None:
        assert inci_of(name_of(printed)) == inci


class TestAcids:
    @pytest.mark.parametrize("acid", ["Citric Acid", "Lactic Acid"])
    def test_late_in_a_list_they_only_set_the_ph(self, acid: str) -> None:
        listed = parse(f"Aqua, Glycerin, Panthenol, Betaine, Xanthan Gum, Phenoxyethanol, {acid}")
        assert listed.items[-1].sets_ph
        assert "photosensitising" not in listed.cautions

    def test_early_lactic_acid_works(self) -> None:
        listed = parse("Aqua, Lactic Acid, Glycerin")
        assert not listed.items[1].sets_ph
        assert "photosensitising" in listed.cautions

    def test_others_are_never_there_for_the_ph(self) -> None:
        listed = parse("Aqua, Glycerin, Panthenol, Betaine, Xanthan Gum, Urea, Salicylic Acid")
        assert not listed.items[-1].sets_ph


class TestShares:
    def test_earlier_names_are_more(self) -> None:
        shares = [item.share for item in parse("Aqua, Glycerin, Squalane").items]
        assert shares == sorted(shares, reverse=True)

    def test_a_printed_percentage_counts(self) -> None:
        acid, *_ = parse("Salicylic Acid 2%, Aqua, Glycerin").items
        assert acid.share == pytest.approx(0.02)

    def test_what_stands_after_a_preservative_is_little(self) -> None:
        *_, last = parse("Aqua, Glycerin, Phenoxyethanol, Lactic Acid").items
        assert last.share <= 0.01


class TestKnowledgeOfNames:
    def test_every_declarable_allergen_is_found_by_every_name(self) -> None:
        for name, label in knowledge.allergens().items():
            found = [item.allergen for item in parse(f"Aqua, {name}, Glycerin").items]
            assert label in found, name

    @pytest.mark.parametrize(
        ("printed", "label"),
        [
            ("Limonine", "Limonene"),
            ("L-Limonene", "Limonene"),
            ("Linalol", "Linalool"),
            ("Linalool (naturally occurring in essential oils)*", "Linalool"),
            ("Geranoil", "Geraniol"),
            ("Citronelol", "Citronellol"),
            ("Eugenoll", "Eugenol"),
            ("Hexyl Cinnnamal", "Hexyl Cinnamal"),
            ("Benzyl Alochol", "Benzyl Alcohol"),
            ("Benzyl Salicilate", "Benzyl Salicylate"),
            ("α-Isomethyl Ionone", "Alpha-Isomethyl Ionone"),
            ("alpha isomethyl ionone", "Alpha-Isomethyl Ionone"),
            ("Coumarine", "Coumarin"),
            ("Cinnamic Alcohol", "Cinnamyl Alcohol"),
            ("3,7-Dimethyl-1,6-octadien-3-ol", "Linalool"),
            ("Citrus Limon (Cold-Pressed Lemon Peel Oil)", "Citrus Limon Peel Oil"),
            ("Organic Lavender Essential Oil", "Lavandula Oil/Extract"),
            ("Lavendelöl", "Lavandula Oil/Extract"),
        ],
    )
    def test_an_allergen_is_found_however_it_is_spelt(self, printed: str, label: str) -> None:
        assert parse(f"Aqua, {printed}, Glycerin").allergens == (label,)

    def test_every_allergen_has_a_threshold_or_is_banned(self) -> None:
        thresholds = knowledge.allergen_thresholds()
        assert len(thresholds) >= 80
        assert set(thresholds) == set(knowledge.allergens().values())
        assert thresholds["Butylphenyl Methylpropional"] is None
        for at in thresholds.values():
            assert at is None or (at.leave_on, at.rinse_off) == (0.001, 0.01)

    def test_an_allergen_is_found_by_its_other_name(self) -> None:
        [item] = parse("Cinnamaldehyde").items
        assert item.allergen == "Cinnamal"

    def test_a_name_no_table_holds_is_known_by_its_kind(self) -> None:
        [item] = parse("Tagetes Minuta Flower Oil").items
        assert item.has("scent")

    def test_an_ingredient_is_called_by_its_names_on_packs_and_at_home(self) -> None:
        called = parse("Aqua, Prunus Amygdalus Dulcis Oil, Cinnamaldehyde").called.split("\n")
        assert {"aqua", "prunus amygdalus dulcis oil", "sweet almond oil", "mandelolja"} <= set(
            called
        )
        assert {"cinnamaldehyde", "cinnamal"} <= set(called)


messy = st.text(
    alphabet=st.sampled_from(list("aqueGlyc rin,;()[]*%/.'\"\n0123456789-ﬂåäö<>:®")), max_size=300
)


class TestWhateverComes:
    @given(st.text(max_size=300) | messy)
    def test_it_never_raises_and_always_says_the_same(self, text: str) -> None:
        first = parse(text)
        parse.cache_clear()
        assert parse(text) == first
        assert first.usable == bool(first.items)

    @given(messy)
    def test_places_count_from_one_without_gaps(self, text: str) -> None:
        items = parse(text).items
        assert [item.place for item in items] == list(range(1, len(items) + 1))
        assert all(0 <= item.share <= 1 for item in items)

    @given(st.permutations(["Aqua", "Glycerin", "Squalane", "Tocopherol", "Unobtainium"]))
    def test_the_order_is_the_order_of_the_list(self, given_names: list[str]) -> None:
        assert names(", ".join(given_names)) == [name.lower() for name in given_names]

    def test_a_list_of_three_hundred_is_read(self) -> None:
        text = ", ".join(f"Unobtainium {number} Extract" for number in range(300))
        assert len(parse(text).items) == 300

    @pytest.mark.parametrize("junk", ["(", "<", "*", "* ", ", ", ". ", "1", "1,", "a ", "[", "\n "])
    def test_junk_of_any_length_is_no_list(self, junk: str) -> None:
        assert not parse((junk * 100_000)[:100_000]).usable
