from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.utils.module_loading import import_string

from . import all_tables, conf, contract, knowledge

PROTOCOLS = {
    "CONTENT_SOURCE": contract.ContentSource,
    "PRODUCT_SOURCE": contract.ProductSource,
    "PURCHASE_HISTORY": contract.PurchaseHistory,
}


@register("recommendations")
def check_is_a_dictionary(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    value = getattr(settings, "RECOMMENDATIONS", {})
    if isinstance(value, dict):
        return []
    return [
        Error(f"RECOMMENDATIONS is {value!r:.60}.", hint="A dictionary.", id="recommendations.E001")
    ]


@register("recommendations")
def check_names(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    return [
        Error(
            f"RECOMMENDATIONS has no setting {name!r}.",
            hint=f"One of {', '.join(conf.DEFAULTS)}.",
            id="recommendations.E002",
        )
        for name in conf.given()
        if name not in conf.DEFAULTS
    ]


@register("recommendations")
def check_sources(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    errors: list[CheckMessage] = []
    for name, protocol in PROTOCOLS.items():
        path = conf.get(name)
        if path is None:
            continue
        try:
            source = import_string(path)()
        except (ImportError, AttributeError, TypeError) as error:
            hint = "The dotted path of a class that needs no arguments."
            message = f"RECOMMENDATIONS[{name!r}] cannot be used: {error}."
            errors.append(Error(message, hint=hint, id="recommendations.E003"))
            continue
        if not isinstance(source, protocol):
            message = f"RECOMMENDATIONS[{name!r}] is no {protocol.__name__}."
            hint = f"The methods are listed in {contract.__name__}."
            errors.append(Error(message, hint=hint, id="recommendations.E004"))
    return errors


@register("recommendations")
def check_threshold(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    value = conf.get("THRESHOLD")
    if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 1:
        return []
    message = f"RECOMMENDATIONS['THRESHOLD'] is {value!r}."
    return [Error(message, hint="A number from 0 to 1.", id="recommendations.E005")]


@register("recommendations")
def check_max_picks(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    value = conf.get("MAX_PICKS")
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 10:
        return []
    message = f"RECOMMENDATIONS['MAX_PICKS'] is {value!r}."
    return [Error(message, hint="A whole number from 1 to 10.", id="recommendations.E006")]


@register("recommendations")
def check_policy(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    value = conf.get("POLICY")
    message = f"RECOMMENDATIONS['POLICY'] is {value!r:.80}."
    hint = "A dictionary of version, temperature above 0, explore from 0 to 1, slot_minutes."
    try:
        conf.policy()
        minutes = value.get("slot_minutes", conf.SLOT_MINUTES)
        if isinstance(minutes, int) and 1 <= minutes <= 1440:
            return []
        hint = "slot_minutes is a whole number from 1 to 1440."
    except (AttributeError, TypeError, ValueError) as error:
        message = f"{message} {error}"
    return [Error(message, hint=hint, id="recommendations.E009")]


@register("recommendations")
def check_knowledge(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    """Not what lies in the database: the back office refuses a wrong row, and leaves it out."""
    try:
        all_tables.load_all()
    except knowledge.KnowledgeError as error:
        hint = "Correct that row."
        return [Error(f"A knowledge table is wrong. {error}", hint=hint, id="recommendations.E007")]
    return []


@register("recommendations")
def check_knowledge_folders(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    value = conf.get("KNOWLEDGE")
    if not isinstance(value, (list, tuple)):
        message = f"RECOMMENDATIONS['KNOWLEDGE'] is {value!r:.80}."
        return [Error(message, hint="A list of directories.", id="recommendations.E008")]
    return [
        Error(
            f"RECOMMENDATIONS['KNOWLEDGE'] names {str(folder)!r}, which is no directory.",
            hint="A directory with CSV files, named like the tables that they extend.",
            id="recommendations.E008",
        )
        for folder in conf.knowledge_folders()
        if not folder.is_dir()
    ]


@register("recommendations")
def check_knowledge_seconds(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    value = conf.get("KNOWLEDGE_SECONDS")
    if value is None or (isinstance(value, (int, float)) and not isinstance(value, bool)):
        return []
    message = f"RECOMMENDATIONS['KNOWLEDGE_SECONDS'] is {value!r}."
    return [Error(message, hint="A number of seconds, or None.", id="recommendations.E010")]


@register("recommendations")
def check_shelf_seconds(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    value = conf.get("SHELF_SECONDS")
    if isinstance(value, (int, float)) and not isinstance(value, bool) and value >= 0:
        return []
    message = f"RECOMMENDATIONS['SHELF_SECONDS'] is {value!r}."
    return [Error(message, hint="A number of seconds, 0 or more.", id="recommendations.E011")]
