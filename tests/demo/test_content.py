"""The demo content holds what the law and our own voice ask of a shop's texts."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image

from recommendations import claims, ingredients
from shop.blog import body
from shop.demo import files
from shop.languages import LANGUAGES

# Wording that the table asks an editor to confirm (or blocks), and why it stands.
CONFIRMED = {
    ("daily-shield", "SPF 30"): "a sunscreen states its factor; no other product does",
    ("late-serum", "pregnancy"): "a caution about retinol, not a promise",
    ("posture-and-face", "lymfa"): "says that nothing of the kind has been measured",
    ("ingredients-list", "certified"): "explains what an asterisk means, claims nothing",
    ("ingredients-list", "certifierad"): "explains what an asterisk means, claims nothing",
}
TRANSLATED = {
    "categories": ("name", "intro"),
    "exercises": ("name", "dose", "cue", "instruction", "caution"),
    "authors": ("about",),
    "delivery": ("name",),
}
PRODUCT_TEXTS = ("name", "function", "description", "how_to_use", "precautions")
ENTRIES = {kind: files.entries(kind) for kind in TRANSLATED}
PRODUCTS = {entry["slug"]: entry for entry in files.products()}
ARTICLES = {(entry["story"], entry["language"]): entry for entry in files.articles()}
STORIES = sorted({story for story, _language in ARTICLES})


def texts_of(entry: dict[str, Any], language: str) -> str:
    return "\n".join(text for key, text in entry.items() if key.endswith(f"_{language}"))


def product_texts() -> Iterator[tuple[str, str, str]]:
    for entry in [*PRODUCTS.values(), *ENTRIES["categories"]]:
        for language in LANGUAGES:
            yield entry["slug"], language, texts_of(entry, language)


def article_texts() -> Iterator[tuple[str, str, str]]:
    for (story, language), entry in ARTICLES.items():
        words = body.read(entry["body"]).words
        sources = "\n".join(entry.get("sources", []))
        yield story, language, "\n".join([entry["title"], entry["deck"], words, sources])
    for kind in ("exercises", "authors"):
        for entry in ENTRIES[kind]:
            for language in LANGUAGES:
                yield entry["slug"], language, texts_of(entry, language)


def unconfirmed(texts: Iterator[tuple[str, str, str]], scope: claims.Scope) -> list[str]:
    return [
        f"{slug} ({language}): {hit.severity} {hit.text!r}, rather: {hit.suggestion}"
        for slug, language, text in texts
        for hit in claims.check(text, scope, language)
        if (slug, hit.text) not in CONFIRMED
    ]


def test_product_copy_passes_the_claims_table():
    assert unconfirmed(product_texts(), "product") == []


def test_articles_pass_the_claims_table():
    assert unconfirmed(article_texts(), "article") == []


def test_articles_that_show_a_product_pass_as_product_copy():
    selling = {key for key, entry in ARTICLES.items() if "data-product" in entry["body"]}
    assert selling
    texts = (text for text in article_texts() if text[:2] in selling)
    assert unconfirmed(texts, "product") == []


def test_nobody_shouts():
    for slug, language, text in [*product_texts(), *article_texts()]:
        assert "!" not in text, (slug, language)


@pytest.mark.parametrize("kind", TRANSLATED)
def test_every_text_has_both_languages(kind):
    for entry in ENTRIES[kind]:
        for field in TRANSLATED[kind]:
            assert all(entry[f"{field}_{language}"] for language in LANGUAGES), entry


@pytest.mark.parametrize("product", PRODUCTS.values(), ids=PRODUCTS)
def test_products_say_everything_in_both_languages(product):
    for field in PRODUCT_TEXTS:
        assert all(product[f"{field}_{language}"] for language in LANGUAGES), field
    steps = [len(product[f"how_to_use_{language}"].splitlines()) for language in LANGUAGES]
    assert steps[0] == steps[1] >= 3


@pytest.mark.parametrize("product", PRODUCTS.values(), ids=PRODUCTS)
def test_ingredients_lists_are_read(product):
    listed = ingredients.parse(product["ingredients"])
    assert listed.usable, listed.reason
    assert listed.matched_share >= 0.8, [item.name for item in listed.items if not item.fact]
    assert ("*" in product["ingredients"]) == bool(product.get("organic_note"))


@pytest.mark.parametrize("product", PRODUCTS.values(), ids=PRODUCTS)
def test_sizes_have_content_price_and_stock(product):
    assert product["pao_months"] > 0
    for size in product["size"]:
        assert float(size["quantity"]) > 0
        assert size["price"] > 9900
        assert size["stock"] >= 0


@pytest.mark.parametrize("product", PRODUCTS.values(), ids=PRODUCTS)
def test_pictures_are_there_and_described(product):
    picture = product["picture"]
    assert all(picture[f"alt_{language}"] for language in LANGUAGES)
    for ending in (".webp", ".avif", "-600.avif"):
        with Image.open(files.PICTURES / f"{picture['file']}{ending}") as image:
            assert image.width in (600, 1000, 1200)


def test_no_two_products_share_a_picture():
    shown = [product["picture"]["file"] for product in PRODUCTS.values()]
    assert len(set(shown)) == len(shown) >= 12
    kept = {file.stem for file in files.PICTURES.glob("*.webp")}
    assert kept == set(shown)


def test_one_product_and_one_size_are_sold_out():
    stocks = {slug: [size["stock"] for size in entry["size"]] for slug, entry in PRODUCTS.items()}
    assert [slug for slug, stock in stocks.items() if not any(stock)] == ["dusk-oil"]
    assert [slug for slug, stock in stocks.items() if any(stock) and not all(stock)] == [
        "plain-squalane"
    ]


@pytest.mark.parametrize("story", STORIES)
def test_stories_are_told_in_both_languages(story):
    english, swedish = ARTICLES[story, "en"], ARTICLES[story, "sv"]
    for field in ("topic", "author", "published"):
        assert english[field] == swedish[field], field
    assert english["slug"] != swedish["slug"]
    parts = {language: body.read(ARTICLES[story, language]["body"]) for language in LANGUAGES}
    kinds = {language: [part.kind for part in parts[language].parts] for language in parts}
    assert kinds["en"] == kinds["sv"]
    slugs = {language: [part.slug for part in parts[language].parts] for language in parts}
    assert slugs["en"] == slugs["sv"]
    moves = {
        language: [(move.slug, move.seconds) for move, _in in parts[language].moves()]
        for language in parts
    }
    assert moves["en"] == moves["sv"]


@pytest.mark.parametrize("article", ARTICLES.values(), ids=map("-".join, ARTICLES))
def test_articles_are_whole(article):
    words = body.read(article["body"]).words.split()
    assert 400 <= len(words) <= 950
    assert body.sanitised(article["body"]).count("<h2") >= 2
    assert article["published"].utcoffset() is not None
    assert str(article["published"]) < "2026-11-20"
    # Notes count up through the text, and every source has one.
    notes = [int(note) for note in re.findall(r"<sup>(\d+)</sup>", article["body"])]
    first_seen = list(dict.fromkeys(notes))
    assert first_seen == list(range(1, len(article.get("sources", [])) + 1))


def test_articles_point_at_what_exists():
    exercises = {entry["slug"] for entry in ENTRIES["exercises"]}
    families = {entry["slug"]: entry["family"] for entry in ENTRIES["exercises"]}
    selling = set()
    for (story, _language), article in ARTICLES.items():
        parts = body.read(article["body"])
        assert {move.slug for move, _in in parts.moves()} <= exercises, story
        named = {part.slug for part in parts.parts if part.kind == "product"}
        assert named <= PRODUCTS.keys(), story
        selling |= {story} if named else set()
    assert len(selling) <= 2
    founding = body.read(ARTICLES["posture-and-face", "en"]["body"])
    assert len({families[move.slug] for move, _in in founding.moves()}) == 4
