import csv
import gzip
import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from shop.catalogue.models import Category, Product, Variant
from shop.catalogue.prices import PriceChange
from shop.catalogue.publish_product import publish_product
from tests.catalogue import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


BODY = """<h2>Description</h2><p>A light oil. It heals the skin. It feels dry.</p>
<h2>Benefits</h2><ul><li>Vegan</li><li>30 ml</li></ul>
<h2>Application</h2><ul><li>Three drops.</li><li>Press on.</li></ul>
<h2>Ingredients</h2><p>Helianthus Annuus Seed Oil, Squalane, Tocopherol</p>"""
ROW = {
    "Handle": "light-oil",
    "Title": "Light Face Oil",
    "Body (HTML)": BODY,
    "Vendor": "Nordlys",
    "Option1 Name": "Title",
    "Option1 Value": "Default Title",
    "Variant SKU": "NL-1",
    "Variant Price": "395.00",
    "Variant Grams": "110",
    "Image Src": "https://pictures.example/files/pack.webp?v=1",
    "Image Alt Text": "A bottle",
    "CPNP (product.metafields.custom.cpnp)": "1234567",
    "Precautions? (product.metafields.custom.no_precautions)": "true",
    "PAO (product.metafields.custom.pao_months)": "12",
    "Dangerous (product.metafields.custom.dangerous_goods)": "false",
    "Company (product.metafields.custom.responsible_person)": "Nordlys AB",
    "Address (product.metafields.custom.responsible_address)": "Kajen 2, 211 20 Malmö",
    "Country (product.metafields.custom.responsible_country)": "SE",
    "Contact (product.metafields.custom.responsible_contact)": "hej@nordlys.example",
    "Status": "active",
    "Published": "true",
}
MORE = {"Handle": "light-oil", "Image Src": "https://pictures.example/2.jpg"}


@pytest.fixture
def write(tmp_path):
    """Writes rows as an export; the columns are those that any row has."""

    (tmp_path / "pictures").mkdir()
    Image.new("RGB", (60, 75), "tan").save(tmp_path / "pictures" / "pack.webp")

    def write(*rows: dict[str, str], encoding="utf-8", delimiter=",", name="export.csv") -> Path:
        columns = list(dict.fromkeys(column for row in rows for column in row))
        out = io.StringIO(newline="")
        sheet = csv.DictWriter(out, columns, restval="", delimiter=delimiter)
        sheet.writeheader()
        sheet.writerows(rows)
        path: Path = tmp_path / name
        content = out.getvalue().encode(encoding)
        path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
        return path

    return write


def beside(file: Path) -> list[str]:
    folder = file.parent / "pictures"
    return ["--pictures", str(folder)] if folder.is_dir() else []


def run(file: Path, *options: str) -> dict[str, Any]:
    out = io.StringIO()
    given = [str(file), "--json", *beside(file), *options]
    try:
        call_command("import_catalogue", "shopify", *given, stdout=out)
    except CommandError:
        # With a report it only says that rows were refused.
        if not out.getvalue():
            raise
    report: dict[str, Any] = json.loads(out.getvalue())
    return report


def said(report: dict[str, Any], level: str) -> list[str]:
    return [each["message"] for each in report["findings"] if each["level"] == level]


def another(number: int, **given: str) -> dict[str, str]:
    return ROW | {"Handle": f"oil-{number}", "Variant SKU": f"NL-{number}"} | given


# --- what is taken ------------------------------------------------------------------------------


def test_a_product_is_taken_with_its_texts_list_size_and_price(write):
    report = run(write(ROW, MORE))
    product = Product.objects.get()
    [size] = product.sizes()
    assert report["counts"]["created"] == report["counts"]["published"] == 1
    assert (product.slug, product.name_en, product.brand) == (
        "light-oil",
        "Light Face Oil",
        "Nordlys",
    )
    assert product.ingredients == "Helianthus Annuus Seed Oil, Squalane, Tocopherol"
    assert product.how_to_use_en == "Three drops.\nPress on."
    assert (product.kind, product.rinse_type, product.phase) == ("oil", "leave_on", "oil")
    assert (size.sku, size.price, size.size, size.stock) == ("NL-1", 39500, "30 ml", None)
    assert product.category.slug == "facial-oils"


