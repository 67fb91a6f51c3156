"""What stands under the articles of the demo, read as a shopper would."""

from collections import defaultdict
from typing import Any, cast

import pytest

from recommendations.pairing import pair
from shop.blog.models import Article
from shop.catalogue.models import Product
from shop.demo.load_content import load_content

pytestmark = pytest.mark.django_db


@pytest.fixture
def picks(settings, tmp_path):
    """Story -> language -> name of each product with its evidence, in the order of use."""
    settings.MEDIA_ROOT = tmp_path
    load_content()
    stories: defaultdict[str, dict[str, list[Any]]] = defaultdict(dict)
    for language in ("en", "sv"):
        for article in Article.objects.published().in_language(language):
            stories[article.story][language] = [
                (
                    cast(Product, drawn.item).name,
                    drawn.pick.evidence.moment,
                    drawn.pick.evidence.ingredient,
                )
                for drawn in pair(article, language=language)
            ]
    return stories


def test_a_story_leads_to_the_same_bottles_in_both_languages(picks):
    assert len(picks) >= 15
    for story, told in picks.items():
        assert told["en"] == told["sv"], story


def test_different_stories_lead_to_different_bottles(picks):
    shown = [told["en"] for told in picks.values() if told["en"]]
    last_layers = {bottles[-1][0] for bottles in shown}
    assert len(last_layers) >= 4
    for name in {name for bottles in shown for name, _, _ in bottles}:
        stands_under = sum(name in [bottle[0] for bottle in bottles] for bottles in shown)
        assert stands_under <= 0.6 * len(shown), name
