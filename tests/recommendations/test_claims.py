import cProfile
import csv
import pstats
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommendations import claims, knowledge
from recommendations.claims import check, may_be_shown, severity
from recommendations.knowledge import KnowledgeError

SENTENCES = Path(__file__).with_name("claims_sentences.csv")
DOMAIN = Path(__file__).resolve().parents[3] / "shared" / "data" / "domain"


def kinds(text: str, scope: str = "product", language: str | None = None) -> set[str]:
    return {hit.kind for hit in check(text, scope, language)}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Anti-inflammatory face oil", "en"),
        ("Boosts circulation", "en"),
        ("Verkar inflammationshämmande", "sv"),
        ("Lymfdränerande massageolja", "sv"),
        ("En miljövänlig flaska", "sv"),
    ],
)
def test_a_claim_of_product_copy_is_blocked(text: str, language: str) -> None:
    assert not may_be_shown(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Helps limit moisture loss from the surface of the skin.", "en"),
        ("Känns lätt och mjuk på huden.", "sv"),
        ("", "en"),
    ],
)
def test_plain_words_pass(text: str, language: str) -> None:
    assert check(text, "product", language) == []


def test_an_article_may_say_more_than_a_product() -> None:
    text = "Moving can boost circulation for a while."
    assert severity(check(text, "product", "en")) == "block"
    assert severity(check(text, "article", "en")) == "warn"


def test_the_span_is_the_place_in_the_text() -> None:
    text = "This oil heals."
    [hit] = check(text, "product", "en")
    assert text[slice(*hit.span)] == hit.text == "heals"
    assert hit.suggestion


def test_without_a_language_all_are_tried() -> None:
    assert kinds("Lymfdränerande") == {"physiological"}
    assert kinds("Detox") == {"physiological"}


def test_the_gravest_hit_counts() -> None:
    assert severity([]) == "none"
    assert severity(check("Clinically proven", "product", "en")) == "warn"
    assert severity(check("Clinically proven to heal", "product", "en")) == "block"