def test_a_blocked_claim_is_withheld_and_named_with_its_line(write):
    report = run(write(ROW))
    product = Product.objects.get()
    assert product.description_en == "A light oil. It feels dry.\n\n– Vegan"
    assert "heals" in product.source_body
    [finding] = [each for each in report["findings"] if each["level"] == "withheld"]
    assert finding["lines"] == [2]
    assert finding["message"].startswith('"heals" in "It heals the skin."')


def test_a_claim_that_the_list_contradicts_is_withheld(write):
    report = run(write(ROW | {"Body (HTML)": BODY.replace("Squalane", "Cera Alba")}))
    assert "Vegan" not in Product.objects.get().description_en
    assert any(words.startswith('"Vegan" in') for words in said(report, "withheld"))


def test_a_category_that_is_there_is_used(write):
    mine = make.category("facial-oils", name_en="My oils")
    run(write(ROW))
    assert Product.objects.get().category == mine
    assert Category.objects.count() == 1


def test_further_rows_are_further_sizes(write):
    large = {"Handle": "light-oil", "Option1 Value": "50 ml", "Variant SKU": "NL-2"}
    run(write(ROW | {"Option1 Value": "30 ml"}, large | {"Variant Price": "569.00"}, MORE))
    assert [(each.size, each.price) for each in Product.objects.get().sizes()] == [
        ("30 ml", 39500),
        ("50 ml", 56900),
    ]


def test_an_option_that_is_no_size_becomes_the_label(write):
    run(write(ROW | {"Option1 Value": "Unscented"}))
    assert Variant.objects.get().size == "Unscented, 30 ml"


@pytest.mark.parametrize(
    ("given", "stock"),
    [
        ({"Variant Inventory Tracker": "shopify", "Variant Inventory Qty": "7"}, 7),
        ({"Variant Inventory Tracker": "shopify", "Variant Inventory Qty": "-2"}, 0),
        ({"Variant Inventory Tracker": "", "Variant Inventory Qty": "0"}, None),
        (
            {
                "Variant Inventory Tracker": "shopify",
                "Variant Inventory Qty": "0",
                "Variant Inventory Policy": "continue",
            },
            None,
        ),
    ],
)
def test_stock_is_taken_where_the_source_counts_it(write, given, stock):
    run(write(ROW | given))
    assert Variant.objects.get().stock == stock


def test_the_rate_turns_prices_into_this_shops_money_and_is_reported(write):
    report = run(write(ROW | {"Variant Price": "39.95"}), "--rate", "10.455")
    assert Variant.objects.get().price == 41768
    assert (report["currency"], report["rate"]) == ("SEK", "10.455")


def test_the_columns_of_2025_are_read_too(write):
    run(
        write(
            {
                "Title": "Light Face Oil",
                "URL handle": "light-oil",
                "Description": BODY,
                "Vendor": "Nordlys",
                "Status": "Active",
                "Published on online store": "TRUE",
                "SKU": "NL-1",
                "Price": "395.00",
                "Product image URL": ROW["Image Src"],
                "Weight value (grams)": "110",
                **{name: value for name, value in ROW.items() if "metafields" in name},
                "Inventory tracker": "shopify",
                "Inventory quantity": "4",
            }
        )
    )
    size = Variant.objects.get()
    assert (size.sku, size.price, size.stock, size.size) == ("NL-1", 39500, 4, "30 ml")
    assert size.product.is_published


@pytest.mark.parametrize(
    ("encoding", "delimiter", "name"),
    [
        ("utf-8-sig", ",", "export.csv"),
        ("cp1252", ";", "export.csv"),
        ("utf-8", "\t", "export.csv"),
        ("utf-16", "\t", "export.csv"),
        ("utf-8", ",", "export.csv.gz"),
    ],
)
def test_files_come_in_many_wrappings(write, encoding, delimiter, name):
    row = ROW | {"Vendor": "Åkers Hudvård"}
    run(write(row, encoding=encoding, delimiter=delimiter, name=name))
    assert Product.objects.get().brand == "Åkers Hudvård"


