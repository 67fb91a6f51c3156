"""The host's own objects: no models, no database."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Plan:
    """A training note. Not published ones are drafts."""

    slug: str
    title: str
    body: str
    language: str = "en"
    published: bool = True


@dataclass(frozen=True)
class Item:
    """Something in the cupboard: bottles for the skin, and shoes."""

    sku: str
    name: str
    ingredients: str = ""
    kind: str | None = None
    count: int = 1
    published: bool = True

    def __str__(self) -> str:
        return self.name


PLANS = {
    plan.slug: plan
    for plan in (
        Plan(
            "long-run",
            "A long run before breakfast",
            "Run for an hour along the river at a pace at which you can still talk. By the last"
            " kilometre the sweat is running into your eyes and your shirt is soaked. Walk until"
            " your pulse has come down, then rinse the salt off your face.",
        ),
        Plan(
            "stiff-neck",
            "Tio minuter för nacken",
            "Sitt på kanten av stolen. Dra in hakan så att det blir en dubbelhaka, håll i fem"
            " sekunder och släpp. Låt sedan örat sjunka mot axeln och andas ut. Byt sida."
            " Nacken blir lång och axlarna kommer ner från öronen.",
            language="sv",
        ),
        Plan(
            "chain",
            "How to oil a bicycle chain",
            "Turn the bicycle upside down, wipe the chain with a rag and put one drop of"
            " lubricant on every link. Spin the cranks, wait, wipe off what is left over.",
        ),
        Plan("draft", "Not yet", "Stretch your neck. Breathe out.", published=False),
    )
}

ITEMS = {
    item.sku: item
    for item in (
        Item(
            "wash",
            "Mild Face Wash",
            "Aqua, Sodium Cocoyl Glutamate, Glycerin, Coco-Glucoside, Panthenol, Sodium Benzoate",
        ),
        Item(
            "water",
            "Water Serum",
            "Aqua, Glycerin, Sodium Hyaluronate, Panthenol, Phenoxyethanol",
        ),
        Item("oil", "Plain Oil", "Squalane, Helianthus Annuus Seed Oil, Tocopherol", "facial oil"),
        Item("gone", "Other Oil", "Squalane, Simmondsia Chinensis Seed Oil", "facial oil", count=0),
        Item("secret", "Next Year's Oil", "Squalane", "facial oil", published=False),
        Item("retinol", "Night Drops", "Squalane, Retinol, Tocopherol", "serum"),
        Item("shoes", "Trail shoes, size 41"),
    )
}
