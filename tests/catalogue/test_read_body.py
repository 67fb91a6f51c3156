import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.catalogue.shopify.read_body import read_body

LIST = "Aqua, Glycerin, 1,2-Hexanediol, Squalane"


@pytest.mark.parametrize(
    "body",
    [
        f"<h2>Ingredients</h2><p>{LIST}</p>",
        f"<p><strong>Ingredients:</strong></p><p>{LIST}</p>",
        f"<p><b>Full ingredients:</b> {LIST}</p>",
        f"<p>A soft cream. Ingredients: {LIST}</p>",
        f"<p>A soft cream.<br>INCI: {LIST}</p>",
        f"<div>Soft.<div>INGREDIENTS</div></div><h4><span>Ingredients</span></h4>{LIST}",
        "<h3>Ingredients</h3><ul>"
        + "".join(f"<li>{name}</li>" for name in ("Aqua", "Glycerin", "1,2-Hexanediol", "Squalane"))
        + "</ul>",
        f"<p><strong>Ingredienser</strong></p><p>{LIST}</p>",
    ],
)
def test_the_list_is_found_wherever_shops_put_it(body):
    assert read_body(body).ingredients == LIST


def test_what_stands_before_the_list_stays_text():
    text = read_body(f"<p>A soft cream. Ingredients: {LIST}</p>")
    assert text.description == ["A soft cream."]


def test_a_footnote_stays_with_its_list():
    text = read_body(f"<h2>Ingredients</h2><p>{LIST}*</p><p>*Certified organic</p>")
    assert text.ingredients == f"{LIST}* *Certified organic"


def test_what_follows_the_list_is_not_taken_for_an_ingredient():
    body = f"<h2>Ingredients</h2><p>{LIST}</p><p>May contain: CI 77491</p><p>Size: 30 ml</p>"
    text = read_body(body)
    assert text.ingredients == f"{LIST} May contain: CI 77491"
    assert text.lines == ["Size: 30 ml"]


def test_sections_are_kept_apart():
    text = read_body(
        "<h2>Description</h2><p>Soft.</p><h2>How to use</h2><ol><li>Wet hands.</li><li>Rub.</li>"
        "</ol><h2>Warnings</h2><p>Avoid the eyes.</p>"
    )
    assert text.description == ["Soft."]
    assert text.use == ["Wet hands.", "Rub."]
    assert text.precautions == ["Avoid the eyes."]


@pytest.mark.parametrize("words", ["Stainless steel, beech wood", "N/A", "100% natural bamboo"])
def test_materials_are_no_ingredients(words):
    text = read_body(f"<h2>Ingredients</h2><p>{words}</p>")
    assert (text.ingredients, text.unread_list) == ("", words)


def test_talk_about_ingredients_is_no_list():
    text = read_body("<p>Our ingredients: only the best, from small farms, made with love.</p>")
    assert text.ingredients == ""


@given(st.text(alphabet="<>/pblih2 ingredients:,Aqua&;\"'=\n", max_size=200))
def test_any_text_is_read_without_an_exception(body):
    read_body(body)


@pytest.mark.parametrize(
    "steps",
    [
        "<ul><li>Three drops.</li><li>Press on.</li></ul>",
        "<p>Three drops.</p><p>Press on.</p>",
        "<p>Three drops.<br>Press on.</p>",
        "<ol><li><p>Three drops.</p></li><li><p>Press on.</p></li></ol>",
    ],
)
def test_the_steps_of_use_stay_apart(steps):
    assert read_body(f"<h3>How to use</h3>{steps}").use == ["Three drops.", "Press on."]