def test_a_swedish_file_fills_the_swedish_texts(write):
    body = (
        "<p>En lätt olja.</p><p><strong>Så använder du:</strong></p><p>Tre droppar.</p>"
        "<p><strong>Innehåll:</strong> Helianthus Annuus Seed Oil, Squalane, Tocopherol</p>"
        "<p>Volym: 30 ml</p>"
    )
    run(write(ROW | {"Title": "Ansiktsolja", "Body (HTML)": body}), "--language", "sv")
    product = Product.objects.get()
    assert product.is_published
    assert (product.name_sv, product.description_sv) == ("Ansiktsolja", "En lätt olja.")
    assert product.how_to_use_sv.startswith("Tre droppar.")
    assert product.description_en == ""


def test_scripts_and_styles_in_a_body_are_left_behind(write):
    bad = '<script>steal()</script><style>p{}</style><p onclick="x()">Soft &amp; dry.</p>' + BODY
    run(write(ROW | {"Body (HTML)": bad}))
    text = Product.objects.get().description_en
    assert text.startswith("Soft & dry.")
    assert "steal" not in text
    assert "<" not in text


# --- what stays a draft -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"Status": "draft"}, 'Its status at the source is "draft".'),
        ({"Status": "archived"}, 'Its status at the source is "archived".'),
        ({"Published": "false"}, "It is not published at the source."),
        ({"Gift Card": "true"}, "It is a gift card."),
        ({"Title": "Detox Face Oil"}, "Name (English) says “Detox”"),
        ({"Variant Price": "0.00"}, "Size NL-1 has no price."),
        ({"Body (HTML)": BODY.replace("30 ml", "vegan")}, "Size NL-1 has no content"),
        (
            {"Body (HTML)": "<p>A comb.</p><h2>Ingredients</h2>Beech wood"},
            "The ingredients list is",
        ),
    ],
)
def test_what_is_not_ready_for_sale_is_a_draft_with_its_reason(write, given, reason):
    report = run(write(ROW | given))
    assert Product.objects.get().status == "draft"
    assert any(each.startswith(reason) for each in report["drafts"]["light-oil"])


def test_a_body_with_several_lists_gives_none(write):
    body = (
        "<h2>Ingredients</h2><p><b>Serum:</b> Aqua, Glycerin, Panthenol</p>"
        "<p><b>Oil:</b> Squalane, Tocopherol, Bisabolol</p>"
    )
    report = run(write(ROW | {"Body (HTML)": body}))
    assert Product.objects.get().ingredients == ""
    assert "2 ingredients lists in one text; none was taken." in said(report, "note")


def test_a_prior_price_is_never_taken_from_the_file(write):
    report = run(write(ROW | {"Variant Compare At Price": "500.00"}))
    assert any("own price log" in message for message in said(report, "note"))


# --- what is refused ----------------------------------------------------------------------------


@pytest.mark.parametrize("price", ["abc", "-5.00", "", "1,299.00", "1e9", "99999999.00"])
def test_a_wrong_price_refuses_the_product_and_names_line_and_column(write, price):
    report = run(write(another(1), another(2, **{"Variant Price": price})))
    assert report["outcomes"] == {"oil-1": "created", "oil-2": "refused"}
    [finding] = [each for each in report["findings"] if each["level"] == "refused"]
    assert finding["column"] == "Variant Price"
    assert finding["lines"] == [6]
    assert "expected a number" in finding["message"]


def test_one_wrong_size_keeps_the_whole_product_out(write):
    wrong = {"Handle": "light-oil", "Option1 Value": "50 ml", "Variant Price": "x"}
    run(write(ROW, wrong))
    assert not Product.objects.exists()
    assert not Variant.objects.exists()


def test_two_products_cannot_share_an_article_number(write):
    report = run(write(another(1), another(2, **{"Variant SKU": "NL-1"})))
    assert report["outcomes"] == {"oil-1": "created", "oil-2": "refused"}
    [message] = said(report, "refused")
    assert (
        message == 'The article number "NL-1" already belongs to "oil-1"; expected one of its own.'
    )


def test_an_article_number_of_the_shops_own_is_not_taken_over(write):
    mine = make.product(size={"sku": "NL-1"})
    report = run(write(ROW))
    assert report["outcomes"] == {"light-oil": "refused"}
    assert Variant.objects.get().product == mine


