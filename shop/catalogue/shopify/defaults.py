"""What is the same for a whole brand or kind, from a file of the merchant's.

Only what is empty is filled in. Safety data is different for every product and is refused here.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import override

from shop.catalogue.models import Product, Variant
from shop.catalogue.required_facts import EEA

COMPANY = (
    "responsible_person",
    "responsible_address",
    "responsible_country",
    "responsible_contact",
)
OF_PRODUCT = ("brand", "maker", *COMPANY, "country_of_origin", "pao_months", "has_best_before")
OF_SIZE = ("shipping_weight",)
SAFETY = re.compile(r"precaution|warning|ingredient|inci|allergen|cpnp|dangerous|claim", re.I)


class UnusableDefaults(Exception):
    """The file as a whole is refused; the message says why in a sentence."""


@dataclass
class Defaults:
    brands: dict[str, dict[str, Any]] = field(default_factory=dict)  # by name, case folded
    kinds: dict[str, dict[str, Any]] = field(default_factory=dict)
    for_all: dict[str, Any] = field(default_factory=dict)

    def fill(self, product: Product) -> list[str]:
        """The names of the fields that were empty and are filled now; nothing is stored."""
        before = {name: getattr(product, name) for name in (*OF_PRODUCT, "is_imported")}
        given: dict[str, Any] = {}
        if not product.brand.strip() and "brand" in self.for_all:
            product.brand = self.for_all["brand"]
        for table in self.tables_for(product):
            given = table | given
        for name, value in given.items():
            if (
                name in OF_PRODUCT
                and not getattr(product, name)
                and may_fill(product, name, before)
            ):
                setattr(product, name, value)
        if product.country_of_origin and not before["country_of_origin"]:
            product.is_imported = product.country_of_origin not in EEA
        return [name for name, value in before.items() if getattr(product, name) != value]

    def fill_size(self, size: Variant, product: Product) -> bool:
        weights = [table.get("shipping_weight") for table in self.tables_for(product)]
        weight = next(filter(None, weights), None)
        if size.shipping_weight or not weight:
            return False
        size.shipping_weight = weight
        return True

    def tables_for(self, product: Product) -> list[dict[str, Any]]:
        """The nearest first."""
        brand = self.brands.get(product.brand.strip().casefold(), {})
        return [brand, self.kinds.get(product.kind, {}), self.for_all]


def may_fill(product: Product, name: str, before: dict[str, Any]) -> bool:
    """One company is named whole or not at all, and one rule says how long a product keeps."""
    if name in COMPANY:
        return not product.is_own_brand and not any(before[each] for each in COMPANY)
    if name in {"pao_months", "has_best_before"}:
        return not (product.pao_months or product.has_best_before)
    return True


def read_defaults(path: Path) -> Defaults:
    """Raises UnusableDefaults."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise UnusableDefaults(f"{path.name} is not UTF-8; save it as UTF-8.") from error
    except OSError as error:
        raise UnusableDefaults(f"{path} cannot be read: {error.strerror}.") from error
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UnusableDefaults(f"{path.name} is not valid TOML: {error}.") from error
    with override("en"):
        return _File(path.name, text).read(found)


@dataclass
class _File:
    name: str
    text: str

    def read(self, found: dict[str, Any]) -> Defaults:
        self.refuse_safety_data(found)
        for key in found:
            if key not in {"brand", "kind", "all"}:
                self.refuse(key, 'expected the tables [brand."Name"], [kind.oil] or [all]')
        brands = self.table("brand", found.get("brand", {}))
        kinds = self.table("kind", found.get("kind", {}))
        for kind in kinds:
            if kind not in Product.Kind.values:
                self.refuse(kind, f"no kind of product; kinds are {', '.join(Product.Kind.values)}")
        return Defaults(
            {brand.strip().casefold(): self.values(brand, of) for brand, of in brands.items()},
            {kind: self.values(kind, of) for kind, of in kinds.items()},
            self.values("all", found.get("all", {})),
        )

    def table(self, key: str, value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            self.refuse(key, "expected a table")
        return dict(value)

    def values(self, of: str, given: Any) -> dict[str, Any]:
        return {key: self.value(of, key, value) for key, value in self.table(of, given).items()}

    def value(self, of: str, key: str, value: Any) -> Any:
        known = [*OF_PRODUCT, *OF_SIZE] if of == "all" else [*OF_PRODUCT[1:], *OF_SIZE]
        if key not in known:
            self.refuse(key, f"not known here; known are {', '.join(known)}")
        column = (Variant if key in OF_SIZE else Product)._meta.get_field(key)
        if isinstance(value, (dict, list)) or isinstance(value, bool) != (key == "has_best_before"):
            self.refuse(key, f"{value!r} is not what belongs here")
        try:
            return column.clean(value, None)  # type: ignore[union-attr]
        except ValidationError as error:
            self.refuse(key, " ".join(error.messages).rstrip("."))

    def refuse_safety_data(self, found: dict[str, Any]) -> None:
        for key in keys_of(found):
            if SAFETY.search(key):
                self.refuse(
                    key,
                    "safety data is never filled in from defaults. It must stand in the export, "
                    "or be typed for each product",
                )

    def refuse(self, key: str, why: str) -> Any:
        raise UnusableDefaults(f'{self.name}, line {self.line_of(key)}, "{key}": {why}.')

    def line_of(self, key: str) -> int:
        """Where a key or the name of a table first stands."""
        place = re.compile(rf"""(^|[\s.{{,\["']){re.escape(key)}["'\s]*[=\].]""")
        lines = self.text.splitlines()
        return next((n for n, line in enumerate(lines, 1) if place.search(line)), 1)


def keys_of(table: dict[str, Any], depth: int = 0) -> Iterator[str]:
    """All keys but the names of brands, which may be anything."""
    for key, value in table.items():
        if not (depth == 1 and isinstance(value, dict)):
            yield key
        if isinstance(value, dict):
            yield from keys_of(value, depth + 1)
