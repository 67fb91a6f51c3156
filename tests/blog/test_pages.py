import re
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone

from shop.blog.models import Article
from tests.blog import make
from tests.catalogue import make as make_goods

pytestmark = pytest.mark.django_db

SWEATY = "A run of half an hour leaves you sweaty. The face is warm and the skin feels tight."


def page(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def shelf() -> None:
    make_goods.product(
        "clear-serum",
        name_en="Clear Serum",
        kind="serum",
        ingredients="Aqua, Glycerin, Panthenol, Sodium Hyaluronate, Betaine, Sodium Benzoate",
    )
    make_goods.product(
        "plain-oil",
        name_en="Plain Oil",
        kind="oil",
        ingredients="Helianthus Annuus Seed Oil, Squalane, Tocopherol",
    )


# --- lists --------------------------------------------------------------------------------------


def test_the_journal_lists_what_is_published_in_its_language(client):
    make.article("shown")
    make.article("hidden-draft", status=Article.Status.DRAFT)
    make.article("of-tomorrow", published=timezone.now() + timedelta(days=1))
    make.article("svensk", language="sv")

    html = page(client, "/journal/")
    assert re.findall(r"<h2><a [^>]*>([^<]+)</a></h2>", html) == ["Shown"]
    assert ">Svensk<" in page(client, "/sv/journal/")


def test_the_journal_can_be_narrowed_to_a_topic(client):
    make.article("about-necks", topic="neck_alignment")
    make.article("about-chairs", topic="posture")

    html = page(client, "/journal/?topic=neck_alignment")
    assert "About necks" in html
    assert "About chairs" not in html
    assert "About chairs" in page(client, "/journal/?topic=nonsense")


def test_an_empty_journal_says_so(client):
    assert "Nothing here yet." in page(client, "/journal/")


def test_the_journal_takes_the_same_queries_for_any_number(client, django_assert_num_queries):
    for number in range(9):
        make.article(f"number-{number}", body=make.routine("wall-angel"))
    with django_assert_num_queries(3):
        page(client, "/journal/")


def test_the_feed_is_atom_in_the_language_of_its_address(client):
    make.article("a-feed-entry")
    make.article("ett-inlagg", language="sv")
    atom = "{http://www.w3.org/2005/Atom}"

    root = ElementTree.fromstring(client.get("/sv/journal/feed/").content)  # noqa: S314
    assert [entry.findtext(f"{atom}title") for entry in root.iter(f"{atom}entry")] == ["Ett inlagg"]
    assert root.findtext(f"{atom}title") == "Afterglows journal"


# --- article ------------------------------------------------------------------------------------


def test_an_article_shows_its_routine_as_a_list_and_with_a_timer(client):
    make.article("desk-break", body=make.routine("wall-angel", "chin-tuck"))
    html = page(client, "/journal/desk-break/")

    assert 'id="move-1"' in html
    assert "How to do chin-tuck." in html
    assert "Routine 1:00" in html
    assert '<li data-seconds="30" data-cue="Cue of chin-tuck.">' in html
    assert '<a href="#the-moves">The moves</a>' in html


def test_an_article_without_a_routine_has_no_player(client):
    make.article("on-chairs")
    html = page(client, "/journal/on-chairs/")

    assert "routine-player" not in html
    assert "A chair and a window." in html


def test_authors_words_come_before_the_words_of_the_exercise(client):
    make.exercise("wall-angel")
    body = '<ol data-routine=""><li data-exercise="wall-angel">In our own words.</li></ol>'
    make.article("own-words", body=body)
    html = page(client, "/journal/own-words/")

    assert "In our own words." in html
    assert "How to do wall-angel." not in html


def test_picks_stand_below_the_article_with_reason_price_and_unit_price(client):
    shelf()
    make.article("after-the-run", body=f"<p>{SWEATY}</p>{make.routine('wall-angel')}")
    html = page(client, "/journal/after-the-run/")

    assert "For your skin, after" in html
    assert 'class="pairing waits" id="pairing"' in html
    assert "Plain Oil" in html
    assert "395,00 kr" in html
    assert "13 166,67 kr per litre" in html
    assert "Because " in html
    assert 'name="sku" value="plain-oil-30"' in html


def test_picks_are_visible_at_once_where_there_is_no_routine_to_wait_for(client):
    shelf()
    make.article("after-the-run", body=f"<p>{SWEATY}</p>")
    html = page(client, "/journal/after-the-run/")

    assert 'class="pairing" id="pairing"' in html
    assert "data-pairing-wait" not in html


def test_where_nothing_fits_nothing_is_drawn(client):
    shelf()
    make.article("on-chairs", body="<p>How to set the height of an office chair.</p>")
    html = page(client, "/journal/on-chairs/")

    assert "pairing" not in html
    assert "For your skin, after" not in html


def test_a_product_in_the_text_is_drawn_and_one_that_is_gone_is_not(client):
    make_goods.product("plain-oil", name_en="Plain Oil")
    make.article(
        "named",
        body='<p>One.</p><div data-product="plain-oil"></div><div data-product="gone"></div>',
    )
    html = page(client, "/journal/named/")

    assert html.count('class="product-card') == 1
    assert "Plain Oil" in html


def test_the_other_language_leads_to_the_translation_else_to_the_journal(client):
    make.article("long-neck", story="neck")
    make.article("lang-nacke", story="neck", language="sv")
    make.article("alone")

    assert 'hreflang="sv" href="http' in page(client, "/journal/long-neck/")
    assert "/sv/journal/lang-nacke/" in page(client, "/journal/long-neck/")
    assert 'href="/journal/long-neck/"' in page(client, "/sv/journal/lang-nacke/")
    assert 'href="/sv/journal/"' in page(client, "/journal/alone/")
    page(client, "/sv/journal/long-neck/", status=404)


def test_only_true_translations_are_announced(client):
    make.article("alone")
    html = page(client, "/journal/alone/")
    assert 'rel="canonical"' in html
    assert 'rel="alternate" hreflang' not in html
    assert 'href="/sv/journal/"' in html  # the language switch still leads somewhere
    assert 'rel="canonical"' not in page(client, "/journal/none-such/", status=404)


@pytest.mark.parametrize(
    "given",
    [
        {"status": Article.Status.DRAFT},
        {"published": timezone.now() + timedelta(days=1)},
    ],
)
def test_what_is_not_published_is_not_found(client, given):
    make.article("not-yet", **given)
    page(client, "/journal/not-yet/", status=404)


def test_an_article_takes_the_same_queries_for_any_length(client, django_assert_num_queries):
    shelf()
    for slug, moves in (("short", ["wall-angel"]), ("long", ["wall-angel", "chin-tuck", "cobra"])):
        make.article(slug, body=f"<p>{SWEATY}</p>{make.routine(*moves)}")
    for slug in ("short", "long"):
        # The article, its exercises, its translation, others; for the picks the article and its
        # moves, the merchant's rules and what readers did (3), what was decided, the shelf and
        # its sizes, and what is drawn with sizes and pictures.
        with django_assert_num_queries(ARTICLE_QUERIES):
            page(client, f"/journal/{slug}/")


ARTICLE_QUERIES = 16


# --- exercises ----------------------------------------------------------------------------------


def test_the_library_and_the_page_of_a_move(client, django_assert_num_queries):
    for slug in ("wall-angel", "face-pull", "band-row"):
        make.exercise(slug)
    make.article("desk-break", body=make.routine("wall-angel"))

    with django_assert_num_queries(1):
        library = page(client, "/movements/")
    assert "Upper back" in library
    assert "Face pull" in library
    with django_assert_num_queries(4):
        html = page(client, "/movements/wall-angel/")
    assert "How to do wall-angel." in html
    assert "Desk break" in html
    assert "Band row" in html
    assert "Så gör man wall-angel." in page(client, "/sv/movements/wall-angel/")
    page(client, "/movements/unknown/", status=404)


def followers(client, slug: str) -> list[str]:
    html = page(client, f"/movements/{slug}/")
    strip = re.search(r'id="next-heading".*?</section>', html, re.S)
    return re.findall(r'href="/movements/([\w-]+)/"', strip[0]) if strip else []


def test_a_move_shows_what_often_follows_it(client, django_assert_num_queries):
    make.article("one", body=make.routine("cat-cow", "bird-dog", "plank"))
    assert followers(client, "cat-cow") == []  # once is no habit
    make.article("two", body=make.routine("cat-cow", "plank", "bird-dog"))
    make.article("three", body=make.routine("cat-cow", "bird-dog"))
    assert followers(client, "cat-cow") == ["bird-dog", "plank"]
    assert followers(client, "plank") == []  # as often before as after
    with django_assert_num_queries(5):
        page(client, "/movements/cat-cow/")


def test_only_published_routines_show_what_follows_and_translations_are_one(client):
    body = make.routine("cat-cow", "bird-dog")
    make.article("one", body=body)
    make.article("ett", story="one", language="sv", body=body)
    make.article("two", body=body, status=Article.Status.DRAFT)
    make.article("three", body="<p>Words.</p>" + '<div data-exercise="cat-cow">Words.</div>')
    assert followers(client, "cat-cow") == []
