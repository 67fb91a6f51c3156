from collections.abc import Iterator
from typing import Any

import pytest
from django.utils.translation import override

from shop.blog.models import Article, Author, Exercise
from tests.catalogue import make

pytestmark = pytest.mark.django_db
ADD = "/admin/blog/article/add/"


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with override("en"):
        yield


def typed(**given: Any) -> dict[str, Any]:
    author = Author.objects.get_or_create(slug="tove", defaults={"name": "Tove"})[0]
    Exercise.objects.get_or_create(slug="wall-angel", defaults={"name_en": "Wall angel"})
    return {
        "status": "published",
        "published_0": "2026-11-01",
        "published_1": "08:00:00",
        "language": "en",
        "story": "desk",
        "slug": "desk",
        "title": "Desk break",
        "topic": "posture",
        "author": author.pk,
        "body": '<p>Stand up.</p><ol data-routine><li data-exercise="wall-angel">Slowly.</li></ol>',
    } | given


def test_an_article_is_stored_with_its_routine(admin_client):
    assert admin_client.post(ADD, typed()).status_code == 302
    assert [move.exercise.slug for move in Article.objects.get().routine] == ["wall-angel"]


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ('<div data-exercise="moonwalk"></div>', "Unknown exercises in the text: moonwalk."),
        ("<p>x</p><script>y()</script>", "An article cannot hold these elements: script."),
        ("", "This field is required."),
    ],
)
def test_a_wrong_text_is_refused_beside_it_and_kept(admin_client, body, sentence):
    html = admin_client.post(ADD, typed(body=body, deck="As typed")).content.decode()
    assert sentence in html
    assert "As typed" in html
    assert not Article.objects.exists()


def test_two_articles_cannot_be_the_same_story_in_one_language(admin_client):
    admin_client.post(ADD, typed())
    html = admin_client.post(ADD, typed(slug="other")).content.decode()
    assert "already exists" in html
    assert Article.objects.count() == 1


HEALS = "<p>This oil heals eczema.</p>"
PRODUCT = '<div data-product="calm-oil"></div>'


def test_an_article_that_says_too_much_is_not_published(admin_client):
    html = admin_client.post(ADD, typed(body=HEALS)).content.decode()
    assert "“heals” may not be published. Write instead: cares for" in html
    assert not Article.objects.exists()


def test_a_draft_may_still_say_too_much(admin_client):
    assert admin_client.post(ADD, typed(body=HEALS, status="draft")).status_code == 302


@pytest.mark.parametrize("body", [f"{{}}{PRODUCT}", f"{PRODUCT}{{}}"])
def test_words_beside_a_product_are_held_to_what_products_may_say(admin_client, body):
    make.draft("calm-oil")
    words = "<p>It improves circulation.</p>"
    html = admin_client.post(ADD, typed(body=body.format(words))).content.decode()
    assert "may not be published" in html
    apart = f"{words}<div data-exercise='wall-angel'></div>{PRODUCT}"
    assert admin_client.post(ADD, typed(body=apart)).status_code == 302


def test_wording_is_read_in_the_language_of_the_article(admin_client):
    form = typed(body="<p>Oljan läker eksem.</p>", language="sv")
    assert "may not be published" in admin_client.post(ADD, form).content.decode()


def test_a_product_that_nobody_has_is_named(admin_client):
    html = admin_client.post(ADD, typed(body=PRODUCT, status="draft")).content.decode()
    assert "Unknown products in the text: calm-oil." in html
    make.draft("calm-oil")
    assert admin_client.post(ADD, typed(body=PRODUCT, status="draft")).status_code == 302
