"""An article's picks fitted to what a reader says about her skin."""

import pytest
from django.test import Client

from shop.catalogue.models import Product
from tests.blog import make
from tests.catalogue import make as make_goods

pytestmark = pytest.mark.django_db

SLOW = (
    "Ten minutes before bed. Lights low, pyjamas on, lie on your back and let your shoulders melt"
    " into the mattress. Breathe out slowly. Roll your head from ear to ear until you are sleepy."
)


@pytest.fixture(autouse=True)
def _journal() -> None:
    make.article("slow-evening", title="A slow evening", body=f"<p>{SLOW}</p>")
    make_goods.product(
        "almond-oil",
        kind=Product.Kind.OIL,
        name_en="Almond Oil",
        ingredients="Prunus Amygdalus Dulcis Oil, Squalane, Tocopherol",
    )
    make_goods.product(
        "evening-oil",
        kind=Product.Kind.OIL,
        name_en="Evening Oil",
        ingredients="Squalane, Simmondsia Chinensis Seed Oil, Tocopherol, Linalool",
    )


def answer(client: Client, **said: str) -> str:
    response = client.post("/journal/slow-evening/for-my-skin/", said)
    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]
    return response.content.decode()


def test_the_article_asks_and_nothing_said_changes_nothing(client: Client) -> None:
    page = client.get("/journal/slow-evening/").content.decode()
    assert 'action="/journal/slow-evening/for-my-skin/#fitted"' in page
    assert 'type="radio" name="feel" value="sensitive"' in page
    assert "what you said about your skin" not in answer(client)


def test_what_is_to_be_avoided_is_not_picked_and_the_page_says_so(client: Client) -> None:
    page = answer(client, avoid="Amygdalus, geraniol")
    assert "Evening Oil" in page
    assert "Almond Oil" not in page
    assert "Nothing here has these on its list: Amygdalus, geraniol." in page
    for word in ("Mandel", "nuts", "nötter"):
        page = answer(client, avoid=word)
        assert "Almond Oil" not in page
        assert f"its list: {word}." in page
    assert "Nothing on our shelf fits" in answer(client, avoid="squalane ")


def test_what_nobody_knows_is_said_and_not_promised(client: Client) -> None:
    page = answer(client, avoid="unobtainium, geraniol")
    assert "We know no ingredient by the name of unobtainium." in page
    assert "its list: geraniol." in page


@pytest.mark.parametrize("said", [{"unscented": "on"}, {"feel": "sensitive"}])
def test_scent_can_be_left_out(client: Client, said: dict[str, str]) -> None:
    page = answer(client, **said)
    assert "Almond Oil" in page
    assert "its list: scent." in page
    Product.objects.filter(slug="almond-oil").update(status=Product.Status.DRAFT)
    assert "Evening Oil" in answer(client)
    assert "Nothing on our shelf fits" in answer(client, **said)


def test_the_reason_names_what_she_said(client: Client) -> None:
    assert "You said that your skin feels dry" in answer(client, feel="dry")


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"feel": "wonderful"}, "Choose one of the answers that are listed."),
        ({"avoid": "a" * 401}, "longer than 400 characters (it has 401)"),
        ({"avoid": "linalool, ab"}, "“ab” is too short to be looked for"),
        ({"avoid": ", ".join(f"name{n}" for n in range(21))}, "At most 20 names; there are 21."),
    ],
)
def test_a_wrong_answer_gets_a_sentence_and_stays(
    client: Client, said: dict[str, str], sentence: str
) -> None:
    response = client.post("/journal/slow-evening/for-my-skin/", said)
    page = response.content.decode()
    assert response.status_code == 400
    assert sentence in page
    assert said.get("avoid", "") in page


def test_nothing_of_it_is_kept(client: Client) -> None:
    answer(client, feel="dry", avoid="geraniol")
    assert not client.cookies
    assert "geraniol" not in client.get("/journal/slow-evening/").content.decode()


def test_only_our_own_pages_may_ask_and_only_by_post() -> None:
    client, address = Client(enforce_csrf_checks=True), "/journal/slow-evening/for-my-skin/"
    opened = client.get(address)
    assert (opened.status_code, opened.headers["Location"]) == (302, "/journal/slow-evening/")
    assert client.put(address).status_code == 405
    assert client.post(address, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert client.post(address, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 200
    assert client.post("/journal/unknown/for-my-skin/").status_code == 404


def test_what_is_in_her_bag_is_left_out_and_the_page_says_so(client: Client) -> None:
    assert "in your bag already" not in answer(client)
    client.post("/bag/add/", {"sku": "evening-oil-30", "quantity": 1})
    page = answer(client)
    assert "What is in your bag already is left out." in page
    assert "Almond Oil" in page
    assert 'href="/products/evening-oil/"' not in page