@pytest.mark.skipif(not DOMAIN.exists(), reason="the shared domain tables are not on this machine")
def test_the_publishable_wordings_of_the_domain_tables_are_publishable() -> None:
    with (DOMAIN / "source_article_claims.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            text = row["publishable_alternative"]
            assert severity(check(text, "article", "en")) != "block", text


@pytest.mark.parametrize(
    "text",
    [
        "This oil does not heal.",
        "No oil detoxes the body.",
        "It does not heal, cure or relieve anything.",
        "Healing is not what a cream does.",
        "We do not promise that it improves circulation.",
        "Vi lovar inte att den ökar cirkulationen.",
        "Oljan läker ingenting.",
        "Oljan ökar inte cirkulationen.",
        "Misstro etiketter som lovar ”lymfdränering”.",
        "Detox is a myth.",
    ],
)
def test_what_is_denied_or_doubted_is_not_blocked(text: str) -> None:
    assert may_be_shown(text)


@pytest.mark.parametrize(
    "text",
    [
        "Not only softens, it also heals.",
        "It is not greasy and boosts circulation.",
        "No other oil boosts circulation like this one.",
        "We promise no miracles, but it heals eczema.",
        "“It healed my eczema,” says Anna.",
        "Inte kladdig, utan läkande.",
        "Ingen annan kräm ökar cirkulationen så snabbt.",
        "Inga fler ömma muskler.",
        "No chemicals.",
    ],
)
def test_a_negation_beside_a_claim_does_not_save_it(text: str) -> None:
    assert not may_be_shown(text)


@pytest.mark.parametrize(
    "word",
    [
        "lymfdränerande",
        "blodcirkulationen",
        "muskelavslappnande",
        "cellförnyande",
        "smärtlindrande",
        "huvudvärkslindrande",
        "avgiftande",
        "kollagenstimulerande",
        "inflammationsdämpande",
    ],
)
def test_compounds_are_read_by_their_parts(word: str) -> None:
    assert not may_be_shown(f"En {word} olja.", "sv")


@pytest.mark.parametrize(
    "word", ["blodapelsin", "ledig", "läkare", "muskot", "cellofan", "giftermål", "solrosolja"]
)
def test_compounds_that_only_look_alike_pass(word: str) -> None:
    assert check(f"Doftar {word}.", "product", "sv") == []


def test_in_an_article_it_counts_who_does_it() -> None:
    assert severity(check("Walking gets your blood moving.", "article", "en")) == "none"
    assert severity(check("The oil gets your blood moving.", "article", "en")) == "block"
    assert severity(check("Efter promenaden ökar oljan cirkulationen.", "article", "sv")) == "block"
    moving = "Moving boosts circulation, so cool down before you put on the cream."
    assert severity(check(moving, "article", "en")) == "warn"


def test_a_caution_may_name_a_disease() -> None:
    assert may_be_shown("If you have eczema, ask your doctor first.", "en")
    assert may_be_shown("Använd inte på sår.", "sv")
    assert not may_be_shown("If you have eczema, this cream heals it.", "en")


def test_a_sunscreen_may_be_recommended_but_not_replaced() -> None:
    assert may_be_shown("Use with a separate sunscreen, SPF 30 or more.", "en")
    assert not may_be_shown("This oil has SPF 15.", "en")
    assert not may_be_shown("Så slipper du solskydd.", "sv")


def test_a_price_is_for_the_price_engine_and_a_delivery_is_none() -> None:
    assert kinds("Was 399 kr, now 299 kr.") == {"price"}
    assert not kinds("Free delivery over 500 kr.")


def test_what_needs_a_look_at_data_is_a_warning() -> None:
    assert severity(check("Only 3 left", "product", "en")) == "warn"
    assert severity(check("Vegan and fragrance-free", "product", "en")) == "warn"


@pytest.mark.parametrize(
    ("text", "ingredients", "against"),
    [
        ("Vegan and soft.", "Aqua, Glycerin, Cera Alba, Squalane", "Cera Alba"),
        ("Fragrance-free.", "Aqua, Glycerin, Limonene", "Limonene"),
        ("Utan parfym.", "Aqua, Parfum", "Parfum"),
        ("No added perfume.", "Aqua, Lavandula Angustifolia Oil", "Lavandula Angustifolia Oil"),
        ("An alcohol-free toner.", "Aqua, Alcohol Denat, Glycerin", "Alcohol Denat"),
        ("Utan silikoner och alkohol.", "Aqua, Dimethicone", "Dimethicone"),
        ("100 % naturlig.", "Aqua, Phenoxyethanol, Glycerin", "Phenoxyethanol"),
        ("Our serum is 100 % organic.", "Argania Spinosa Kernel Oil, Dimethicone", "Dimethicone"),
    ],
)
def test_what_the_ingredients_contradict_is_blocked(
    text: str, ingredients: str, against: str
) -> None:
    assert severity(check(text, "product")) != "block"
    hits = check(text, "product", None, ingredients)
    assert severity(hits) == "block"
    assert any(f"(INCI: {against})" in hit.suggestion for hit in hits)


@pytest.mark.parametrize(
    ("text", "ingredients"),
    [
        ("Vegan and fragrance-free.", "Aqua, Glycerin, Squalane"),
        ("An alcohol-free toner.", "Aqua, Cetearyl Alcohol, Glycerin"),
        ("100 % natural.", "Argania Spinosa Kernel Oil, Tocopherol"),
        ("Made with 100 % organic argan oil.", "Aqua, Argania Spinosa Kernel Oil, Tocopherol"),
        ("Not vegan: it holds beeswax.", "Aqua, Cera Alba"),
        ("Vegan.", "Aqua, Cocos Nucifera Milk"),
    ],
)
def test_what_the_ingredients_do_not_contradict_is_not_blocked(text: str, ingredients: str) -> None:
    assert severity(check(text, "product", None, ingredients)) == "warn"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Some say that oil drains the lymph. That is a myth.", "warn"),
        ("This oil heals eczema. It does not.", "warn"),
        ("Det sägs att oljan läker eksem. Det gör den inte.", "warn"),
        ("Our oil drains the lymph. It does not feel greasy.", "block"),
        ("Oljan läker eksem. Det finns inget bättre.", "block"),
    ],
)
def test_the_next_sentence_may_take_it_back(text: str, expected: str) -> None:
    assert severity(check(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Itchy, scaly scalp? It clears up with our shampoo.",
        "Nobody can react to this oil.",
        "Three nights and the fever blisters were history.",
        "Ömma knän? De blev som nya.",
        "Bakterierna har inte en chans.",
    ],
)
def test_far_apart_words_make_one_statement(text: str) -> None:
    assert not may_be_shown(text)


