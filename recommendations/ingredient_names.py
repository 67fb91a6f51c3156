"""From a name as printed to the name of the EU inventory (INCI), as far as rules and aliases go.

``Aqua (Water) 60 %*`` is looked up as ``aqua``; ``Fragrance``, ``Shea Butter`` and
``CI 14700/Red 4`` are called ``parfum``, ``butyrospermum parkii butter`` and ``ci 14700``.
"""

from __future__ import annotations

import re
from functools import lru_cache

from . import knowledge
from .knowledge import Ingredient

MARK = r"(?:\*+|[†‡◊°]+)"
PERCENT = re.compile(
    r"(?<![\d.,])(\d{1,3}(?:[.,]\d{1,6})?)\s?(?:%(?:\s?[wv]/[wv])?|percent\b|procent\b)", re.I
)
CAS_NUMBER = re.compile(r"(?<![\w-])\d{2,7}-\d{2}-\d(?![\w-])")
MARKS = re.compile(r"[*†‡®™°¹²³⁺^~•·ᵒ◊§¤`]+|\((?:r|tm)\)", re.I)
GREEK = str.maketrans({"α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ω": "omega"})
DASHES = re.compile(r"[‐‑‒–—−]")
# Brackets that belong to a name: "Hydrogenated Poly(C6-14 Olefin)", "Tris(Tetramethyl...) Citrate".
# and locants: "4-(1-Methylethyl)-", "Naphtho[2,1-b]furan".
CHEMICAL_BRACKET = re.compile(
    r"(\b(?:poly|tris|bis|tetra|tri|di|penta)|(?<=[\w.-])-)\s?[(]([^()]*)[)]", re.I
)
LOCANT_BRACKET = re.compile(r"(?<=\w)[(\[]([\d,'a-z]{1,12}-?[a-z]?)[)\]](?=\w)")
BRACKET = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}")
QUALITY = re.compile(
    r"^(?:(?:100%?|certified|usda|pure|natural|raw|vegan|wild(?:crafted)?|cold[- ]pressed|virgin|"
    r"unrefined|fair[- ]trade|sustainable|food[- ]grade|pharmaceutical[- ]grade|premium|"
    r"organic(?:ally grown)?|eco(?:cert)?|ekologisk[ta]?|bio|biologique|steam[- ]distilled|"
    r"deodori[sz]ed|refined)\s+)+(?=\w{3})",
    re.I,
)
SAYS_ORGANIC = re.compile(
    r"(?<!non-)(?<!non )\b(?:organic(?:ally)?|ekologisk[ta]?|økologisk|luomu|biologi\w{2,5}|"
    r"bio)\b(?![-®])",
    re.I,
)
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
SPACES = re.compile(r"\s+")
SLASHES = re.compile(r"\s?[/\\]\s?")
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
PART_AT_END = re.compile(
    r"((?:\b(?:seed|kernel|fruit|leaf|nut|stem|root|flower|peel|bark|wood|bean|germ|bran|gum|"
    r"bud|rind|needle|herb|twig)[ /]?)*)\b(oil|extract|butter|wax|water|powder|juice|starch)$"
)
SPECIES = re.compile(r"^[a-z]{3,} [a-z-]{3,}$")
ESSENTIAL = re.compile(r"\b(?:essential|absolute) (?=oil$)|(?<=\w\w) absolute$")
LOOSE_DASH = re.compile(r"(?<=\w) ?- (?=\w)|(?<=\w) -(?=\d)")
LONGEST_LISTED = 80  # characters of a name that patterns are tried on
LEAST_MENDED = 6  # letters; a shorter name is too like others
LEAST_WORD_MENDED = 5
SCENT_SUBSTANCE = Ingredient(
    inci="Fragrance substance",
    names={"en": "a declared scent substance", "sv": "ett angivet doftämne"},
    kind="fragrance",
    roles=frozenset({"scent"}),
    fatty_acids="",
    clog=0.0,
    after_exercise="wait",
    cautions=frozenset({"irritant"}),
)
TALK = re.compile(
    r"\b(?:the|your|you|this|that|these|our|we|it|its|is|are|was|has|have|for|to|helps?|will|"
    r"can|which|while|skin|using|when|with|without|please|not|no|never|cruelty|vegan|made|contains?|"
    r"may|och|eller|som|är|för|din|ditt|dina|med|huden|utan|inte|votre|notre|pour|avec|sans|"
    r"peau|ihre|für|haut|della|pelle)\b|"
    r"\b(?:serum|cream|lotion|toner|cleanser|moisturi[sz]er|shampoo|conditioner)s?$",
    re.I,
)


@lru_cache(maxsize=65536)
def name_of(token: str) -> str:
    """The name as looked up: lower case, without marks, brackets, percentages and full stops."""
    name = CAS_NUMBER.sub(" ", PERCENT.sub(" ", token)).translate(GREEK)
    if "(" in name or "[" in name or "{" in name:
        name = CHEMICAL_BRACKET.sub(r"\1<\2>", name)
        name = LOCANT_BRACKET.sub(r"«\1»", name)
        name = BRACKET.sub(" ", name).replace("(", " ").replace(")", " ")
        name = name.replace("<", "(").replace(">", ")").replace("«", "[").replace("»", "]")
    name = DASHES.sub("-", MARKS.sub(" ", name)).replace("’", "'")
    name = LOOSE_DASH.sub("-", SPACES.sub(" ", name))
    if "/" in name or "\\" in name:
        name = SLASHES.sub("/", name)
    return name.strip(" .,:-–_'\"[]{}/=+&").lower()


