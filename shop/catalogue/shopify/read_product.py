"""One group of rows -> what a product of ours would be; nothing is stored here."""

import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError

from recommendations.claims import Hit
from shop import money
from shop.catalogue.models import Product
from shop.catalogue.required_facts import EEA
from shop.catalogue.required_facts import gtin as check_gtin
from shop.catalogue.wording import blocked

from .read_body import BULLET, ProductText, joined, read_body
from .read_file import METAFIELDS, Export, Group, Row
from .read_kind import nature_of
from .read_size import SeveralSizes, Size, is_only_size, size_in_lines, sizes_in, the_size
from .report import Finding, Level

PRICE = re.compile(r"\d{1,9}([.,]\d+)?")
MOST_ORE = 2_147_483_647
SENTENCE_END = re.compile(r"(?<=[.!?…])\s+(?=[\"“”'(]?[A-ZÅÄÖ0-9])")
YES, NO = {"true", "yes", "1"}, {"false", "no", "0"}
NO_OPTION = {"default title", "standard", ""}


class Refused(Exception):
    """The product cannot be imported; `findings` say why, one each."""

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings
        super().__init__("; ".join(finding.message for finding in findings))


@dataclass(frozen=True)
class ReadSize:
    sku: str
    values: dict[str, Any]  # fields of a Variant
    stock: int | None


@dataclass
class ReadProduct:
    handle: str
    line: int
    values: dict[str, Any]  # fields of a Product; `category` is a slug
    sizes: list[ReadSize]
    body: str
    hold_back: list[str] = field(default_factory=list)  # why it stays a draft, as sentences
    findings: list[Finding] = field(default_factory=list)


def read_product(*, group: Group, export: Export, rate: Decimal, language: str) -> ReadProduct:
    """Raises Refused where a row is wrong; a product is taken whole or not at all."""
    return _Reader(group, export, rate, language).read()


