"""Words that code and tables share: a table may not hold others."""

from __future__ import annotations

LANGUAGES = ("en", "sv")
ROLES = frozenset(
    [
        "acid",
        "acid_mild",
        "antioxidant",
        "barrier",
        "brightening",
        "cooling",
        "depuff",
        "drying",
        "emollient",
        "food",
        "hair",
        "humectant",
        "irritant",
        "occlusive",
        "oil_control",
        "oil_wash",
        "one_percent",
        "parfum",
        "peptide",
        "pigment",
        "retinoid",
        "scent",
        "solvent",
        "soothing",
        "surfactant",
        "surfactant_strong",
        "tanner",
        "uv_filter",
        "uv_filter_weak",
        "water",
    ]
)
SKIN_STATES = frozenset(["calm", "warm", "wind", "chlorinated", "spots", "exposed", "reactive"])
AFTER_EXERCISE = ("good", "neutral", "wait", "avoid")
NOT_FOR_THE_FACE = (
    "supplement",
    "perfume",
    "self_tan",
    "hair",
    "lip",
    "eye",
    "nail",
    "body",
    "tool",
    "makeup",
    "set",
    "exfoliator",
    "mask",
)
FORMS = frozenset([*NOT_FOR_THE_FACE, "cleanser", "sunscreen", "oil", "balm", "serum", "cream"])
SKIN_NEEDS = (
    "dryness",
    "blemishes",
    "ageing",
    "dark_spots",
    "dullness",
    "firmness",
    "redness",
    "pores",
)
EVIDENCE_OF_NEEDS = ("always", "form", "ingredient", "name")
WANTED = ("cleanse", "hydrate", "treat", "cream", "seal", "protect")
STEPS = ("cleanse", "hydrate", "treat", "seal", "protect")
CAUTIONS = (
    "scent_trace",
    "scent_some",
    "scent_strong",
    "heavy",
    "clogging",
    "sting",
    "acid",
    "retinoid",
    "strong_wash",
    "acid_wash",
    "oil_wash",
)
