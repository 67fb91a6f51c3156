"""Cells as shops fill them. Every text here was written for these tests."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommendations.contract import Product, Ref
from recommendations.ingredient_names import inci_of, name_of
from recommendations.ingredients import REASONS, parse
from recommendations.profiles import profile

THREE = ["aqua", "glycerin", "squalane"]


def inci(text: str) -> list[str]:
    return [item.inci for item in parse(text).items]


class TestSeparators:
    @pytest.mark.parametrize(
        "text",
        [
            "Aqua • Glycerin • Squalane",
            "AQUA ● GLYCERIN ● SQUALANE",
            "Aqua·Glycerin·Squalane",
            "Aqua | Glycerin | Squalane",
            "Aqua; Glycerin; Squalane",
            "Aqua\nGlycerin\nSqualane",
            "- Aqua\n- Glycerin\n- Squalane",
            "1. Aqua\n2. Glycerin\n3. Squalane",
            "<ul><li>Aqua</li><li>Glycerin</li><li>Squalane</li></ul>",
            "Aqua<br/>Glycerin<BR>Squalane",
            "AQUA GLYCERIN SQUALANE",
            "Aqua (and) Glycerin (and) Squalane",
            "Aqua, Glycerin and Squalane",
            "Aqua, Glycerin & Squalane",
            "Aqua, Glycerin, and Squalane",
            "Vatten, Glycerin och Skvalan",
            "['Aqua', 'Glycerin', 'Squalane']",
            "['Aqua, Glycerin, Squal', 'ane']",
            "['Aqua, Glycerin, Squalane",
            '["Aqua, Glycerin", "Squalane"]',
            "Aqua,Glycerin,Squalane",
            "Aqua , Glycerin , Squalane .",
            "&lt;p&gt;Aqua, Glycerin,&nbsp;Squalane&lt;/p&gt;",
            "Aqua, Gly\u00adcerin, Squa\u200blane",
            "Aqua, Glycerin, Squalane®",
        ],
    )
    def test_names_are_parted(self, text: str) -> None:
        assert inci(text) == THREE

    def test_dashes_and_slashes_part_names_where_nothing_else_does(self) -> None:
        four = [*THREE, "tocopherol"]
        assert inci("Aqua - Glycerin – Squalane - Tocopherol") == four
        assert inci("Aqua / Glycerin / Squalane / Tocopherol") == four

    def test_a_name_in_three_languages_is_one(self) -> None:
        text = "AQUA/WATER/EAU, PARFUM (FRAGRANCE), CERA ALBA / BEESWAX / CIRE D'ABEILLE"
        assert inci(text) == ["aqua", "parfum", "cera alba"]

    @pytest.mark.parametrize("dash", "‐‑‒–—")
    def test_typographic_dashes(self, dash: str) -> None:
        assert inci(f"Aqua, PEG{dash}40 Hydrogenated Castor Oil, Ceteareth{dash}20") == [
            "aqua",
            "peg-40 hydrogenated castor oil",
            "ceteareth-20",
        ]

    def test_a_bullet_inside_a_number_parts_nothing(self) -> None:
        assert "sodium c14•16 olefin sulfonate" not in inci("Aqua, Sodium C14•16 Olefin Sulfonate")
        assert len(parse("Aqua, Sodium C14•16 Olefin Sulfonate").items) == 2

    def test_a_bracket_that_never_closes_leaves_the_others_closed(self) -> None:
        text = "Aqua (Water, Glycerin, Butyrospermum Parkii (Shea, Karite) Butter, Squalane"
        assert inci(text) == ["aqua", "glycerin", "butyrospermum parkii butter", "squalane"]


class TestLinesBrokenInsideAList:
    def test_a_line_that_ends_in_a_comma_goes_on(self) -> None:
        listed = parse("['Aqua, Glycerin,', 'Squalane, Tocopherol,', 'Panthenol.']")
        assert (len(listed.items), listed.lists) == (5, 1)

    def test_a_name_may_be_broken(self) -> None:
        text = "['Aqua, Simmondsia Chinensis Seed', 'Oil, Ethylhexyl', 'Salicylate, Panthenol.']"
        assert inci(text) == [
            "aqua",
            "simmondsia chinensis seed oil",
            "ethylhexyl salicylate",
            "panthenol",
        ]

    def test_a_hyphen_at_the_end_of_a_line(self) -> None:
        assert inci("Aqua, Phenoxy-\nethanol, Glycerin") == ["aqua", "phenoxyethanol", "glycerin"]

    def test_an_unknown_name_in_a_line_of_its_own_stays(self) -> None:
        assert inci("Aqua\nUnobtainium\nGlycerin") == ["aqua", "unobtainium", "glycerin"]
        assert inci("Unobtainium\nAqua\nGlycerin") == ["unobtainium", "aqua", "glycerin"]


class TestChemicalNames:
    @pytest.mark.parametrize(
        "name",
        [
            "1,2-Hexanediol",
            "1, 2-Hexanediol",
            "2,6-Dimethyl-7-Octen-2-ol",
            "3a,6,6,9a-Tetramethyldodecahydronaphtho[2,1-b]furan",
            "Naphtho[2,1-b]furan, dodecahydro-3a,6,6,9a-tetramethyl-",
            "Ethanone, 1-(2,3,8,8-tetramethyl-2-naphthalenyl)-",
            "Cyclohexanemethanol, 4-(1-methylethyl)-, cis-",
            "Benzoic Acid, 2-Hydroxy-, Hexyl Ester",
        ],
    )
    def test_commas_inside_them_part_nothing(self, name: str) -> None:
        listed = parse(f"Alcohol Denat., {name}, Limonene, Ceteareth-20, 1,2-Hexanediol")
        assert [item.printed for item in listed.items[1:]] == [
            name.replace("1, 2", "1,2"),
            "Limonene",
            "Ceteareth-20",
            "1,2-Hexanediol",
        ]

    def test_two_numbers_without_a_space_are_two_names(self) -> None:
        assert inci("Aqua,Polysorbate 20,1,2-Hexanediol,Glycerin")[1:3] == [
            "polysorbate 20",
            "1,2-hexanediol",
        ]

    def test_a_number_before_a_number_of_its_own(self) -> None:
        assert inci("Aqua, Polyurethane-35,1,2-Hexanediol")[1:] == [
            "polyurethane-35",
            "1,2-hexanediol",
        ]

    def test_a_name_torn_by_a_comma_is_mended(self) -> None:
        assert inci("Aqua, Butylphenyl, Methylpropional, Linalool")[1:] == [
            "butylphenyl methylpropional",
            "linalool",
        ]


class TestHeadings:
    @pytest.mark.parametrize(
        "heading",
        [
            "Ingredients:",
            "INGREDIENTS: ",
            "INGREDIENTS ",
            "Full ingredients list: ",
            "Ingredients (INCI): ",
            "INCI: ",
            "Ingredients/Ingrédients:",
            "Ingredienser: ",
            "Innehåll: ",
            "Innehållsförteckning:\n",
            "Inhaltsstoffe: ",
            "Ingrédients : ",
            "Ingredienti: ",
            "Composición: ",
            "Soft and light.\nIngredients\n",
            "<h2>Ingredients</h2><p>",
            "Our lightest serum for every day. Ingredients: ",
            "Step 1 serum: ",
            "Night Serum:\n",
            "**Ingredients:** ",
        ],
    )
    def test_a_heading_is_no_name(self, heading: str) -> None:
        assert inci(f"{heading}Aqua, Glycerin, Squalane") == THREE

    def test_praise_of_key_ingredients_is_not_the_list(self) -> None:
        text = (
            "Key ingredients: Shea Butter, Panthenol. Full ingredients: Aqua, Glycerin, Squalane."
        )
        assert inci(text) == THREE

    def test_a_product_page_is_read_for_its_list_alone(self) -> None:
        text = (
            "<h2>Description</h2><p>With jojoba oil and aloe vera, our serum glows.</p>"
            "<h2>Benefits</h2><ul><li>Squalane locks in moisture</li><li>Paraben-free</li>"
            "<li>Panthenol</li></ul><h2>Ingredients</h2><p>Aqua, Glycerin,<br>Squalane</p>"
            "<h2>How to use</h2><ul><li>Apply to damp skin</li><li>Add jojoba oil</li></ul>"
        )
        assert inci(text) == THREE
        assert parse(text).lists == 1

    def test_filters_above_the_inactive_ingredients_belong_to_the_list(self) -> None:
        text = "Zinc Oxide 12 %, Octisalate 5 %\n\nInactive ingredients:\nAqua, Glycerin"
        assert inci(text)[:3] == ["zinc oxide", "ethylhexyl salicylate", "aqua"]

    def test_praise_behind_the_list_is_no_second_list(self) -> None:
        listed = parse("Aqua, Glycerin, Squalane.\n\nKey ingredients:\nPanthenol, Squalane")
        assert [item.inci for item in listed.items] == THREE
        assert listed.lists == 1

    def test_a_sentence_that_introduces_examples_is_no_heading(self) -> None:
        text = "Filled with favourites such as: aloe vera, panthenol.\nIngredients: Aqua, Glycerin"
        assert inci(text) == ["aqua", "glycerin"]

    def test_active_and_inactive_ingredients_are_one_list(self) -> None:
        text = (
            "Active ingredients: Zinc Oxide 12 %, Octisalate 5 %."
            " Inactive ingredients: Aqua, Glycerin."
        )
        listed = parse(text)
        assert [item.inci for item in listed.items] == [
            "zinc oxide",
            "ethylhexyl salicylate",
            "aqua",
            "glycerin",
        ]
        assert listed.lists == 1

    def test_labels_of_purpose_make_no_kit(self) -> None:
        listed = parse("Emollient: Squalane, Humectant: Glycerin, Preservative: Phenoxyethanol")
        assert listed.lists == 1
        assert [item.inci for item in listed.items] == ["squalane", "glycerin", "phenoxyethanol"]


KIT = (
    "Cleanser: Aqua, Coco-Glucoside, Parfum. "
    "Night Serum: Aqua, Glycerin, Retinol, Limonene. "
    "Face Oil: Squalane, Tocopherol."
)


class TestSeveralLists:
    @pytest.mark.parametrize(
        "text",
        [
            KIT,
            KIT.replace(". ", "\n\n"),
            KIT.replace(". ", ", "),
            KIT.replace(". ", "<br>"),
            str([part.strip() for part in KIT.replace(": ", ":|").replace(". ", "|").split("|")]),
        ],
    )
    def test_each_is_kept_with_its_name(self, text: str) -> None:
        listed = parse(text)
        assert [part.name for part in listed.named] == ["Cleanser", "Night Serum", "Face Oil"]
        assert [len(part.items) for part in listed.named] == [3, 4, 2]
        assert listed.items == listed.named[0].items

    def test_the_cell_says_how_it_was_read(self) -> None:
        assert parse(KIT).note == (
            "3 lists: needs of the first (Cleanser), allergens and cautions of all"
        )
        assert parse("Aqua, Glycerin").note == ""

    def test_what_speaks_against_it_comes_from_all_of_them(self) -> None:
        listed = parse(KIT)
        assert listed.allergens == ("Limonene",)
        assert "pregnancy" in listed.cautions
        assert "retinol" in listed.called
        seen = profile(Product(Ref("product", "1"), name="Kit", ingredients=KIT))
        assert seen.pregnancy
        assert "scent_strong" in seen.cautions

    def test_a_name_without_a_colon_parts_two_whole_lists(self) -> None:
        text = "['Dawn', 'Mica, Talc, Silica.', 'Dusk', 'Talc, Mica, Zinc Stearate.']"
        assert [part.name for part in parse(text).named] == ["Dawn", "Dusk"]

    def test_a_list_that_begins_anew_is_another(self) -> None:
        assert parse("Aqua, Glycerin, Squalane.\n\nAqua, Panthenol, Betaine.").lists == 2

    def test_colours_that_may_be_in_the_first_do_not_swallow_the_second(self) -> None:
        listed = parse(
            "['Gloss:', 'Polybutene, Squalane. May contain (+/-): CI 15850, Mica', 'Liner:',"
            " 'Isododecane, Synthetic Wax, Silica.']"
        )
        assert [part.name for part in listed.named] == ["Gloss", "Liner"]
        assert listed.may_contain == ("ci 15850", "mica")


class TestMayContain:
    @pytest.mark.parametrize(
        "words",
        [
            "May contain:",
            "[May contain (+/-):",
            "+/-",
            "± :",
            "Peut contenir :",
            "Kan innehålla:",
            "Kann enthalten:",
            "Può contenere:",
            "Puede contener:",
        ],
    )
    def test_it_is_told_apart_in_every_language(self, words: str) -> None:
        listed = parse(f"Talc, Squalane, Silica. {words} CI 77491, CI 77891]")
        assert [item.inci for item in listed.items] == ["talc", "squalane", "silica"]
        assert listed.may_contain == ("ci 77491", "ci 77891")
        assert listed.shades


class TestFootnotes:
    @pytest.mark.parametrize(
        "note",
        [
            "*Certified organic",
            "* Organic",
            "*=organic",
            "* : organic",
            "(*) organic",
            "*issu de l'agriculture biologique",
            "* Ingrédients issus de l’Agriculture Biologique",
            "*från ekologisk odling",
            "*ekologiskt odlade råvaror",
            "*aus kontrolliert biologischem Anbau",
            "*da agricoltura biologica",
            "*de agricultura ecológica",
            "* fra økologisk landbrug",
            "*Organically grown. 99 % of the total is of natural origin.",
            "*Organic ingredient **Component of natural essential oils",
        ],
    )
    def test_the_mark_means_organic(self, note: str) -> None:
        for text in (
            f"Aqua, Argania Spinosa Kernel Oil*, Glycerin, Parfum**. {note}",
            f"Aqua, *Argania Spinosa Kernel Oil, Glycerin, **Parfum. {note}",
            f"Aqua, Argania Spinosa Kernel Oil *, Glycerin, Parfum **\n{note}",
        ):
            listed = parse(text)
            assert [item.inci for item in listed.items] == [
                "aqua",
                "argania spinosa kernel oil",
                "glycerin",
                "parfum",
            ]
            assert [item.organic for item in listed.items] == [False, True, False, False]

    def test_an_exponent_is_a_mark_and_no_figure(self) -> None:
        listed = parse(
            "Aqua, Calendula Officinalis Flower Extract¹, Linalool². ¹ organic ² natural"
        )
        assert [item.organic for item in listed.items] == [False, True, False]
        assert listed.items[1].inci == "calendula officinalis flower extract"

    @pytest.mark.parametrize(
        "note", ["*Natural origin.", "*not organic", "*Biotechnological", "*Pitera", "**Organic"]
    )
    def test_other_notes_do_not(self, note: str) -> None:
        listed = parse(f"Aqua, Squalane*, Glycerin. {note}")
        assert [item.inci for item in listed.items] == ["aqua", "squalane", "glycerin"]
        assert not any(item.organic for item in listed.items)

    def test_stars_before_every_name_cut_nothing(self) -> None:
        text = "*Aqua, *Glycerin, *Unobtainium Extract, *Squalane. *Organic"
        listed = parse(text)
        assert len(listed.items) == 4
        assert all(item.organic for item in listed.items)

    def test_codes_and_talk_at_the_end_are_no_names(self) -> None:
        text = (
            "Aqua, Glycerin, Squalane (F.I.L. B12345/1). For external use only."
            " Please see the pack for the latest list."
        )
        assert inci(text) == THREE

    def test_what_is_not_in_it_is_no_name(self) -> None:
        text = "Aqua, Glycerin, Squalane. Our products do not contain parabens, silicone, parfum."
        assert inci(text) == THREE

    def test_a_code_of_the_formula_is_no_name(self) -> None:
        assert inci("C263869/1 Aqua, Glycerin, Squalane <ILN49398>") == THREE


class TestPercent:
    @pytest.mark.parametrize(
        "text",
        ["Niacinamide 10%", "10 % Niacinamide", "Niacinamide (10%)", "Niacinamide 10,0 %"],
    )
    def test_before_behind_and_with_a_comma(self, text: str) -> None:
        listed = parse(f"Aqua, {text}, Glycerin")
        assert listed.items[1].inci == "niacinamide"
        assert listed.items[1].share == pytest.approx(0.1)
        assert len(listed.items) == 3


class TestMisprints:
    @pytest.mark.parametrize(
        ("printed", "meant"),
        [
            ("Phenoxyethano", "phenoxyethanol"),
            ("Phenoxy ethanol", "phenoxyethanol"),
            ("Geranoil", "geraniol"),
            ("Limonine", "limonene"),
            ("Caprylic/CapricTriglyceride", "caprylic/capric triglyceride"),
            ("Sodium Hyaluronat", "sodium hyaluronate"),
            ("1,2- Hexanediol", "1,2-hexanediol"),
            ("Tocopherol.", "tocopherol"),
        ],
    )
    def test_one_letter_is_mended(self, printed: str, meant: str) -> None:
        assert inci_of(name_of(printed)) == meant

    @pytest.mark.parametrize(
        "name",
        [
            *("citronellal", "maleic acid", "cellulase", "simethicone", "sodium sulfite"),
            *("ceteareth-25", "laureth-4", "sd alcohol 40-c", "ethyl salicylate", "methyl lactate"),
        ],
    )
    def test_a_name_of_its_own_is_left_alone(self, name: str) -> None:
        assert inci_of(name) == name

    def test_the_part_of_a_plant_may_stand_in_the_bracket(self) -> None:
        assert inci("Citrus Limon (Cold-Pressed Lemon Peel Oil)") == ["citrus limon peel oil"]
        assert inci("Argania Spinosa (100% Pure Argan Kernel Oil)") == [
            "argania spinosa kernel oil"
        ]

    def test_a_wrong_decoding_is_undone(self) -> None:
        assert inci("Aqua,¬†Glycerin, Squalane") == THREE
        assert inci("Aqua, Glycerin, Squalaneâ€™") == THREE


class TestWhatIsNoList:
    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("#NAME?", "empty"),
            ("#REF!", "empty"),
            ("No Info", "empty"),
            ("Visit the Glow & Co. boutique", "printed elsewhere"),
            ("See packaging for the full list.", "printed elsewhere"),
            ("This ingredient list is subject to change.", "printed elsewhere"),
            ("*Organic. **Natural.", "footnotes without their list"),
            ("100% cotton, recycled polyester", "materials of a tool"),
            ("Rose quartz, stainless steel", "materials of a tool"),
            (
                "-Aloe Vera: Calms the skin.\n\n-Vitamin C: Brightens.",
                "praise of single ingredients, no list",
            ),
            (
                "Avocado: Contains fatty acids that nourish and condition hair.",
                "praise of single ingredients, no list",
            ),
            ("A gentle face water that leaves you fresh.", "no ingredient names"),
            ("Our serum and oil, made with love for your skin", "no ingredient names"),
            ("Hydrating Shampoo:", "no ingredient names"),
        ],
    )
    def test_it_says_why(self, text: str, reason: str) -> None:
        listed = parse(text)
        assert listed.reason == reason
        assert reason in REASONS
        assert not listed.items

    def test_praise_before_the_list_is_left_out(self) -> None:
        text = (
            "-Squalane: Softens the look of lines.\n\n-Retinol: Smooths.\n\n"
            "Aqua, Glycerin, Squalane."
        )
        assert inci(text) == THREE

    def test_one_name_is_a_list(self) -> None:
        assert inci("100% Squalane") == ["squalane"]


class TestWhateverComes:
    pieces = st.sampled_from(
        [
            *(
                "Aqua",
                "Glycerin",
                "Unobtainium",
                ", ",
                ": ",
                ". ",
                "\n",
                "*",
                "(",
                ")",
                "[",
                "-",
                "'",
            ),
            *(
                "May contain ",
                "1,2-",
                "Serum",
                "Ingredients",
                " and ",
                "organic",
                "<br>",
                "+/-",
                "%",
            ),
        ]
    )

    @given(st.lists(pieces, max_size=40).map("".join))
    def test_it_never_raises_and_counts_alike(self, text: str) -> None:
        listed = parse(text)
        assert listed.usable == bool(listed.items) == bool(listed.named)
        for part in listed.named:
            assert [item.place for item in part.items] == list(range(1, len(part.items) + 1))
