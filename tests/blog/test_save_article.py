import pytest
from django.core.exceptions import ValidationError

from shop.blog.models import Article, Author, Exercise
from shop.blog.save_article import save_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def chin_tuck() -> Exercise:
    return Exercise.objects.create(
        slug="chin-tuck", family="neck_alignment", name_en="Chin tuck", name_sv="Hakindrag",
        dose_en="2 x 10", cue_en="Glide back.", instruction_en="Sit tall.", seconds=80,
    )  # fmt: skip


def draft(body: str) -> Article:
    author, _made = Author.objects.get_or_create(slug="tove", name="Tove")
    return Article(
        story="long-neck", language="en", slug="long-neck", title="Long neck", topic="posture",
        body=body, author=author,
    )  # fmt: skip


def test_exercises_and_products_are_derived(chin_tuck):
    article = save_article(
        article=draft(
            '<p>Sit.</p><ol data-routine=""><li data-exercise="chin-tuck"></li></ol>'
            '<div data-product="dew-serum"></div>'
        )
    )
    assert [(m.exercise, m.seconds, m.in_routine) for m in article.moves.all()] == [
        (chin_tuck, 80, True)
    ]
    assert [p.slug for p in article.products.all()] == ["dew-serum"]
    assert article.body_text == "Sit."


def test_saving_again_replaces_what_was_derived(chin_tuck):
    article = save_article(article=draft('<div data-exercise="chin-tuck"></div>'))
    article.body = "<p>Only words now.</p>"
    save_article(article=article)
    assert not article.moves.exists()


def test_an_unknown_exercise_is_named_and_nothing_is_stored(chin_tuck):
    with pytest.raises(ValidationError, match="moon-walk"):
        save_article(article=draft('<div data-exercise="moon-walk"></div>'))
    assert not Article.objects.exists()


def test_a_failing_change_leaves_the_stored_article_as_it_was(chin_tuck):
    article = save_article(article=draft('<div data-exercise="chin-tuck"></div>'))
    article.body = '<div data-exercise="moon-walk"></div>'
    with pytest.raises(ValidationError):
        save_article(article=article)
    stored = Article.objects.get()
    assert "chin-tuck" in stored.body
    assert stored.moves.count() == 1