def says_organic(token: str) -> bool:
    return bool(SAYS_ORGANIC.search(token))


@knowledge.cached(maxsize=65536, of_products=True)
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
        ESSENTIAL.sub("", name),
    ):
        if plainer != name and len(plainer) > 2:
            return inci_of(plainer)
    mended = _mended(name)
    return inci_of(mended) if mended else name


def _mended(name: str) -> str | None:
    """The one name of the tables that is a letter away: "Geranoil", "Phenoxyethano".

    Figures have to agree, and the differing word has to be long: "SD Alcohol 40-C" is another
    thing than "SD Alcohol 40-B".
    """
    if not LEAST_MENDED <= len(name) <= LONGEST_LISTED or is_name(name):
        return None
    alike = {
        other
        for shorter in (name, *_one_less(name))
        for other in _names_by_one_less().get(shorter, ())
        if _is_misprint(name, other)
    }
    incis = {knowledge.ingredient_aliases().get(other, other).lower() for other in alike}
    return min(alike) if len(incis) == 1 else None


def _one_less(name: str) -> set[str]:
    return {name[:i] + name[i + 1 :] for i in range(len(name))}


@knowledge.cached(of_products=True)
def _names_by_one_less() -> dict[str, list[str]]:
    table: dict[str, list[str]] = {}
    for name in _table_names():
        if len(name) >= LEAST_MENDED:
            for shorter in (name, *_one_less(name)):
                table.setdefault(shorter, []).append(name)
    return table


def _is_misprint(printed: str, name: str) -> bool:
    if re.sub(r"\D", "", printed) != re.sub(r"\D", "", name):
        return False
    at = next(
        (i for i, (a, b) in enumerate(zip(printed, name, strict=False)) if a != b),
        min(len(printed), len(name)),
    )
    rest, others = printed[at:], name[at:]
    if rest[1:] == others or rest == others[1:]:  # one letter, space or hyphen too many or few
        changed = (rest[:1] if len(rest) > len(others) else others[:1]) or ""
        if changed in " -'./":
            return True
    elif rest[1:] != others[1:] and not (rest[:2] == others[1::-1] and rest[2:] == others[2:]):
        return False
    begin = max(name.rfind(" ", 0, at), name.rfind("-", 0, at), name.rfind("/", 0, at)) + 1
    word = re.match(r"[^\W\d]*", name[begin:])
    return word is not None and len(word[0]) >= LEAST_WORD_MENDED


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
    return _mended(whole) or whole


def is_name(name: str) -> bool:
    """Whether a table spells this name out."""
    return name in _table_names()


@knowledge.cached(of_products=True)
def _table_names() -> frozenset[str]:
    aliases = knowledge.ingredient_aliases()
    return frozenset(
        [
            *knowledge.ingredients(),
            *knowledge.allergens(),
            *aliases,
            *(inci.lower() for inci in aliases.values()),
        ]
    )


@knowledge.cached(maxsize=65536, of_products=True)
def look_up(name: str) -> Ingredient | None:
    """By its own name, else by the first pattern that fits."""
    if not name:
        return None
    for called in dict.fromkeys((name, inci_of(name))):
        if called in knowledge.ingredients():
            return knowledge.ingredients()[called]
        if is_allergen(called):
            return SCENT_SUBSTANCE
    if len(name) > LONGEST_LISTED:
        return None
    for pattern, fact in knowledge.ingredient_patterns():
        if pattern.search(name):
            return fact
    return None


@knowledge.cached(maxsize=65536, of_products=True)
def is_listed(token: str) -> bool:
    """Whether a printed token is a name on a list, as far as tables and patterns can tell."""
    name = name_of(token)
    if not name or ": " in name:
        return False
    if is_name(name) or is_name(inci_of(name)):
        return True
    if TALK.search(name):
        return False
    return look_up(name) is not None or look_up(bracketed(token)) is not None


def bracketed(token: str) -> str:
    """The explanation in brackets, as looked up."""
    if "(" not in token:
        return ""
    inside = BRACKETED.search(token)
    return name_of(inside[1]) if inside else ""


BRACKETED = re.compile(r"\(([^()]+)\)")


def with_its_part(name: str, inside: str) -> str:
    """ "Citrus Limon (Cold-Pressed Lemon Peel Oil)" is the oil of the peel, not the plant."""
    if is_name(name) or not SPECIES.match(name):
        return name
    part = PART_AT_END.search(inside)
    return f"{name} {part[1]}{part[2]}" if part else name


def allergen_of(name: str) -> str | None:
    """The name under which it has to be declared, of a name as looked up."""
    return _allergens().get(name)


def is_allergen(name: str) -> bool:
    return name in _allergens()


@knowledge.cached(of_products=True)
def _allergens() -> dict[str, str]:
    """By the name as looked up: tables print "Citrus Limon (Lemon) Peel Oil" with its bracket."""
    allergens = knowledge.allergens()
    return {name_of(name): label for name, label in allergens.items()} | allergens
