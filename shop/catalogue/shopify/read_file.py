"""A Shopify product export as it lies on the disk -> one group of rows per product.

Knows both column sets (before and after 2025), gzip, a byte order mark, semicolons and tabs, and
files that a spreadsheet has saved as Windows-1252.
"""

import codecs
import csv
import gzip
import re
import zlib
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

COLUMNS = {
    "handle": ("Handle", "URL handle"),
    "title": ("Title",),
    "body": ("Body (HTML)", "Description"),
    "vendor": ("Vendor",),
    "category": ("Product Category", "Standard Product Type"),
    "type": ("Type", "Custom Product Type"),
    "tags": ("Tags",),
    "published": ("Published", "Published on online store"),
    "status": ("Status",),
    "option1": ("Option1 Value",),
    "option2": ("Option2 Value",),
    "option3": ("Option3 Value",),
    "sku": ("Variant SKU", "SKU"),
    "price": ("Variant Price", "Price"),
    "compare_at": ("Variant Compare At Price", "Compare-at price"),
    "stock": ("Variant Inventory Qty", "Inventory quantity"),
    "tracker": ("Variant Inventory Tracker", "Inventory tracker"),
    "policy": ("Variant Inventory Policy", "Continue selling when out of stock"),
    "measure": ("Unit Price Total Measure",),
    "measure_unit": ("Unit Price Total Measure Unit",),
    "image": ("Image Src", "Product image URL"),
    "image_alt": ("Image Alt Text", "Image alt text"),
    "barcode": ("Variant Barcode", "Barcode"),
    "grams": ("Variant Grams", "Weight value (grams)"),
    "gift_card": ("Gift Card",),
}
# Fields that the shop has added to its products: `CPNP (product.metafields.custom.cpnp)`.
METAFIELD = re.compile(r"\(product\.metafields\.[^.()]+\.(?P<key>\w+)\)$", re.I)
METAFIELDS = {
    "cpnp": "cpnp_reference",
    "cpnp_reference": "cpnp_reference",
    "precautions": "precautions",
    "warnings": "precautions",
    "no_precautions": "no_precautions",
    "pao": "pao_months",
    "pao_months": "pao_months",
    "dangerous_goods": "dangerous_goods",
    "country_of_origin": "country_of_origin",
    "maker": "maker",
    "responsible_person": "responsible_person",
    "responsible_address": "responsible_address",
    "responsible_country": "responsible_country",
    "responsible_contact": "responsible_contact",
}
REQUIRED = ("handle", "title", "price")
LARGEST_CELL = 10_000_000
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
LOOKED_AT = 4096  # bytes; text has no zero among them


class UnreadableFile(Exception):
    """The file as a whole cannot be used; the message says why in a sentence."""


@dataclass(frozen=True)
class Row:
    line: int  # in the file, where the row begins
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass
class Group:
    """All rows of one handle; those after the first add sizes and pictures."""

    handle: str
    rows: list[Row] = field(default_factory=list)

    @property
    def first(self) -> Row:
        return self.rows[0]

    @property
    def sizes(self) -> list[Row]:
        """Rows that describe a size; the others only carry a picture."""
        return [self.first, *(row for row in self.rows[1:] if is_size(row))]


def is_size(row: Row) -> bool:
    return any(row[column] for column in ("price", "sku", "option1"))


@dataclass
class Export:
    headings: dict[str, str]  # our name of a column -> its heading in this file
    groups: list[Group]
    without_handle: list[int]  # lines
    misshapen: dict[str, list[int]]  # handle -> lines with more cells than headings
    encoding: str

    def has(self, column: str) -> bool:
        return column in self.headings

    def heading(self, column: str) -> str:
        return self.headings.get(column) or COLUMNS[column][0]


def read_export(path: Path) -> Export:
    raw = content(path)
    if not raw.strip():
        raise UnreadableFile(f"{path.name} is empty.")
    if b"\x00" in raw[:LOOKED_AT] and not raw.startswith(UTF_16):
        raise UnreadableFile(f"{path.name} is no text; expected a product export as CSV.")
    text, encoding = decoded(raw)
    csv.field_size_limit(LARGEST_CELL)
    records = csv.reader(StringIO(text, newline=""), delimiter=delimiter(text), strict=True)
    try:
        headings = [heading.strip() for heading in next(records, [])]
    except csv.Error as error:
        raise UnreadableFile(f"Line 1: {error}; expected the column headings.") from error
    places = {heading.casefold(): place for place, heading in reversed([*enumerate(headings)])}
    known = {
        column: heading
        for column, names in COLUMNS.items()
        for heading in names
        if heading.casefold() in places
    }
    known |= metafields(headings)
    for column in REQUIRED:
        if column not in known:
            wanted = " or ".join(f'"{name}"' for name in COLUMNS[column])
            raise UnreadableFile(
                f"{path.name} has no column {wanted}; a product export of Shopify has one. "
                f"Its columns are: {', '.join(headings[:8]) or 'none'}"
                f"{' …' if len(headings) > 8 else ''}."
            )
    export = Export(known, [], [], {}, encoding)
    groups: dict[str, Group] = {}
    begins = records.line_num + 1
    try:
        for cells in records:
            line, begins = begins, records.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            row = Row(
                line,
                {
                    column: clean(cells[places[heading.casefold()]])
                    for column, heading in known.items()
                    if places[heading.casefold()] < len(cells)
                },
            )
            handle = row["handle"]
            if not handle:
                export.without_handle.append(line)
                continue
            if len(cells) > len(headings):
                export.misshapen.setdefault(handle, []).append(line)
            groups.setdefault(handle, Group(handle)).rows.append(row)
    except csv.Error as error:
        raise UnreadableFile(
            f"Line {begins}: {error}; a quotation mark is probably not closed there. "
            "Nothing was imported."
        ) from error
    if not groups and not export.without_handle:
        raise UnreadableFile(f"{path.name} holds no products, only its column headings.")
    export.groups = list(groups.values())
    return export


def metafields(headings: list[str]) -> dict[str, str]:
    """Our names of those among them that are known -> their headings."""
    found = [(METAFIELD.search(heading), heading) for heading in headings]
    return {
        METAFIELDS[key]: heading
        for match, heading in found
        if match and (key := match["key"].lower()) in METAFIELDS
    }


def clean(cell: str) -> str:
    return cell.replace("\x00", "").strip()


def content(path: Path) -> bytes:
    try:
        raw = path.read_bytes()
        return gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise UnreadableFile(f"{path} is a broken gzip file: {error}.") from error
    except OSError as error:
        raise UnreadableFile(f"{path} cannot be read: {error.strerror}.") from error


def decoded(raw: bytes) -> tuple[str, str]:
    encodings = ("utf-16",) if raw.startswith(UTF_16) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return raw.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise UnreadableFile("The file is not UTF-8, UTF-16 or Windows-1252; save it as UTF-8.")


def delimiter(text: str) -> str:
    """Comma, unless the line of headings has more semicolons or tabs."""
    headings = text.partition("\n")[0]
    return max(",;\t", key=headings.count)
