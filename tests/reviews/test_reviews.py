"""Reviews: from buyers only, read by a person, good and bad alike."""

import re
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from shop.catalogue.models import Product
from shop.orders.models import Order, OrderLine
from shop.reviews.admin import AnswerForm, ReviewAdmin
from shop.reviews.decide_review import publish_review, refuse_review
from shop.reviews.links import write_url
from shop.reviews.models import Rating, Review, drifted_ratings
from shop.reviews.stars import average
from shop.reviews.write_review import NotDelivered, write_review
from tests.catalogue import make

pytestmark = pytest.mark.django_db
LONG_AGO = timedelta(days=30)


def order_of(product: Product, paid_ago: timedelta = LONG_AGO, lines: int = 1) -> Order:
    variant = product.variants.get()
    paid = timezone.now() - paid_ago
    price = variant.ordinary_price
    order = Order.objects.create(
        checkout_key=f"key-{Order.objects.count()}",
        status=Order.Status.PAID,
        placed=paid,
        paid=paid,
        email="tove@example.se",
        name="Tove Hallberg",
        address="Storgatan 1",
        postcode="111 22",
        city="Stockholm",
        country="SE",
        language="en",
        terms_version="1",
        currency="SEK",
        goods_total=price * lines,
        delivery_name="Parcel",
        delivery_price=0,
        delivery_vat_rate=25,
        delivery_vat=0,
        delivery_days_min=1,
        delivery_days_max=3,
        total=price * lines,
        vat_total=0,
    )
    for _line in range(lines):
        OrderLine.objects.create(
            order=order,
            variant=variant,
            product_slug=product.slug,
            sku=variant.sku,
            name=product.name,
            price=price,
            quantity=1,
            total=price,
            vat_rate=25,
            vat=0,
        )
    return order


def review(product: Product, stars: int = 4, published: bool = True, **given: object) -> Review:
    line = order_of(product).lines.get()
    values = {"text": f"Says {stars}.", "stars": stars} | given
    made = write_review(line=line, review=Review(**values), language="en")
    if published:
        publish_review(review=made)
    return made


def page(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def said(stars: object = "2", text: str = "Too thick for me.", **more: str) -> dict[str, object]:
    return {"stars": stars, "text": text, "name": "", "feel": "", "age": ""} | more


# --- writing ------------------------------------------------------------------------------------


def test_the_whole_way(client: Client) -> None:
    product = make.product()
    order = order_of(product)
    html = page(client, order.get_absolute_url())
    found = re.search(r'href="(/reviews/write/[^"]+)"', html)
    assert found is not None
    assert "How is Calm Oil?" in page(client, found[1])
    answer = client.post(found[1], said(name="Marit", feel="dry", age="45-54"))
    assert "Thank you" in answer.content.decode()
    written = Review.objects.get()
    assert (written.status, written.stars, written.line.order) == ("new", 2, order)
    assert "Too thick" not in page(client, "/products/calm-oil/"), "not read yet"
    publish_review(review=written)
    shown = page(client, "/products/calm-oil/")
    for words in (
        "Too thick for me.",
        "<b>Marit</b>Dry skin, 45 to 54",
        "Verified purchase",
        "2 of 5",
        '<span class="big">2</span>',
        "only the link on the page of that order opens the form",
        "good and bad",
        "Here the newest come first.",
        "divided by the number of reviews",
        "Nobody is given anything",
    ):
        assert words in shown
    assert "You have reviewed Calm Oil" in page(client, order.get_absolute_url())


def test_nothing_can_be_written_before_it_is_delivered(client: Client) -> None:
    order = order_of(make.product(), paid_ago=timedelta(days=2))
    assert not order.is_delivered
    line = order.lines.get()
    assert "/reviews/write/" not in page(client, order.get_absolute_url())
    assert "has not been delivered yet" in page(client, write_url(line), status=404)
    with pytest.raises(NotDelivered):
        write_review(line=line, review=Review(stars=1, text="No."), language="en")


@pytest.mark.parametrize("status", [Order.Status.PENDING, Order.Status.CANCELLED])
def test_nor_of_what_was_not_paid(client: Client, status: Order.Status) -> None:
    order = order_of(make.product())
    Order.objects.update(status=status)
    page(client, write_url(order.lines.get()), status=404)


def test_a_forged_link_opens_nothing(client: Client) -> None:
    assert "This link does not work" in page(client, "/reviews/write/1:forged/", status=404)


def test_one_review_a_line(client: Client) -> None:
    first, second = order_of(make.product(), lines=2).lines.all()
    client.post(write_url(first), said())
    again = client.post(write_url(first), said("5", "Changed my mind."))
    assert "You have reviewed this one" in again.content.decode()
    client.post(write_url(second), said("5", "Another bottle."))
    assert sorted(Review.objects.values_list("stars", flat=True)) == [2, 5]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (said(stars=""), "Choose from one to five stars."),
        (said(stars="6"), "Choose from one to five stars."),
        (said(stars="x"), "Choose from one to five stars."),
        (said(text=" "), "Write a sentence or two"),
        (said(text="x" * 2001), "A review has at most 2000 characters."),
        (said(name="x" * 41), "A name has at most 40 characters here."),
        (said(feel="green"), "Choose one of the lines"),
        (said(age="7"), "Choose one of the lines"),
    ],
)
def test_bad_input_is_a_sentence(client: Client, typed: dict[str, object], sentence: str) -> None:
    line = order_of(make.product()).lines.get()
    response = client.post(write_url(line), typed)
    assert response.status_code == 400
    assert sentence in response.content.decode()
    assert not Review.objects.exists()


