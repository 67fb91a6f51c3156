from html.parser import HTMLParser
from io import BytesIO
from typing import Any

import pytest
from celery import current_app
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from shop.catalogue.forms import KronorField
from shop.catalogue.models import Category, Picture, Product, Variant
from shop.catalogue.tasks import ask_for_copies, render_pictures
from tests.catalogue import make

pytestmark = pytest.mark.django_db
ADD = "/admin/catalogue/product/add/"


@pytest.fixture
def broker_that_is_down(monkeypatch):
    """Nothing listens on this port of the machine."""
    monkeypatch.setattr(current_app.conf, "broker_url", "redis://127.0.0.1:9/0")
    # Pools are kept with the address they were made for.
    monkeypatch.setattr(current_app, "_pool", None)
    monkeypatch.setattr(current_app.amqp, "_producer_pool", None)


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def picture(width: int = 900, height: int = 1200, mode: str = "RGB") -> SimpleUploadedFile:
    out = BytesIO()
    Image.new(mode, (width, height)).save(out, "PNG")
    return SimpleUploadedFile("pack.png", out.getvalue(), "image/png")


def typed(category: Category, **given: Any) -> dict[str, Any]:
    """The product form as a merchant fills it in."""
    return {
        "status": "published",
        "name_en": "Calm Oil",
        "slug": "calm-oil",
        "brand": "Afterglow",
        "category": category.pk,
        "kind": "oil",
        "rinse_type": "leave_on",
        "phase": "oil",
        "no_precautions": "on",
        "pao_months": "12",
        "cpnp_reference": "1234567",
        "dangerous_goods": "false",
        "ingredients": make.INGREDIENTS,
        "position": 100,
        "variants-TOTAL_FORMS": 1,
        "variants-INITIAL_FORMS": 0,
        "variants-0-sku": "CO-30",
        "variants-0-quantity": "30",
        "variants-0-unit": "ml",
        "variants-0-ordinary_price": "395,50",
        "variants-0-stock": "4",
        "variants-0-shipping_weight": "110",
        "variants-0-position": "0",
        "pictures-TOTAL_FORMS": 1,
        "pictures-INITIAL_FORMS": 0,
        "pictures-0-image": picture(),
        "pictures-0-alt_en": "A bottle",
        "pictures-0-position": "0",
        "claim_evidence-TOTAL_FORMS": 0,
        "claim_evidence-INITIAL_FORMS": 0,
    } | given


