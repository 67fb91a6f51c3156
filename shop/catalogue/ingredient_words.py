"""What an ingredient is and does, in plain words about the surface of the skin only."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from recommendations.knowledge import Ingredient

from .label import OILS, WHAT_FOR

Texts = Mapping[str, Promise]

KINDS: Texts = {
    "absorbent": _("A fine powder that takes up oil."),
    "active": _("An ingredient that is chosen for one thing it does."),
    "antioxidant": _("An antioxidant: it keeps the oils in a bottle from going stale."),
    "barrier_lipid": _("A fat of the kind that is found in the outermost layer of the skin."),
    "butter": _("A plant butter, solid at room temperature."),
    "colourant": _("A colour for the product itself."),
    "emollient": _("Something smooth that makes skin feel soft."),
    "emulsifier": _("It keeps water and oil mixed."),
    "essential_oil": _("A fragrant oil, distilled or pressed from a plant."),
    "extract": _("An extract of a plant."),
    "facial_oil": _("An oil for the skin, usually pressed from a plant."),
    "food": _("Better known from what we eat."),
    "fragrance": _("A scent, or a part of one."),
    "hair": _("A conditioner, mostly for hair."),
    "humectant": _("Something that holds on to water."),
    "other": _("An ingredient of a sort of its own."),
    "preservative": _("It makes a product keep, also after it has been opened."),
    "self_tanner": _("A sugar that colours the surface of the skin for some days."),
    "silicone": _("A silicone: smooth, and never greasy to the touch."),
    "solvent": _("A liquid that other ingredients are dissolved in."),
    "soothing": _("An ingredient for skin that feels tight."),
    "surfactant": _("A cleansing agent: one of its ends likes water, the other oil."),
    "technical": _("A helper that keeps the product as it should be."),
    "thickener": _("It makes a product thicker, so that it stays where you put it."),
    "uv_filter": _("A filter for the ultraviolet light of the sun."),
    "wax": _("A wax, firm at room temperature."),
}
# In this order; what a key ingredient is praised for on a product's page comes with it.
DOES: Texts = {
    "water": _("It makes a product light, and everything that likes water dissolves in it."),
    "solvent": _("It dissolves other ingredients and helps them spread evenly."),
    **{role: text for role, text in WHAT_FOR.items() if isinstance(text, Promise)},
    "surfactant_strong": _("Foams well, and takes more oil with it than mild ones do."),
    "oil_wash": _("Lets an oil be rinsed off with water."),
    "acid_mild": _("Smooths the surface, more gently than strong acids do."),
    "uv_filter_weak": _("Takes up a little ultraviolet light; it does not replace a sunscreen."),
    "peptide": _("Chosen for skin that is meant to look smooth."),
    "emollient": _("Fills small unevennesses, so that the surface feels soft."),
    "occlusive": _("Lies on the surface and helps limit moisture loss from it."),
    "antioxidant": _("Helps keep the oils in the product fresh."),
    "cooling": _("Feels cool."),
    "depuff": _("Feels fresh on the skin."),
    "drying": _("Dries quickly, and can leave skin feeling tight."),
    "pigment": _("Gives colour."),
    "tanner": _("Colours the surface for some days."),
    "hair": _("Leaves hair smooth and easy to comb."),
    "scent": _("Gives the product its scent, or rounds it off."),
}
CARE: Texts = {
    "irritant": _("It can sting on skin that is warm, freshly shaved or easily annoyed."),
    "photosensitising": _("Skin takes less sun with it on: use a sunscreen by day."),
    "pregnancy": _("If you are pregnant, ask your midwife or doctor before you use it."),
    "sensitiser": _(
        "Some people react to it. If you are one of them, look for its name on the list."
    ),
}
AFTER_EXERCISE: Texts = {
    "wait": _("After a workout, wait until your skin has calmed down."),
    "avoid": _("Not right after a workout. Leave it for a calm evening."),
}
USUALLY_FIRST = ("facial_oil", "butter", "solvent", "surfactant", "silicone")
USUALLY_LAST = ("essential_oil", "fragrance", "preservative", "colourant", "technical")
FIRST = _("Usually among the first names: it makes up a good part of what it is in.")
LAST = _("Usually towards the end: little of it is enough.")


def what_it_is(fact: Ingredient) -> str:
    return str(KINDS.get(fact.kind, ""))


def what_it_does(fact: Ingredient) -> list[str]:
    """A sentence for each thing; for an oil, what its fatty acids do comes first."""
    said = [text for role, text in DOES.items() if role in fact.roles]
    oil = next((text for start, text in OILS.items() if fact.fatty_acids.startswith(start)), None)
    if oil:
        said.insert(0, oil if isinstance(oil, Promise) else _(oil))
    return list(dict.fromkeys(map(str, said)))


def take_care(fact: Ingredient) -> list[str]:
    """What to mind, in words for everybody; nothing here says that something is harmless."""
    said = [str(text) for caution, text in CARE.items() if caution in fact.cautions]
    after = AFTER_EXERCISE.get(fact.after_exercise)
    return [*said, str(after)] if after else said


def where_usually(fact: Ingredient) -> str:
    """On lists in general: the law puts what there is most of first."""
    if fact.kind in USUALLY_LAST or "one_percent" in fact.roles:
        return str(LAST)
    if fact.kind in USUALLY_FIRST or "water" in fact.roles:
        return str(FIRST)
    return ""