def test_an_address_that_is_taken_gets_a_number(write):
    make.product("light-oil")
    report = run(write(ROW))
    assert Product.objects.get(source="shopify").slug == "light-oil-2"
    assert any('"light-oil-2"' in message for message in said(report, "note"))


def test_rows_without_a_handle_are_named_and_the_rest_goes_on(write):
    report = run(write(another(1), {"Title": "Nobody", "Variant Price": "1.00"}, another(2)))
    assert report["counts"]["created"] == 2
    [finding] = [each for each in report["findings"] if each["level"] == "refused"]
    assert (finding["lines"], finding["column"]) == ([6], "Handle")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"Title": ""}, "The first row of a product needs a title; this one has none."),
        ({"Title": "x" * 151}, "Name (English): Ensure this value has at most 150 characters"),
        ({"Vendor": "x" * 81}, "Brand: Ensure this value has at most 80 characters"),
        ({"Variant SKU": "x" * 65}, "Article number: Ensure this value has at most 64 characters"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(write, given, message):
    report = run(write(ROW | given))
    assert said(report, "refused")[0].startswith(message)
    assert not Product.objects.exists()


def test_a_row_with_too_many_cells_is_refused(tmp_path):
    file = tmp_path / "export.csv"
    file.write_text("Handle,Title,Variant Price\na,Oil,10.00\nb,Oil, with comma,10.00\n")
    report = run(file)
    assert report["outcomes"] == {"a": "created", "b": "refused"}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"Title,Variant Price\nx,1\n", 'export.csv has no column "Handle" or "URL handle"'),
        (b"Handle,Title\nx,y\n", 'has no column "Variant Price" or "Price"'),
        (b"", "export.csv is empty"),
        (
            b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
            "export.csv is no text; expected a product export",
        ),
        (b"Handle,Title,Variant Price\n", "export.csv holds no products"),
        (b'Handle,Title,Variant Price\na,"Oil,1\nb,Oil,1\n', "a quotation mark is probably not"),
        (b"\x1f\x8bnot gzip", "is a broken gzip file"),
    ],
)
def test_a_file_that_is_no_export_is_refused_in_one_sentence(tmp_path, content, sentence):
    file = tmp_path / "export.csv"
    file.write_bytes(content)
    with pytest.raises(CommandError, match=sentence):
        run(file)
    assert not Product.objects.exists()


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        run(tmp_path / "nothing.csv")


@pytest.mark.parametrize("rate", ["0", "-1", "ten", "nan"])
def test_a_rate_that_is_none_is_refused(write, rate):
    with pytest.raises(CommandError, match="expected a number like"):
        run(write(ROW), f"--rate={rate}")


def printed(file: Path) -> str:
    out = io.StringIO()
    call_command("import_catalogue", "shopify", str(file), *beside(file), stdout=out)
    return out.getvalue()


def test_the_report_begins_with_the_sum_and_names_a_reason_once(write):
    unready = {"Body (HTML)": "A comb."}
    text = printed(write(another(1, **unready), another(2, **unready), another(3)))
    assert text.splitlines()[1].startswith("3 products, 3 created, 0 updated, 0 unchanged")
    assert "  lines 2, 3: The ingredients list is missing: " in text
    assert "Prices were read as kronor; the file names no currency (use --rate)." in text


def test_a_second_report_does_not_say_the_first_again(write):
    file = write(ROW, another(2, Status="draft"))
    assert "Withheld" in printed(file)
    again = printed(file)
    assert "2 unchanged, 0 refused, 1 published, 1 drafts, 0 sentences withheld" in again
    assert "Withheld from" not in again
    assert "1 unchanged products are drafts as before." in again


def test_refused_rows_end_the_command_with_an_error(write):
    file = write(ROW, another(2, **{"Variant Price": "x"}))
    with pytest.raises(CommandError, match="1 refused: not all of the file was imported"):
        printed(file)
    assert Product.objects.count() == 1


# --- again --------------------------------------------------------------------------------------


def everything() -> list[Any]:
    return [*Product.objects.order_by("pk").values(), *Variant.objects.order_by("pk").values()]


def test_a_second_run_changes_nothing(write):
    file = write(ROW, MORE, another(2), another(3, Status="draft"))
    run(file)
    before = everything()
    report = run(file)
    assert set(report["outcomes"].values()) == {"unchanged"}
    assert everything() == before