def test_a_language_we_do_not_know_is_read_as_both() -> None:
    assert not may_be_shown("Lymfdränerande", "nb")
    assert not may_be_shown("Detox", "nb")


def figures(part: str, *, with_language: bool) -> tuple[float, float]:
    """Block recall and the share of harmless sentences that are blocked."""
    counts = {("block", True): 0, ("block", False): 0, ("pass", True): 0, ("pass", False): 0}
    with SENTENCES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["part"] == part:
                language = row["lang"] if with_language else None
                hits = check(row["text"], row["scope"], language)  # type: ignore[arg-type]
                counts[row["expected"], severity(hits) == "block"] += 1
    recall = counts["block", True] / (counts["block", True] + counts["block", False])
    return recall, counts["pass", True] / (counts["pass", True] + counts["pass", False])


PARTS = [
    "tuned",
    "held_out",
    "stranger1",
    "stranger2",
    "own_oblique",
    "own_terse",
    "own_fresh",
    "own_last",
    "own_grid",
    "own_grid2",
    "stranger3",
    "stranger4",
]


@pytest.mark.parametrize("with_language", [True, False])
@pytest.mark.parametrize("part", PARTS)
def test_claims_are_found_and_harmless_sentences_left_alone(part: str, with_language: bool) -> None:
    """Each part as it is read now. What counts for other people's texts is how it was first met.

    ``stranger1`` to ``stranger4`` were written, to mislead, by people who had not seen the tables.
    Each was met once, then mended by class before the next. Recall and false blocks at first
    contact: ``stranger1`` 0.60 and 0.06, ``stranger2`` 0.75 and 0.13, ``stranger3`` 0.84 and 0.02,
    ``stranger4`` 0.78 and 0.06. Our own: ``own_oblique`` (allusions) 0.43 and 0.21, ``own_terse``
    (lists and reviews) 0.92 and 0.02, ``own_fresh`` (advertorials and idioms) 0.70 and 0.00,
    ``own_last`` (allusions) 0.50 and 0.00, ``own_grid`` and ``own_grid2`` (each class, who does it
    and what is done, in turn) 0.73 and 0.05, 0.72 and 0.06. So expect nine of ten claims made in
    plain words to be caught, four of five where somebody tries to get round it, half of those that
    only allude, and one harmless sentence in twenty of those meant to mislead to be blocked.

    A linear model over the concepts found in a sentence, fitted to the older parts and tried with
    the rules on the newest, caught one claim more in a hundred of the strangers', and of our own
    two to seven more with two to five more harmless sentences blocked: it was left out. Two
    sentences of ``stranger2`` are left out: they want "organic" without a certificate blocked,
    where the domain tables ask for a warning.
    """
    recall, false_blocks = figures(part, with_language=with_language)
    assert recall >= 0.97
    assert false_blocks <= 0.03