def test_a_complete_product_is_stored_and_published(admin_client):
    response = admin_client.post(ADD, typed(make.category()))
    assert response.status_code == 302
    product = Product.objects.published().get()
    assert product.sizes()[0].price == 39550


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"ingredients": ""}, "The ingredients list is missing: what stands"),
        ({"variants-0-quantity": ""}, "Size CO-30 has no content (ml or g)"),
        ({"variants-TOTAL_FORMS": 0}, "A size with a price is missing."),
        ({"description_en": "It heals."}, "Description (English) says “heals”."),
        ({"variants-0-ordinary_price": "ten"}, "Enter a price in kronor with at most two dec"),
        ({"variants-0-ordinary_price": "-5"}, "Enter a price in kronor with at most two dec"),
        ({"variants-0-ordinary_price": "1,234"}, "Enter a price in kronor with at most two dec"),
        (
            {"ingredients": "water and love"},
            "The ingredients list holds no name that is known: “water and love”.",
        ),
        ({"ingredients": "love"}, "The ingredients list holds no name that is known: “love”."),
        ({"pao_months": "0"}, "Ensure this value is greater than or equal to 1."),
        ({"pao_months": "999999999999"}, "Ensure this value is less than or equal to 60."),
        ({"variants-0-quantity": "0"}, "Ensure this value is greater than or equal to 0.01."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(admin_client, given, sentence):
    response = admin_client.post(ADD, typed(make.category(), function_en="As typed", **given))
    html = response.content.decode()
    assert response.status_code == 200
    assert sentence in html
    assert 'value="As typed"' in html
    assert not Product.objects.exists()


def test_a_draft_may_be_stored_unfinished(admin_client):
    form = typed(make.category(), status="draft", ingredients="")
    assert admin_client.post(ADD, form).status_code == 302
    assert Product.objects.get().status == "draft"


def test_a_size_that_was_on_sale_keeps_its_log_of_prices(admin_client):
    product = make.product()
    [size] = product.sizes()
    form = typed(
        product.category,
        **{
            "variants-INITIAL_FORMS": 1,
            "variants-0-id": size.pk,
            "variants-0-product": product.pk,
            "variants-0-DELETE": "on",
        },
    )
    response = admin_client.post(f"/admin/catalogue/product/{product.pk}/change/", form)
    assert "protected related objects" in response.content.decode()
    assert Product.objects.get().sizes() == [size]


# --- while the form stands open -----------------------------------------------------------------


def opened(client: Any, product: Product) -> tuple[str, dict[str, Any]]:
    """The address of the change form, and everything a browser sends back from it untouched."""
    address = f"/admin/catalogue/product/{product.pk}/change/"
    form = Form(client.get(address).content.decode())
    return address, form.fields


class Form(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.fields: dict[str, Any] = {}
        self.name = ""
        self.choice = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "input" and name and not name.startswith("_"):
            if given.get("type") != "checkbox" or "checked" in given:
                is_ticked = given.get("type") == "checkbox"
                self.fields[name] = given.get("value") or ("on" if is_ticked else "")
        elif tag in {"select", "textarea"}:
            self.choice = name if tag == "select" else ""
            self.name = name if tag == "textarea" else ""
            self.fields[name] = ""
        elif tag == "option" and "selected" in given:
            self.fields[self.choice] = given.get("value") or ""

    def handle_data(self, data: str) -> None:
        if self.name:
            self.fields[self.name] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            # A browser leaves out the line break after the opening tag.
            self.fields[self.name] = self.fields[self.name].removeprefix("\n")
            self.name = ""


def test_what_is_sold_meanwhile_stays_sold(admin_client):
    product = make.product(size={"stock": 5})
    [size] = product.sizes()
    address, form = opened(admin_client, product)
    assert Variant.objects.take(size.pk, 2)
    assert admin_client.post(address, form | {"function_en": "A dry oil"}).status_code == 302
    assert Product.objects.get().function_en == "A dry oil"
    assert Variant.objects.get().stock == 3


@pytest.mark.parametrize(("typed", "left"), [("9", 7), ("3", 1), ("", None)])
def test_typed_stock_is_added_to_what_is_left(admin_client, typed, left):
    product = make.product(size={"stock": 5})
    [size] = product.sizes()
    address, form = opened(admin_client, product)
    Variant.objects.take(size.pk, 2)
    assert admin_client.post(address, form | {"variants-0-stock": typed}).status_code == 302
    assert Variant.objects.get().stock == left


def test_a_size_starts_to_be_counted(admin_client):
    product = make.product(size={"stock": None})
    address, form = opened(admin_client, product)
    assert admin_client.post(address, form | {"variants-0-stock": "6"}).status_code == 302
    assert Variant.objects.get().stock == 6


def test_more_than_is_left_cannot_be_taken_out(admin_client):
    product = make.product(size={"stock": 5})
    [size] = product.sizes()
    address, form = opened(admin_client, product)
    Variant.objects.take(size.pk, 4)
    html = admin_client.post(address, form | {"variants-0-stock": "2"}).content.decode()
    assert "This was 5 when the page was opened and is 1 now." in html
    assert Variant.objects.get().stock == 1


def test_a_price_changes_without_the_stock(admin_client):
    product = make.draft(size={"stock": 5})
    [size] = product.sizes()
    address, form = opened(admin_client, product)
    Variant.objects.take(size.pk, 2)
    admin_client.post(address, form | {"variants-0-ordinary_price": "420"})
    stored = Variant.objects.get()
    assert (stored.price, stored.stock) == (42000, 3)


def test_asterisks_keep_their_explanation(admin_client):
    product = make.product(organic_note="COSMOS ORGANIC, SE-000")
    address, form = opened(admin_client, product)
    html = admin_client.post(address, form | {"organic_note": ""}).content.decode()
    assert "There are asterisks in the ingredients list: say what they mean." in html
    plain = form | {"organic_note": "", "ingredients": "Squalane, Tocopherol"}
    assert admin_client.post(address, plain).status_code == 302


def test_prices_are_shown_in_kronor(admin_client):
    product = make.product(size={"price": 39505})
    html = admin_client.get(f"/admin/catalogue/product/{product.pk}/change/").content.decode()
    assert 'name="variants-0-ordinary_price" value="395,05"' in html
    assert "Lavandula Oil/Extract, Linalool" in html


@pytest.mark.parametrize(
    ("text", "ore"),
    [("395", 39500), ("395,5", 39550), ("395.05", 39505), ("1 299,00 kr", 129900), ("0", 0)],
)
def test_kronor_are_read_as_people_write_them(text, ore):
    assert KronorField().clean(text) == ore


def test_the_list_of_products_takes_few_queries(admin_client, django_assert_max_num_queries):
    for number in range(10):
        make.product(f"oil-{number}")
    with django_assert_max_num_queries(12):
        admin_client.get("/admin/catalogue/product/")


# --- pictures -----------------------------------------------------------------------------------


def test_an_upload_gets_lighter_copies_after_the_commit(
    admin_client, django_capture_on_commit_callbacks
):
    form = typed(make.category())
    with django_capture_on_commit_callbacks() as callbacks:
        assert admin_client.post(ADD, form).status_code == 302
    assert ask_for_copies in callbacks
    render_pictures()
    uploaded = Picture.objects.get()
    assert [copy["width"] for copy in uploaded.renditions] == [600, 900]
    with uploaded.image.storage.open(uploaded.renditions[0]["name"]) as file:
        copy = Image.open(file)
        assert (copy.format, copy.size) == ("AVIF", (600, 800))


def test_a_product_is_stored_while_the_broker_is_down(
    admin_client, caplog, django_capture_on_commit_callbacks, broker_that_is_down
):
    with django_capture_on_commit_callbacks(execute=True):
        assert admin_client.post(ADD, typed(make.category())).status_code == 302
    assert Product.objects.exists()
    assert "The copies of new pictures wait, the broker cannot be reached" in caplog.text


def test_a_picture_too_large_to_open_does_not_keep_the_others_waiting(monkeypatch):
    product = make.draft(pictured=False)
    huge = Picture.objects.create(product=product, image=picture(4000, 3000), alt_en="huge")
    small = Picture.objects.create(product=product, image=picture(300, 400), alt_en="x")
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1_000_000)
    render_pictures()
    copies = dict(Picture.objects.values_list("pk", "renditions"))
    assert (len(copies[huge.pk]), len(copies[small.pk])) == (0, 1)


def test_a_picture_smaller_than_a_copy_is_not_enlarged():
    Picture.objects.create(product=make.draft(pictured=False), image=picture(300, 400), alt_en="x")
    render_pictures()
    assert [copy["width"] for copy in Picture.objects.get().renditions] == [300]


@pytest.mark.parametrize("mode", ["RGBA", "P", "L"])
def test_pictures_of_any_colour_mode_are_taken(mode):
    Picture.objects.create(product=make.draft(pictured=False), image=picture(mode=mode), alt_en="x")
    render_pictures()
    assert len(Picture.objects.get().renditions) == 2


def test_a_file_that_is_gone_does_not_keep_the_others_waiting():
    product = make.draft(pictured=False)
    lost = Picture.objects.create(product=product, image=picture(), alt_en="lost")
    Picture.objects.create(product=product, image=picture(), alt_en="x")
    lost.image.storage.delete(str(lost.image.name))
    render_pictures()
    assert [len(each.renditions) for each in Picture.objects.order_by("pk")] == [0, 2]


def test_copies_are_made_once():
    Picture.objects.create(product=make.draft(pictured=False), image=picture(), alt_en="x")
    render_pictures()
    first = Picture.objects.get().renditions
    render_pictures()
    assert Picture.objects.get().renditions == first


def test_a_file_that_is_no_picture_is_refused(admin_client):
    no_picture = SimpleUploadedFile("pack.png", b"no picture")
    form = typed(make.category(), **{"pictures-0-image": no_picture})
    html = admin_client.post(ADD, form).content.decode()
    assert "Upload a valid image." in html
    assert not Product.objects.exists()


# --- evidence of claims -------------------------------------------------------------------------


def test_evidence_lets_blocked_words_stand_and_is_signed(admin_client):
    claim = {"description_en": "It stimulates the lymph."}
    filed = {
        "claim_evidence-TOTAL_FORMS": 1,
        "claim_evidence-0-words": "stimulates the lymph",
        "claim_evidence-0-evidence": "E 2026-4",
    }
    assert "says “" in admin_client.post(ADD, typed(make.category(), **claim)).content.decode()
    response = admin_client.post(ADD, typed(make.category(), **claim, **filed))
    assert response.status_code == 302
    product = Product.objects.published().get()
    assert [(each.evidence, each.by) for each in product.claim_evidence.all()] == [
        ("E 2026-4", "admin")
    ]
    address, form = opened(admin_client, product)
    html = admin_client.post(address, form | {"claim_evidence-0-DELETE": "on"}).content.decode()
    assert "It cannot be published yet:" in html
    assert product.claim_evidence.exists()


def test_what_is_on_sale_keeps_its_facts(admin_client):
    product = make.product()
    address, form = opened(admin_client, product)
    for field in ("cpnp_reference", "pao_months", "variants-0-shipping_weight"):
        html = admin_client.post(address, form | {field: ""}).content.decode()
        assert "It cannot be published yet:" in html, field
    html = admin_client.post(address, form | {"pictures-0-DELETE": "on"}).content.decode()
    assert "A picture is missing: an offer must show the pack." in html
    product.refresh_from_db()
    assert (product.cpnp_reference, product.pao_months) == ("1234567", 12)
    assert product.pictures.exists()