def test_what_changed_at_the_source_is_written(write):
    run(write(ROW))
    report = run(write(ROW | {"Variant Price": "420.00", "Vendor": "Nordlys AB"}))
    assert report["outcomes"] == {"light-oil": "updated"}
    assert (Product.objects.get().brand, Variant.objects.get().price) == ("Nordlys AB", 42000)


def test_what_an_import_does_to_prices_is_logged(write):
    run(write(ROW, another(2, Status="draft")))
    run(write(ROW | {"Variant Price": "420.00"}, another(2, Status="draft")))
    run(write(ROW | {"Variant Price": "420.00", "Status": "draft"}))
    log = PriceChange.objects.values_list("variant__sku", "price")
    assert list(log) == [("NL-1", 39500), ("NL-1", 42000), ("NL-1", None)]
    assert PriceChange.objects.earliest("at").reason.startswith("Import of ")


def test_a_product_on_sale_keeps_its_price_where_the_file_has_none(write):
    run(write(ROW))
    report = run(write(ROW | {"Variant Price": "0.00", "Vendor": "Nordlys AB"}))
    assert any("A price must be more than 0 kr." in message for message in said(report, "refused"))
    assert (Product.objects.get().brand, Variant.objects.get().price) == ("Nordlys", 39500)


def test_what_the_merchant_changed_here_stays(write):
    run(write(ROW))
    product = Product.objects.get()
    Product.objects.update(function_en="Mine", name_en="My Oil")
    Variant.objects.update(stock=3)
    run(write(ROW | {"Vendor": "Nordlys AB"}))
    product.refresh_from_db()
    assert (product.name_en, product.function_en, product.brand) == ("My Oil", "Mine", "Nordlys AB")
    assert Variant.objects.get().stock == 3


def test_a_draft_that_the_merchant_completed_and_published_stays_published(write):
    row = ROW | {"Body (HTML)": BODY.replace("30 ml", "vegan")}
    run(write(row))
    Variant.objects.update(quantity=Decimal(30))
    publish_product(product=Product.objects.get())
    run(write(row | {"Vendor": "Nordlys AB"}))
    assert Product.objects.get().is_published


def test_a_product_taken_off_sale_here_is_not_put_back(write):
    run(write(ROW))
    Product.objects.update(status="draft")
    report = run(write(ROW | {"Vendor": "Nordlys AB"}))
    assert Product.objects.get().status == "draft"
    assert report["drafts"] == {"light-oil": ["Taken off sale in this shop."]}


def test_what_is_archived_at_the_source_goes_off_sale(write):
    run(write(ROW))
    run(write(ROW | {"Status": "archived"}))
    assert Product.objects.get().status == "draft"


def test_a_size_that_is_new_at_the_source_is_added_and_one_that_left_is_named(write):
    run(write(ROW | {"Option1 Value": "30 ml"}))
    report = run(write(ROW | {"Option1 Value": "50 ml", "Variant SKU": "NL-9"}))
    assert sorted(Variant.objects.values_list("sku", flat=True)) == ["NL-1", "NL-9"]
    assert 'Size "NL-1" is no longer in the file; it stays as it is.' in said(report, "note")


def test_a_dry_run_reports_the_same_and_stores_nothing(write):
    file = write(ROW, another(2, **{"Variant Price": "x"}))
    dry = run(file, "--dry-run")
    assert not Product.objects.exists()
    assert not Category.objects.exists()
    wet = run(file)
    assert dry | {"dry_run": False} == wet


def test_the_report_can_be_read(write, capsys):
    file = write(ROW, another(2, Status="draft"))
    call_command("import_catalogue", "shopify", str(file), *beside(file))
    text = capsys.readouterr().out
    for words in (
        "prices read as SEK, rate 1.",
        'lines 2, 6, "Body (HTML)": "heals" in',
        'line 6 oil-2: Its status at the source is "draft".',
        "2 products, 2 created, 0 updated, 0 unchanged, 0 refused, 1 published, 1 drafts",
    ):
        assert words in text


# --- what is the same for a brand or a kind -----------------------------------------------------

