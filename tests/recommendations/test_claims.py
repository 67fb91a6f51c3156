import csv
from pathlib import Path

import pytest

from recommendations.claims import check, may_be_shown, severity

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