@dataclass
class _Reader:
    group: Group
    export: Export
    rate: Decimal
    language: str
    findings: list[Finding] = field(default_factory=list)
    hold_back: list[str] = field(default_factory=list)
    ingredients: str = ""

    def read(self) -> ReadProduct:
        first = self.group.first
        wrong = [*self.misshapen(), *self.without_title()]
        text = read_body(first["body"])
        self.ingredients = text.ingredients
        nature = nature_of(first["title"], text.ingredients, text.use)
        sizes: list[ReadSize] = []
        of_all = self.size_of_all(text, nature.kind)
        for position, row in enumerate(self.group.sizes):
            try:
                sizes.append(self.size(row, position, of_all, nature.kind))
            except Refused as refused:
                wrong += refused.findings
        if wrong:
            raise Refused(wrong)
        self.say_about_list(text)
        self.judge(first)
        values = {
            "brand": first["vendor"],
            "ingredients": text.ingredients,
            "kind": nature.kind.value,
            "rinse_type": nature.rinse_type.value,
            "phase": str(nature.phase),
            "category": nature.category,
            "name_en": first["title"],
            f"name_{self.language}": first["title"],
            f"description_{self.language}": joined(self.allowed(text.description, nature.kind)),
            f"how_to_use_{self.language}": "\n".join(self.allowed(text.use, nature.kind)),
            f"precautions_{self.language}": "\n".join(text.precautions),
        } | self.facts(first)
        return ReadProduct(
            self.group.handle,
            first.line,
            values,
            sizes,
            first["body"],
            self.hold_back,
            self.findings,
        )

    def facts(self, first: Row) -> dict[str, Any]:
        """What stands in columns of the shop's own; what is wrong there refuses the product."""
        given: dict[str, Any] = {
            name: first[name] for name in dict.fromkeys(METAFIELDS.values()) if first[name]
        }
        if "precautions" in given:
            given[f"precautions_{self.language}"] = given.pop("precautions")
        for name in {"no_precautions", "dangerous_goods"} & given.keys():
            word = given[name].casefold()
            given[name] = True if word in YES else False if word in NO else given[name]
        if "country_of_origin" in given:
            given["is_imported"] = given["country_of_origin"] not in EEA
        return given

    def finding(self, level: Level, message: str, row: Row, column: str = "") -> Finding:
        heading = self.export.heading(column) if column else ""
        return Finding(level, message, (row.line,), heading, self.group.handle)

    def misshapen(self) -> list[Finding]:
        lines = self.export.misshapen.get(self.group.handle, [])
        message = "A row has more cells than there are columns; a comma may lack its quotes."
        return [Finding("refused", message, tuple(lines), "", self.group.handle)] if lines else []

    def without_title(self) -> list[Finding]:
        first = self.group.first
        if first["title"]:
            return []
        message = "The first row of a product needs a title; this one has none."
        return [self.finding("refused", message, first, "title")]

    # --- sizes, prices, stock ------------------------------------------------------------------

    def size(self, row: Row, position: int, of_all: Size | None, kind: Product.Kind) -> ReadSize:
        options = [
            row[name]
            for name in ("option1", "option2", "option3")
            if row[name].casefold() not in NO_OPTION
        ]
        size = self.measured(row, kind) or self.in_options(options, kind) or of_all
        label = " / ".join(option for option in options if not is_only_size(option))
        values = {
            "label": label[:60],
            "quantity": str(size.quantity) if size else None,
            "unit": size.unit.value if size else "ml",
            "price": self.price(row),
            "position": position,
        }
        values |= self.weight(row) | self.gtin(row)
        if size and size.converted:
            message = f"Content {size.printed} read as {money.number(size.quantity)} {size.unit}."
            self.findings.append(self.finding("note", message, row))
        return ReadSize(self.sku(row, options), values, self.stock(row))

    def sku(self, row: Row, options: list[str]) -> str:
        given = row["sku"].lstrip("'")
        return given or "-".join([self.group.handle, *options]).replace(" ", "-").lower()[:64]

    def weight(self, row: Row) -> dict[str, Any]:
        """For shipping, in whole grams; without one the column is left alone."""
        grams = re.match(r"\d{1,6}", row["grams"])
        return {"shipping_weight": int(grams[0])} if grams and int(grams[0]) else {}

    def gtin(self, row: Row) -> dict[str, Any]:
        given = row["barcode"].lstrip("'")
        if not given:
            return {}
        try:
            check_gtin(given)
        except ValidationError as error:
            message = f"The bar code {given!r} was not taken: {' '.join(error.messages)}"
            self.findings.append(self.finding("note", message, row, "barcode"))
            return {}
        return {"gtin": given}

    def price(self, row: Row) -> int:
        given = row["price"].replace("\u00a0", "").replace(" ", "")
        expected = "expected a number with a decimal point, like 349.00"
        if not PRICE.fullmatch(given):
            message = f"The price is {row['price']!r}; {expected}."
            raise Refused([self.finding("refused", message, row, "price")])
        try:
            ore = money.rounded(Decimal(given.replace(",", ".")) * 100 * self.rate)
        except InvalidOperation:
            ore = MOST_ORE + 1
        if ore > MOST_ORE:
            message = f"The price {row['price']!r} is more than a price can be; {expected}."
            raise Refused([self.finding("refused", message, row, "price")])
        return ore

    def stock(self, row: Row) -> int | None:
        """None: not counted. Shopify counts below zero when it has sold too much."""
        if not self.export.has("stock") or not (self.export.has("tracker") and row["tracker"]):
            return None if not row["stock"] or self.export.has("tracker") else self.counted(row)
        if row["policy"].casefold() in {"continue", *YES}:
            return None
        return self.counted(row)

    def counted(self, row: Row) -> int:
        try:
            return max(0, int(row["stock"] or 0))
        except ValueError:
            message = f"The stock is {row['stock']!r}; expected a whole number. Taken as 0."
            self.findings.append(self.finding("note", message, row, "stock"))
            return 0

    def measured(self, row: Row, kind: Product.Kind) -> Size | None:
        """From the unit price columns, where the shop has filled them in."""
        amount = f"{row['measure']} {row['measure_unit']}"
        return next(iter(sizes_in(amount, kind)), None) if row["measure"] else None

    def in_options(self, options: list[str], kind: Product.Kind) -> Size | None:
        try:
            return the_size(sizes_in(" / ".join(options), kind))
        except SeveralSizes:
            return None

    def size_of_all(self, text: ProductText, kind: Product.Kind) -> Size | None:
        try:
            return the_size(sizes_in(self.group.first["title"], kind)) or size_in_lines(
                text.lines, kind
            )
        except SeveralSizes as several:
            message = f"Several contents in one text ({several.printed}); none was taken."
            self.findings.append(self.finding("note", message, self.group.first, "body"))
            return None

    # --- texts ---------------------------------------------------------------------------------

    def say_about_list(self, text: ProductText) -> None:
        message = ""
        if text.lists > 1:
            message = f"{text.lists} ingredients lists in one text; none was taken."
        elif text.unread_list:
            message = f"Not an ingredients list: {shortened(text.unread_list)!r}."
        if message:
            self.findings.append(self.finding("note", message, self.group.first, "body"))

    def allowed(self, paragraphs: list[str], kind: Product.Kind) -> list[str]:
        """Without sentences a cosmetic may not say, and without lines that are only a size."""
        kept = [each for each in paragraphs if not is_only_size(each)]
        if not self.blocked("\n".join(kept), kind):
            return kept
        said = (
            " ".join(self.allowed_sentences(each, kind)) if self.blocked(each, kind) else each
            for each in kept
        )
        return [each for each in said if each.removeprefix(BULLET)]

    def blocked(self, text: str, kind: Product.Kind) -> list[Hit]:
        return blocked(
            text,
            self.language,
            is_sunscreen=kind == Product.Kind.SUNSCREEN,
            ingredients=self.ingredients,
        )

    def allowed_sentences(self, paragraph: str, kind: Product.Kind) -> list[str]:
        kept = []
        for sentence in SENTENCE_END.split(paragraph):
            hits = self.blocked(sentence, kind)
            if not hits:
                kept.append(sentence)
                continue
            hit = hits[0]
            message = f'"{hit.text}" in "{shortened(sentence.removeprefix(BULLET))}"'
            if hit.suggestion:
                message += f"; instead: {hit.suggestion}"
            heading = self.export.heading("body")
            line = self.line_of(hit.text)
            self.findings.append(Finding("withheld", message, (line,), heading, self.group.handle))
        return kept

    def line_of(self, words: str) -> int:
        """The line of the file on which these words of the body stand."""
        before = self.group.first["body"].partition(words)[0]
        found = len(before) < len(self.group.first["body"])
        return self.group.first.line + (before.count("\n") if found else 0)

    # --- whether it may be sold ------------------------------------------------------------------

    def judge(self, first: Row) -> None:
        status = first["status"].casefold() or "active"
        if status != "active":
            self.hold_back.append(f'Its status at the source is "{first["status"]}".')
        elif first["published"].casefold() in NO:
            self.hold_back.append("It is not published at the source.")
        if first["gift_card"].casefold() in YES:
            self.hold_back.append("It is a gift card.")


def shortened(text: str, most: int = 90) -> str:
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + " …"