DEFAULTS = """
[all]
responsible_person = "Nordlys AB"
responsible_address = "Kajen 2, 211 20 Malmö"
responsible_country = "SE"
responsible_contact = "hej@nordlys.example"
pao_months = 12
shipping_weight = 150

[brand."Nordlys"]
maker = "Nordlys Lab, Oslo"
country_of_origin = "KR"

[kind.oil]
pao_months = 6
"""
COMPANY = "metafields.custom.responsible"
BARE = {
    name: value
    for name, value in ROW.items()
    if COMPANY not in name and "pao" not in name and name != "Variant Grams"
}


def filled(write, text: str, row: dict[str, str] = BARE) -> dict[str, Any]:
    file = write(row)
    defaults = file.parent / "defaults.toml"
    defaults.write_text(text)
    return run(file, "--defaults", str(defaults))


def test_defaults_fill_what_the_export_leaves_empty(write):
    run(write(BARE))
    assert not Product.objects.published().exists()
    report = filled(write, DEFAULTS)
    product = Product.objects.published().get()
    assert report["outcomes"] == {"light-oil": "updated"}
    assert (product.responsible_person, product.pao_months) == ("Nordlys AB", 6)
    assert (product.maker, product.country_of_origin) == ("Nordlys Lab, Oslo", "KR")
    assert product.is_imported
    assert Variant.objects.get().shipping_weight == 150
    assert PriceChange.objects.get().price == 39500
    assert filled(write, DEFAULTS)["outcomes"] == {"light-oil": "unchanged"}


def test_defaults_overwrite_nothing(write):
    filled(write, DEFAULTS, ROW | {"Variant Grams": "90"})
    product = Product.objects.get()
    assert (product.pao_months, Variant.objects.get().shipping_weight) == (12, 90)
    Product.objects.update(maker="Typed here")
    filled(write, DEFAULTS.replace("Nordlys Lab", "Another Lab"))
    assert Product.objects.get().maker == "Typed here"


def test_half_a_company_is_not_mixed_with_another(write):
    named = {name: value for name, value in ROW.items() if "responsible_person" in name}
    filled(write, DEFAULTS, BARE | dict.fromkeys(named, "Labb AB"))
    product = Product.objects.get()
    assert (product.responsible_person, product.responsible_address) == ("Labb AB", "")
    assert product.status == "draft"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[all]\ncpnp_reference = "1"', 'line 2, "cpnp_reference": safety data is never filled in'),
        ('[brand.X]\nmaker = "X"\nprecautions_sv = "Nej"', 'line 3, "precautions_sv": safety data'),
        ("[kind.oil]\nno_precautions = true", 'line 2, "no_precautions": safety data is never'),
        ('[all]\nINCI = "Aqua"', 'line 2, "INCI": safety data is never filled in'),
        ("[all]\nallergens = []", 'line 2, "allergens": safety data is never filled in'),
        ("[all]\ndangerous_goods = false", 'line 2, "dangerous_goods": safety data is never'),
        ("[all]\nprice = 1", 'line 2, "price": not known here; known are brand, maker'),
        ("[kind.lotion]\npao_months = 6", 'line 1, "lotion": no kind of product; kinds are'),
        ('[all]\npao_months = "soon"', 'line 2, "pao_months": “soon” value must be an integer'),
        ("[all]\npao_months = 99", 'line 2, "pao_months": Ensure this value is less than or'),
        ("[all]\npao_months = [6]", 'line 2, "pao_months": [6] is not what belongs here'),
        ('[all]\nresponsible_country = "US"', 'line 2, "responsible_country": Enter a country of'),
        ('[all]\nresponsible_contact = "x"', 'line 2, "responsible_contact": Enter an e-mail'),
        ("[all]\nshipping_weight = 0", 'line 2, "shipping_weight": Ensure this value is greater'),
        ("[brands.X]", 'line 1, "brands": expected the tables [brand."Name"]'),
        ('brand = "X"', 'line 1, "brand": expected a table'),
        ("[all", "defaults.toml is not valid TOML: "),
        ("\udcff", "defaults.toml is not UTF-8"),
    ],
)
def test_defaults_that_cannot_be_used_are_refused_with_key_and_line(write, text, said):
    file = write(ROW)
    defaults = file.parent / "defaults.toml"
    defaults.write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(CommandError) as refused:
        run(file, "--defaults", str(defaults))
    assert said in str(refused.value)
    assert not Product.objects.exists()


