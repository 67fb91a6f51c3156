"""How much a pack holds: `30 ml`, `1.7 fl. oz. / 50 mL`, `Net wt. 3.40 g / 0.12 oz`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from shop.catalogue.models import Product, Variant

ML, GRAM = Variant.Unit.MILLILITRE, Variant.Unit.GRAM
METRIC: dict[str, tuple[Variant.Unit, str]] = {
    "ml": (ML, "1"),
    "millilitre": (ML, "1"),
    "milliliter": (ML, "1"),
    "cl": (ML, "10"),
    "dl": (ML, "100"),
    "l": (ML, "1000"),
    "litre": (ML, "1000"),
    "liter": (ML, "1000"),
    "g": (GRAM, "1"),
    "gr": (GRAM, "1"),
    "gram": (GRAM, "1"),
    "kg": (GRAM, "1000"),
}
FLUID_OUNCE, OUNCE, POUND = Decimal("29.5735"), Decimal("28.3495"), Decimal("453.592")
SIZE = re.compile(
    r"(?<![\w.,/-])(?P<number>\d{1,5}(?:[.,]\d{1,3})?)\s*-?\s*"
    r"(?P<unit>fl\.?\s*oz\.?|fluid\s+ounces?|oz\.?|ounces?|lbs?\.?|ml|millilit(?:re|er)s?|cl|dl"
    r"|lit(?:re|er)s?|l|kg|grams?|gr|g)(?![\w/-])",
    re.I,
)
# A line that says nothing but how much is in it (and perhaps of what, in a set).
NET = r"(?:net(?:\s*wt\.?|\s*weight)?|size|volume|contents?|storlek|volym|innehåll|vikt)"
ALONE = re.compile(rf"^{NET}?\s*:?\s*{SIZE.pattern}", re.I)
AFTER_WORD = re.compile(rf"\b{NET}\s*(?:wt\.?)?\s*:\s*(?={SIZE.pattern})", re.I)
# Sold by weight where the label only gives ounces; all other kinds are filled by volume.
BY_WEIGHT = {Product.Kind.BALM, Product.Kind.OTHER}
SAME = Decimal("0.06")
MOST = Decimal("999999.99")


@dataclass(frozen=True)
class Size:
    quantity: Decimal
    unit: Variant.Unit
    printed: str
    converted: bool = False  # from ounces or pounds, rounded to whole ml or g

    def is_about(self, other: "Size") -> bool:
        return abs(self.quantity - other.quantity) <= SAME * max(self.quantity, other.quantity)


class SeveralSizes(Exception):
    def __init__(self, sizes: Iterable[Size]) -> None:
        self.printed = ", ".join(dict.fromkeys(size.printed for size in sizes))
        super().__init__(self.printed)


def sizes_in(text: str, kind: Product.Kind) -> list[Size]:
    found = (size_of(match, kind) for match in SIZE.finditer(text))
    return [size for size in found if size]


def size_of(match: re.Match[str], kind: Product.Kind) -> Size | None:
    number = Decimal(match["number"].replace(",", "."))
    unit = " ".join(match["unit"].lower().replace(".", " ").split())
    metric = METRIC.get(unit) or METRIC.get(unit.rstrip("s"))
    if metric:
        size = Size(number * Decimal(metric[1]), metric[0], match[0])
    elif unit.startswith("fl"):
        size = converted(number * FLUID_OUNCE, ML, match[0])
    elif unit.startswith("lb"):
        size = converted(number * POUND, GRAM, match[0])
    elif kind in BY_WEIGHT:
        size = converted(number * OUNCE, GRAM, match[0])
    else:
        size = converted(number * FLUID_OUNCE, ML, match[0])
    return size if Decimal("0.01") <= size.quantity <= MOST else None


def converted(quantity: Decimal, unit: Variant.Unit, printed: str) -> Size:
    whole = quantity.quantize(Decimal(1) if quantity >= 10 else Decimal("0.1"))
    return Size(whole, unit, printed, converted=True)


def the_size(sizes: list[Size]) -> Size | None:
    """The one size that all of them say, metric where it is given; raises SeveralSizes."""
    if not sizes:
        return None
    best = next((size for size in sizes if not size.converted), sizes[0])
    for size in sizes:
        ounces = size.converted and not best.converted
        if not (ounces or size.unit == best.unit) or not size.is_about(best):
            raise SeveralSizes(sizes)
    return best


def size_in_lines(lines: Iterable[str], kind: Product.Kind) -> Size | None:
    """From text, only where a line is about the size: an amount inside a sentence may be a dose."""
    found: list[Size] = []
    for line in lines:
        if ALONE.match(line):
            found += sizes_in(line, kind)
        else:
            for mark in AFTER_WORD.finditer(line):
                found += sizes_in(line[mark.end() :].partition(". ")[0], kind)[:2]
    return the_size(found)


def is_only_size(line: str) -> bool:
    """Nothing is left of the line beside amounts."""
    rest = re.sub(NET, "", SIZE.sub("", line), flags=re.I)
    return bool(SIZE.search(line)) and not re.search(r"\w", rest)