def test_markup_in_a_review_stays_text(client: Client) -> None:
    review(make.product(), text="<script>alert(1)</script>")
    html = page(client, "/products/calm-oil/")
    assert "&lt;script&gt;alert(1)" in html
    assert "<script>alert" not in html


def test_in_swedish(client: Client) -> None:
    product = make.product()
    review(product, feel="oily")
    html = page(client, "/sv/products/calm-oil/")
    for words in ("Verifierat köp", "4 av 5", "Fet hud", "Varje omdöme kommer från"):
        assert words in html
    page(client, "/sv/products/calm-oil/reviews/")


# --- deciding -----------------------------------------------------------------------------------


def test_the_sums_follow_every_decision() -> None:
    product = make.product()
    one, two = review(product, 1), review(product, 5)
    review(product, 3, published=False)
    rating = Rating.objects.get()
    assert (rating.counts, rating.count, rating.average_text) == ([1, 0, 0, 0, 1], 2, "3")
    refuse_review(review=one, reason=Review.Reason.ABUSE)
    rating.refresh_from_db()
    assert rating.counts == [0, 0, 0, 0, 1]
    publish_review(review=one)
    publish_review(review=two)
    rating.refresh_from_db()
    assert rating.counts == [1, 0, 0, 0, 1]
    assert list(drifted_ratings()) == []


def test_a_sum_that_drifts_is_found() -> None:
    review(make.product(), 5)
    Rating.objects.update(counts=[9, 0, 0, 0, 0])
    assert len(list(drifted_ratings())) == 1


def test_a_refusal_has_a_reason_and_it_is_none_of_the_stars() -> None:
    written = review(make.product(), 1, published=False)
    with pytest.raises(ValueError, match="bad stars"):
        refuse_review(review=written, reason="bad stars")  # type: ignore[arg-type]
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.update(status=Review.Status.REFUSED)
    assert not [name for name in ReviewAdmin.list_filter if name == "stars"]


