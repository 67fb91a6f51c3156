from collections.abc import Iterator
from typing import Any

import pytest
from django.utils.translation import override

from shop.blog.models import Article, Author, Exercise

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
