"""What a product feels like, and that different moments lead to different bottles."""

import pytest

from recommendations import knowledge, textures
from recommendations.contract import Content, NeedProfile, SkinFeel, Step
from recommendations.engine import compose, recommend
from recommendations.ingredients import parse
from recommendations.reading import FAMILIES

from . import shelf
from .shelf import product

LIGHT = product("light", "Squalane, Vitis Vinifera Seed Oil, Caprylic/Capric Triglyceride", "Oil")
RICH = product("rich", "Butyrospermum Parkii Butter, Olea Europaea Fruit Oil, Cera Alba", "Balm")
SUNNY = product("sunny", "Helianthus Annuus Seed Oil, Rosa Canina Fruit Oil, Tocopherol", "Oil")
CITRUS = product(
    "citrus", "Helianthus Annuus Seed Oil, Rosa Canina Fruit Oil, Citrus Limon Peel Oil", "Oil"
)
SEALS = [RICH, LIGHT, SUNNY]
COLD = shelf.content(
    "Two hours on cross-country skis in a freezing headwind. The snow squeaked, the frost bit my"
    " cheeks and my skin felt tight and chapped when I came home. Your face takes the winter wind"
    " first: pull up the scarf, roll your shoulders and breathe through your nose."
)


def last_layer(article: Content) -> str:
    return next(
        pick.product.key
        for pick in recommend(article, SEALS, limit=9, threshold=0)
        if pick.product.key in {"light", "rich", "sunny"}
    )


@pytest.mark.parametrize(
    ("article", "first"),
    [(COLD, "rich"), (shelf.SWEATY, "sunny"), (shelf.DRY, "light")],
)
def test_the_moment_chooses_the_last_layer(article: Content, first: str) -> None:
    assert last_layer(article) == first


def test_the_order_of_the_shelf_does_not_decide() -> None:
    for article in (COLD, shelf.SWEATY, shelf.DRY):
        turned = recommend(article, SEALS[::-1], limit=9, threshold=0)
        assert turned[0].product.key == last_layer(article)


def test_what_minds_the_sun_goes_down_on_a_day_outdoors() -> None:
    def lead(article: Content) -> float:
        plain, citrus = (
            recommend(article, [item], threshold=0)[0].score for item in (SUNNY, CITRUS)
        )
        return plain / citrus

    assert lead(COLD) > 2 * lead(shelf.DRY)


def test_evidence_names_the_ingredient_that_the_moment_likes() -> None:
    [cold] = [pick for pick in compose(COLD, SEALS) if pick.product.key == "rich"]
    assert cold.evidence.ingredient == "Butyrospermum Parkii Butter"
    assert cold.evidence.trait == "rich"
    assert "rich last layer" in cold.reasons["en"].text


def test_a_feel_is_a_share() -> None:
    for item in [*shelf.EVERYTHING, *SEALS]:
        felt = textures.feel_of(parse(item.ingredients))
        assert felt
        assert all(0 <= value <= 1 for value in felt.values())
    assert textures.feel_of(parse("")) == {}


def test_what_is_disliked_and_there_matches_less() -> None:
    wishes = {"slip": 1.0, "rich": -1.0}
    assert textures.match(wishes, {"slip": 1.0}) == 1.0
    assert textures.match(wishes, {"slip": 1.0, "rich": 1.0}) == 0.5


def test_likings_speak_of_moments_and_families_that_exist() -> None:
    feels = {f"{feel}_skin" for feel in SkinFeel}
    assert set(textures.likings()) <= {*knowledge.moments(), *FAMILIES, *feels}
    assert {*knowledge.moments(), *feels} <= set(textures.likings())


def test_dry_skin_likes_what_is_rich_and_oily_skin_what_is_light() -> None:
    def lead(feel: SkinFeel | None) -> float:
        picks = recommend(shelf.DRY, SEALS, profile=NeedProfile(feel), limit=9, threshold=0)
        scores = {pick.product.key: pick.score for pick in picks}
        return scores.get("rich", 0.0) - scores["light"]  # a butter may be hidden

    assert lead(SkinFeel.DRY) > lead(None) > lead(SkinFeel.OILY)


def test_a_feel_is_named_only_where_it_counted() -> None:
    def said(feel: SkinFeel) -> dict[Step, str]:
        items = [shelf.CLEANSER, *SEALS]
        picks = recommend(shelf.SWEATY, items, profile=NeedProfile(feel), limit=9, threshold=0)
        return {pick.step: pick.reasons["en"].text for pick in picks}

    dry = said(SkinFeel.DRY)
    assert "feels dry" in dry[Step.SEAL]
    assert "feels dry" not in dry[Step.CLEANSE]  # chosen for how it rinses
    assert "feels sensitive" in said(SkinFeel.SENSITIVE)[Step.CLEANSE]
