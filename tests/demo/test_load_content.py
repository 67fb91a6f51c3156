from datetime import UTC, datetime
from pathlib import Path

import pytest

from shop.blog.models import Article, Exercise
from shop.catalogue.models import Category, Product, Variant
from shop.catalogue.prices import PriceChange
from shop.checkout.models import DeliveryRate
from shop.demo import files
from shop.demo.load_content import load_content

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def rows() -> dict[str, list[tuple[object, ...]]]:
    return {
        model.__name__: list(model.objects.order_by("pk").values_list())
        for model in (Category, Product, Variant, PriceChange, Exercise, Article, DeliveryRate)
    }


def test_everything_is_loaded_and_complete():
    load_content()
    assert Product.objects.published().count() == len(files.products())
    assert [p.slug for p in Product.objects.all() if p.reasons_not_to_publish()] == []
    assert Article.objects.count() == len(files.articles())
    assert Article.objects.filter(published__gt=datetime(2026, 11, 20, tzinfo=UTC)).count() == 0


def test_loading_twice_changes_nothing(tmp_path):
    load_content()
    before, pictures = rows(), sorted(tmp_path.rglob("*"))
    assert set(load_content().values()) == {0}
    assert rows() == before
    assert sorted(tmp_path.rglob("*")) == pictures


def test_what_the_merchant_edited_is_kept_and_what_is_missing_returns():
    load_content()
    Product.objects.filter(slug="dew-serum").update(name_en="Morning Serum")
    Product.objects.get(slug="dusk-oil").pictures.all().delete()
    Article.objects.filter(story="desk-break", language="sv").delete()
    made = load_content()
    assert {kind: count for kind, count in made.items() if count} == {"articles": 1}
    assert Product.objects.get(slug="dew-serum").name_en == "Morning Serum"
    assert not Product.objects.get(slug="dusk-oil").pictures.exists()


def test_pictures_know_their_size_and_their_lighter_copies(tmp_path):
    load_content()
    picture = Product.objects.get(slug="restore-facial-oil").pictures.get()
    assert (picture.width, picture.height) == (1000, 1250)
    assert [(copy["width"], copy["type"]) for copy in picture.renditions] == [
        (600, "image/avif"),
        (1000, "image/avif"),
    ]
    for copy in picture.renditions:
        assert Path(tmp_path, copy["name"]).is_file()


def test_two_reductions_run_with_a_past_that_matters():
    load_content()
    wash = Variant.objects.get(sku="AG-GC-150")
    assert (wash.price, wash.prior_price, wash.reduction_percent) == (19600, 24500, 20)
    # Deepened since; measured against the days before its first step, not the ordinary price.
    balm = Variant.objects.get(sku="AG-CB-50")
    assert (balm.price, balm.prior_price, balm.ordinary_price) == (23900, 27900, 29500)
    assert Variant.objects.exclude(offers=[]).count() == 2


def test_routines_are_derived():
    load_content()
    founding = Article.objects.get(story="posture-and-face", language="sv")
    assert [move.exercise.family for move in founding.routine] == [
        "upper_back_strengthening",
        "chest_opening",
        "neck_alignment",
        "spinal_mobility",
    ]
    assert founding.routine_seconds == 420


def test_articles_carry_their_own_dates():
    load_content()
    edited = Article.objects.get(story="water-before-oil", language="en")
    assert edited.updated > edited.published
    untouched = Article.objects.get(story="slow-spine", language="en")
    assert untouched.updated == untouched.published