def test_there_are_enough_labelled_sentences() -> None:
    with SENTENCES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    harmless = [row for row in rows if row["expected"] == "pass"]
    assert len(rows) >= 300
    assert 0.45 <= len(harmless) / len(rows) <= 0.55
    assert len({row["text"] for row in rows}) == len(rows)


WORDS = st.sampled_from(
    [
        "not",
        "no",
        "never",
        "inte",
        "utan",
        "heals",
        "läker",
        "oil",
        "olja",
        "detox",
        "cirkulationen",
        "the",
        "and",
        ",",
        ".",
        "?",
        "!",
        "”",
        "“",
        "lymf-",
        "30",
        "kr",
        "SPF",
        "was",
        "now",
        "%",
        "muscles",
        "musklerna",
        "relax",
        ";",
        "é",
        "🌞",
        "-",
        "don't",
        "\n",
        "'",
    ]
)
TEXTS = st.one_of(st.text(max_size=300), st.lists(WORDS, max_size=40).map(" ".join))


@given(TEXTS, st.sampled_from(["product", "article"]), st.sampled_from(["sv", "en", None, "xx"]))
def test_any_text_gets_the_same_answer_with_spans_inside_it(
    text: str, scope: claims.Scope, language: str | None
) -> None:
    hits = check(text, scope, language)
    assert hits == check(text, scope, language)
    for hit in hits:
        start, end = hit.span
        assert 0 <= start < end <= len(text)
        assert text[start:end] == hit.text
        assert hit.suggestion


def test_a_long_text_is_read() -> None:
    text = "Oljan ökar inte cirkulationen, och den heals eczema " * 2_000
    assert severity(check(text)) == "block"


@pytest.mark.parametrize("scope", ["product", "article"])
def test_a_long_sentence_costs_as_much_a_word_as_a_short_one(scope: claims.Scope) -> None:
    """Counted in calls of Python, which no other load on the machine can change."""
    words = "Oljan ökar inte cirkulationen och walk heals muscle relax but unproven "
    short, long = (calls(words * times, scope) for times in (50, 800))
    assert long < 20 * short


def calls(text: str, scope: claims.Scope) -> int:
    check(text, scope)
    profiler = cProfile.Profile()
    profiler.runcall(check, text, scope)
    return int(pstats.Stats(profiler).total_calls)  # type: ignore[attr-defined]


class TestTables:
    def test_they_load(self) -> None:
        claims.check_tables()

    def test_an_unknown_concept_names_file_and_line(self, tables: Path) -> None:
        path = tables / "claims_rules.csv"
        path.write_text(
            path.read_text(encoding="utf-8").replace("<lymph>", "<lymf>", 1), encoding="utf-8"
        )
        with pytest.raises(KnowledgeError, match=r"claims_rules\.csv, line \d+: <lymf> is no"):
            claims.check_tables()

    def test_a_row_without_a_source_is_refused(self, tables: Path) -> None:
        with (tables / "claims_harmless.csv").open("a", encoding="utf-8") as file:
            file.write("en,blood moon,\n")
        with pytest.raises(KnowledgeError, match=r"claims_harmless\.csv, line \d+: source is"):
            claims.check_tables()

    def test_a_word_of_ones_own_counts(self, tables: Path) -> None:
        with (tables / "claims_words.csv").open("a", encoding="utf-8") as file:
            file.write("lymph,en,node juice,general knowledge\n")
        assert not may_be_shown("Squeezes the node juice.", "en")

    @pytest.fixture
    def tables(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
        for path in knowledge.FOLDER.glob("claims_*.csv"):
            (tmp_path / path.name).write_bytes(path.read_bytes())
        monkeypatch.setattr(knowledge.books, "FOLDER", tmp_path)
        caches = (claims.lexicon, claims._words)
        for cached in caches:
            cached.cache_clear()
        yield tmp_path
        for cached in caches:
            cached.cache_clear()
