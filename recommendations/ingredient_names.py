"""From a name as printed to the name of the EU inventory (INCI), as far as rules and aliases go.

``Aqua (Water) 60 %*`` is looked up as ``aqua``; ``Fragrance``, ``Shea Butter`` and
``CI 14700/Red 4`` are called ``parfum``, ``butyrospermum parkii butter`` and ``ci 14700``.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from . import knowledge

PERCENT = re.compile(
    r"(?<![\d.,])(\d{1,3}(?:[.,]\d{1,6})?)\s?(?:%(?:\s?[wv]/[wv])?|percent\b|procent\b)", re.I
)
CAS_NUMBER = re.compile(r"(?<![\w-])\d{2,7}-\d{2}-\d(?![\w-])")
MARKS = re.compile(r"[*†‡®™°¹²³⁺^~•·ᵒ◊§¤`]+|\((?:r|tm)\)", re.I)
DASHES = re.compile(r"[‐‑‒–—−]")
# Brackets that belong to a name: "Hydrogenated Poly(C6-14 Olefin)", "Tris(Tetramethyl...) Citrate".
CHEMICAL_BRACKET = re.compile(r"\b(poly|tris|bis|tetra|tri|di|penta)\s?\(([^()]*)\)", re.I)
BRACKET = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}")
QUALITY = re.compile(
    r"^(?:(?:100%?|certified|usda|pure|natural|raw|vegan|wild(?:crafted)?|cold[- ]pressed|virgin|"
    r"unrefined|fair[- ]trade|sustainable|food[- ]grade|pharmaceutical[- ]grade|premium|"
    r"organic(?:ally grown)?|eco(?:cert)?|ekologisk[ta]?|bio|biologique)\s+)+(?=\w{3})",
    re.I,
)
SAYS_ORGANIC = re.compile(r"\b(organic|ekologisk|biologique|bio)\b", re.I)
QUALITY_BEHIND = re.compile(
    r"[\s.,:-]+(?:certified organic|organic|plant origin|natural origin|natural)$|"
    r"\s+(?:\((?:and|nano)\)|nano|\[nano\])$",
    re.I,
)
COLOUR_INDEX = re.compile(r"\bci ?(\d{5})\b")
US_COLOUR = re.compile(
    r"^(?:ext\.? ?)?(?:(?:f ?d ?& ?c|d ?& ?c|ext\.?)\s?)*"
    r"(?P<hue>red|yellow|blue|green|orange|violet|black|brown) ?"
    r"(?:no\.? ?|# ?)?(?P<number>\d{1,2})(?P<lake> (?:aluminum |al )?lake)?$"
)
NUMBERED = re.compile(
    r"\b(peg|ppg|ceteareth|steareth|laureth|ceteth|oleth|polyquaternium|quaternium|trideceth|"
    r"myreth|beheneth|polyglyceryl|polyglycerin|glycereth|isoceteth|pareth|sorbeth|hexapeptide|"
    r"tripeptide|pentapeptide|tetrapeptide|dipeptide|oligopeptide|octapeptide|nonapeptide) (\d)"
)
FOREIGN = re.compile(
    r"\b(extrait|huile|cire|beurre|sel|lait|miel|gomme|amidon|acide|farine|jus|feuille|racine|"
    r"alcool|essence|proteine|protéine|poudre)\b|\b(de|du|des)\b|\b[dl]['’]"
)
GLUED = re.compile(
    r"(?<=[a-z]{4})(?<!\b)(flower|leaf|seed|root|fruit|kernel|bark|peel) ?"
    r"(?=(oil|extract|water|butter|powder|juice)\b)"
)
LONGEST_OF_SEVERAL = 200
PLANT_PARTS = frozenset(["oil", "extract", "butter", "wax", "water", "powder", "juice", "starch"])


@lru_cache(maxsize=65536)
def name_of(token: str) -> str:
    """The name as looked up: lower case, without marks, brackets, percentages and full stops."""
    name = CAS_NUMBER.sub(" ", PERCENT.sub(" ", token))
    name = CHEMICAL_BRACKET.sub(r"\1<\2>", name)
    name = BRACKET.sub(" ", name)
    name = MARKS.sub(" ", name).replace("(", " ").replace(")", " ")
    name = DASHES.sub("-", name).replace("<", "(").replace(">", ")").replace("’", "'")
    name = re.sub(r"\s?[/\\]\s?", "/", re.sub(r"\s+", " ", name))
    return name.strip(" .,:-–_'\"[]{}/=+&").lower()


def says_organic(token: str) -> bool:
    return bool(SAYS_ORGANIC.search(token))


@lru_cache(maxsize=65536)
def inci_of(name: str) -> str:
    """The INCI name, lower case; a name that no rule or alias knows comes back as it is."""
    if name in knowledge.ingredient_aliases():
        return knowledge.ingredient_aliases()[name].lower()
    if "/" in name and len(name) < LONGEST_OF_SEVERAL:
        return _one_of_several(name.split("/"), name)
    if name in knowledge.ingredients():
        return name
    found = COLOUR_INDEX.search(name)
    if found:
        return f"ci {found[1]}"
    colour = US_COLOUR.match(name)
    if colour:
        short = f"{colour['hue']} {int(colour['number'])}"
        return knowledge.ingredient_aliases().get(short, name).lower()
    for plainer in (
        QUALITY.sub("", name),
        QUALITY_BEHIND.sub("", name),
        NUMBERED.sub(r"\1-\2", name),
        GLUED.sub(r" \1 ", name),
    ):
        if plainer != name and len(plainer) > 2:
            return inci_of(plainer)
    return name


def _one_of_several(parts: list[str], whole: str) -> str:
    """``Cera Alba/Beeswax/Cire d'Abeille`` is one thing in three languages, so one name of it.

    Slashes also belong to names (``Caprylic/Capric Triglyceride``): such a name stays whole.
    """
    found = COLOUR_INDEX.search(whole)
    if found:
        return f"ci {found[1]}"
    parts = [part.strip() for part in parts if part.strip()]
    ours = [part for part in parts if not FOREIGN.search(part)] or parts
    if len(ours) == 1:
        return inci_of(ours[0])
    named = [part for part in ours if is_name(part)]
    if len(named) == len(ours) or (named and len(ours) < len(parts)):
        return inci_of(named[0])
    last = {part.split()[-1] for part in ours}
    if len(last) == 1 and last <= PLANT_PARTS and all(" " in part for part in ours):
        return inci_of((named or ours)[0])
    if len(ours) < len(parts):
        return inci_of(ours[0])
    return whole


def is_name(name: str) -> bool:
    """Whether a table spells this name out."""
    return (
        name in knowledge.ingredients()
        or name in knowledge.allergens()
        or name in knowledge.ingredient_aliases()
        or name in _meant_by_aliases()
    )


@cache
def _meant_by_aliases() -> frozenset[str]:
    return frozenset(inci.lower() for inci in knowledge.ingredient_aliases().values())