def test_defaults_that_are_not_there_are_named(write, tmp_path):
    with pytest.raises(CommandError, match=r"gone\.toml cannot be read: No such file"):
        run(write(ROW), "--defaults", str(tmp_path / "gone.toml"))


# --- pictures -----------------------------------------------------------------------------------


def test_pictures_come_from_a_folder_by_their_names(write):
    run(write(ROW | {"Image Alt Text": ""}))
    [picture] = Product.objects.get().pictures.all()
    assert (picture.width, picture.alt_en) == (60, "Light Face Oil")


def test_a_file_that_is_no_picture_is_named_and_left_out(write):
    file = write(ROW)
    (file.parent / "pictures" / "pack.webp").write_bytes(b"no picture")
    report = run(file)
    assert any(each.startswith("pack.webp is no picture") for each in said(report, "note"))
    assert Product.objects.get().status == "draft"


def test_a_dry_run_leaves_no_picture_behind(write, tmp_path):
    report = run(write(ROW), "--dry-run")
    assert report["counts"]["published"] == 1
    assert not (tmp_path / "media").exists()


def test_a_bar_code_is_taken_where_it_is_one(write):
    report = run(write(ROW | {"Variant Barcode": "'7350000000016"}, another(2)))
    assert Variant.objects.get(sku="NL-1").gtin == "7350000000016"
    report = run(write(another(3, **{"Variant Barcode": "123"})))
    assert any("bar code '123' was not taken" in each for each in said(report, "note"))


# --- a real file --------------------------------------------------------------------------------

REAL = Path(__file__).resolve().parents[3] / "shared/data/shopify_export_skincare.csv.gz"
SAMPLES = sorted(REAL.parent.glob("shopify_vendor_sample_*.csv.gz"))


@pytest.mark.skipif(not REAL.exists(), reason=f"needs the real export {REAL.name}")
def test_a_real_export_comes_in_whole_and_twice_changes_nothing():
    first = run(REAL)
    assert first["counts"] | {"sentences_withheld": 0, "published": 0, "drafts": 0} == {
        "products": 133,
        "created": 133,
        "updated": 0,
        "unchanged": 0,
        "refused": 0,
        "published": 0,
        "drafts": 0,
        "sentences_withheld": 0,
    }
    # It names no company, no CPNP reference and no precautions, and its pictures lie elsewhere.
    assert first["counts"]["published"] == 0
    assert Product.objects.exclude(ingredients="").count() >= 95
    before = everything()
    second = run(REAL)
    assert second["counts"]["unchanged"] == 133
    assert everything() == before


@pytest.mark.skipif(not REAL.exists(), reason=f"needs the real export {REAL.name}")
def test_defaults_leave_of_a_real_export_only_what_must_be_known_of_each(tmp_path, client):
    defaults = tmp_path / "defaults.toml"
    defaults.write_text(DEFAULTS)
    run(REAL)
    report = run(REAL, "--defaults", str(defaults))
    assert report["counts"]["updated"] == 133
    of_each = ("The precautions", "The CPNP", "It is not said whether", "A picture")
    nearly = [
        handle
        for handle, reasons in report["drafts"].items()
        if all(reason.startswith(of_each) for reason in reasons)
    ]
    assert len(nearly) >= 14
    assert run(REAL, "--defaults", str(defaults))["counts"]["unchanged"] == 133
    product = Product.objects.get(source_key=nearly[0])
    Product.objects.filter(pk=product.pk).update(
        cpnp_reference="1234567", no_precautions=True, dangerous_goods=False
    )
    make.picture(product)
    product = publish_product(product=Product.objects.get(pk=product.pk))
    html = client.get(product.get_absolute_url()).content.decode()
    assert "Nordlys AB, Kajen 2, 211 20 Malmö, SE" in html


@pytest.mark.skipif(not SAMPLES, reason="needs Shopify's own sample files")
@pytest.mark.parametrize("file", SAMPLES, ids=lambda file: file.name)
def test_goods_that_are_no_cosmetics_come_in_as_drafts(file):
    report = run(file)
    assert report["counts"]["products"] > 5
    assert report["counts"]["published"] == 0
