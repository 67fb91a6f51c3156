"""Settings of the host: ``RECOMMENDATIONS = {...}``, read when used, so tests can override."""

from __future__ import annotations

import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.core.signals import setting_changed
from django.utils.module_loading import import_string

from . import knowledge
from .contract import ContentSource, ProductSource, PurchaseHistory
from .evaluation import Policy

DEFAULTS: dict[str, Any] = {
    "CONTENT_SOURCE": None,  # dotted path of a class without arguments
    "PRODUCT_SOURCE": None,
    "PURCHASE_HISTORY": None,  # the same; without it nothing is known of a visitor's purchases
    "THRESHOLD": 0.4,  # below this score a product is not shown
    "MAX_PICKS": 3,
    # How boldly picks are drawn: version, temperature, explore (see evaluation.Policy), and
    # slot_minutes, how long one draw serves. What is left out keeps its default.
    "POLICY": {},
    "KNOWLEDGE": [],  # folders whose tables extend the shipped ones
    # How often a process looks for rows that the back office changed; None: it never does.
    "KNOWLEDGE_SECONDS": 2,
    "SHELF_SECONDS": 30,  # how long a process goes without reading all products anew
}
SLOT_MINUTES = 10


def given() -> dict[str, Any]:
    value = getattr(settings, "RECOMMENDATIONS", {})
    return value if isinstance(value, dict) else {}


def get(name: str) -> Any:
    return given().get(name, DEFAULTS[name])


def threshold() -> float:
    return float(get("THRESHOLD"))


def max_picks() -> int:
    return int(get("MAX_PICKS"))


def shelf_seconds() -> float:
    return float(get("SHELF_SECONDS"))


def knowledge_folders() -> list[Path]:
    value = get("KNOWLEDGE")
    return [Path(folder) for folder in value] if isinstance(value, (list, tuple)) else []


def policy() -> Policy:
    return Policy(
        **{name: value for name, value in get("POLICY").items() if name != "slot_minutes"}
    )


def slot(at: datetime.datetime) -> datetime.datetime:
    """The beginning of the time slot that ``at`` lies in, counted from midnight UTC."""
    at = at.astimezone(datetime.UTC)
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    length = datetime.timedelta(minutes=get("POLICY").get("slot_minutes", SLOT_MINUTES))
    return midnight + (at - midnight) // length * length


def content_source() -> ContentSource:
    return cast(ContentSource, _source("CONTENT_SOURCE", get("CONTENT_SOURCE")))


def product_source() -> ProductSource:
    return cast(ProductSource, _source("PRODUCT_SOURCE", get("PRODUCT_SOURCE")))


def purchase_history() -> PurchaseHistory | None:
    path = get("PURCHASE_HISTORY")
    return cast(PurchaseHistory, _source("PURCHASE_HISTORY", path)) if path else None


@lru_cache
def _source(name: str, path: str | None) -> object:
    if not path:
        raise LookupError(
            f"RECOMMENDATIONS[{name!r}] is not set; the dotted path of a class is expected."
        )
    return import_string(path)()


def forget_sources(*, setting: str, **kwargs: Any) -> None:
    if setting == "RECOMMENDATIONS":
        _source.cache_clear()
        knowledge.use(folders=knowledge_folders())


setting_changed.connect(forget_sources, dispatch_uid="recommendations.conf")