def test_the_admin_publishes_and_refuses_by_post_and_logs_it(client: Client) -> None:
    client.force_login(User.objects.create_superuser("merchant"))
    product = make.product()
    good, bad = review(product, 5, published=False), review(product, 1, published=False)
    at = "/admin/reviews/review/"
    assert client.get(at).status_code == 200
    client.post(at, {"action": "publish", "_selected_action": [good.pk, bad.pk]})
    assert Review.objects.published().count() == 2
    client.post(at, {"action": "refuse_health", "_selected_action": [bad.pk]})
    bad.refresh_from_db()
    assert (bad.status, bad.reason) == ("refused", "health")
    assert LogEntry.objects.count() == 3
    assert Rating.objects.get().counts == [0, 0, 0, 0, 1]
    assert client.get(f"{at}{bad.pk}/change/").status_code == 200
    assert client.post(f"{at}{bad.pk}/delete/").status_code == 403


def test_the_merchant_answers_and_her_words_are_checked(client: Client) -> None:
    client.force_login(User.objects.create_superuser("merchant"))
    written = review(make.product())
    at = f"/admin/reviews/review/{written.pk}/change/"
    client.post(at, {"answer": "Thank you. Two drops are enough."})
    assert "Two drops are enough." in page(client, "/products/calm-oil/")
    form = AnswerForm({"answer": "It heals eczema."}, instance=written)
    assert not form.is_valid()
    assert isinstance(form.errors.as_data()["answer"][0], ValidationError)


def test_the_admin_names_wording_that_no_letter_may_quote(client: Client) -> None:
    client.force_login(User.objects.create_superuser("merchant"))
    review(make.product(), text="It cured my eczema.", published=False)
    assert "“" in page(client, "/admin/reviews/review/").partition("field-to_mind")[2][:200]


# --- the page of all ----------------------------------------------------------------------------


def test_filters_and_order_are_links(client: Client) -> None:
    product = make.product()
    review(product, 2, text="Dry and two.", feel="dry", age="25-34")
    review(product, 5, text="Oily and five.", feel="oily", age="55-64")
    at = "/products/calm-oil/reviews/"
    html = page(client, at)
    assert html.index("Oily and five.") < html.index("Dry and two."), "newest first"
    assert 'href="/products/calm-oil/reviews/?feel=dry"' in html
    worst = page(client, f"{at}?sort=worst")
    assert worst.index("Dry and two.") < worst.index("Oily and five.")
    assert 'content="noindex"' in worst
    assert "Oily and five." not in page(client, f"{at}?feel=dry")
    assert "Dry and two." not in page(client, f"{at}?age=55-64&sort=best")
    assert "Nobody like that" in page(client, f"{at}?feel=dry&age=55-64")
    for wrong in ("?feel=green", "?age=7", "?sort=stars"):
        page(client, at + wrong, status=404)


def test_more_than_ten_stand_on_further_pages(client: Client) -> None:
    product = make.product()
    for number in range(12):
        review(product, text=f"Number {number:02}.")
    html = page(client, "/products/calm-oil/")
    assert html.count('class="rev"') == 10
    assert "from 12 reviews" in html
    assert "Number 00." in page(client, "/products/calm-oil/reviews/?page=2")


def test_what_it_costs(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    product = make.product()
    without = page_queries(client)
    for stars in (1, 3, 5):
        review(product, stars)
    assert page_queries(client) == without
    with django_assert_num_queries(4):
        page(client, "/products/calm-oil/reviews/")


def page_queries(client: Client) -> int:
    with CaptureQueriesContext(connection) as asked:
        page(client, "/products/calm-oil/")
    return len(asked)


def test_a_product_without_reviews_says_so_and_how_they_come_about(client: Client) -> None:
    make.product()
    for at in ("/products/calm-oil/", "/products/calm-oil/reviews/"):
        html = page(client, at)
        assert "Nobody has reviewed this one yet." in html
        assert "Every review is by someone" in html
    make.draft("draft")
    page(client, "/products/draft/reviews/", status=404)


@pytest.mark.parametrize(
    ("counts", "text"),
    [([0, 0, 0, 0, 0], "0.0"), ([1, 0, 0, 0, 1], "3.0"), ([0, 0, 0, 1, 2], "4.7")],
)
def test_the_average_counts_every_review(counts: list[int], text: str) -> None:
    assert str(average(counts)) == text
