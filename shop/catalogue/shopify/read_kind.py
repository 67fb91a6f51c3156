"""What a product is, from the words of its title; the shop it comes from rarely says."""

import re
from dataclasses import dataclass

from recommendations.ingredients import parse
from shop.catalogue.models import Category, Product

Kind = Product.Kind

# Slugs as a shop of ours has them; one that is missing is made with these names.
CATEGORIES = {
    "facial-oils": ("Facial oils", "Ansiktsoljor"),
    "serums": ("Serums and toners", "Serum och ansiktsvatten"),
    "cleansers": ("Cleansers", "Rengöring"),
    "balms-and-creams": ("Balms and creams", "Balsam och krämer"),
    "masks-and-scrubs": ("Masks and scrubs", "Masker och skrubb"),
    "sunscreen": ("Sunscreen", "Solskydd"),
    "body": ("Body", "Kropp"),
    "lips": ("Lips", "Läppar"),
    "hair-and-beard": ("Hair and beard", "Hår och skägg"),
    "make-up": ("Make-up", "Smink"),
    "scent": ("Scent", "Doft"),
    "other": ("Other", "Övrigt"),
}
LAST_POSITION = 900

# The first line that fits decides, so what is not for the face stands first.
TITLES: list[tuple[str, Product.Kind, str]] = [
    (r"makeup remover|make-up remover|sminkborttagning", Kind.CLEANSER, "cleansers"),
    (
        r"shampoo|conditioner|hair|beard|scalp|shav(e|ing)|curls?|sea spray|pomade|styling|schampo|"
        r"hår\w*|skägg\w*|rak(gel|kräm|skum)",
        Kind.OTHER,
        "hair-and-beard",
    ),
    (r"lip (balm|butter|mask)|läppbalsam", Kind.BALM, "lips"),
    (
        r"lips?|shimmers?|highlighter|primer|setting spray|foundation|mascara|blush|concealer|"
        r"palette|brows?|eyeliner|bronzer|powder|läpp\w*|puder|rouge",
        Kind.OTHER,
        "make-up",
    ),
    (r"perfume|cologne|fragrance|eau de \w+|parfym", Kind.OTHER, "scent"),
    (r"tan|tanning|self-tan\w*|brun utan sol", Kind.OTHER, "other"),
    (r"(body|hand) (wash|soap)|shower \w+|dusch\w*|handtvål", Kind.CLEANSER, "body"),
    (r"cleans\w+|wash|soap|micellar\w*|rengöring\w*|tvål", Kind.CLEANSER, "cleansers"),
    (r"spf ?\d*|sunscreen|sun (cream|milk|lotion)|solskydd|solkräm", Kind.SUNSCREEN, "sunscreen"),
    (r"toner|mist|essence|ansiktsvatten", Kind.TONER, "serums"),
    (r"serum|ampoule", Kind.SERUM, "serums"),
    (r"mask|ansiktsmask", Kind.MASK, "masks-and-scrubs"),
    (r"exfoliat\w+|scrub|peel\w*|polish|skrubb|peeling", Kind.EXFOLIANT, "masks-and-scrubs"),
    (
        r"(body|hand|foot) (oil|butter|balm|cream|lotion|milk)|kropps\w+|hand(kräm|salva)",
        Kind.CREAM,
        "body",
    ),
    (r"balm|salve|ointment|body butter|butter|salva|balsam", Kind.BALM, "balms-and-creams"),
    (r"oils?(?![ -]?(control|free))|\w*olja", Kind.OIL, "facial-oils"),
    (
        r"cream|creme|crème|moisturi[sz]er|lotion|hydrator|emulsion|fluid|kräm|\w+kräm|salva",
        Kind.CREAM,
        "balms-and-creams",
    ),
]
PATTERNS = [(re.compile(rf"\b(?:{words})\b", re.I), kind, slug) for words, kind, slug in TITLES]
RINSED = re.compile(r"\b(rins(e|es|ed|ing)|wash off|remove with|skölj\w*)\b", re.I)
WASHES = re.compile(
    r"\b(shampoo|conditioner|wash|scrub|shaving|sponge|schampo|balsam|rak\w+)\b", re.I
)
STAYS = re.compile(r"\bleave[- ]in\b|\bleave[- ]on\b", re.I)


@dataclass(frozen=True)
class Nature:
    kind: Product.Kind
    rinse_type: Product.RinseType
    phase: Product.Phase | str
    category: str  # slug


def nature_of(title: str, ingredients: str, use: list[str]) -> Nature:
    kind, category = next(
        ((kind, slug) for words, kind, slug in PATTERNS if words.search(title)),
        (Kind.OTHER, "other"),
    )
    without_water = is_without_water(ingredients)
    if kind == Kind.CREAM and without_water and re.search(r"\boil\b|olja", title, re.I):
        kind = Kind.OIL
    return Nature(kind, rinse_type_of(kind, title, use), phase_of(kind, without_water), category)


def rinse_type_of(kind: Product.Kind, title: str, use: list[str]) -> Product.RinseType:
    if kind == Kind.CLEANSER:
        return Product.RinseType.RINSE_OFF
    may_be_rinsed = kind in {Kind.MASK, Kind.EXFOLIANT} or (
        kind == Kind.OTHER and WASHES.search(title) and not STAYS.search(title)
    )
    if may_be_rinsed and any(RINSED.search(step) for step in use):
        return Product.RinseType.RINSE_OFF
    return Product.RinseType.LEAVE_ON


def is_without_water(ingredients: str) -> bool:
    listed = parse(ingredients)
    return bool(listed.items) and not any(
        item.has("water") or item.has("solvent") or "juice" in item.name for item in listed.items
    )


def phase_of(kind: Product.Kind, without_water: bool) -> Product.Phase | str:
    if kind == Kind.OTHER:
        return ""
    if without_water:
        return Product.Phase.OIL
    return (
        Product.Phase.WATER
        if kind in {Kind.TONER, Kind.SERUM, Kind.CLEANSER}
        else Product.Phase.EMULSION
    )


def category_for(slug: str) -> Category:
    name_en, name_sv = CATEGORIES[slug]
    category, _made = Category.objects.get_or_create(
        slug=slug, defaults={"name_en": name_en, "name_sv": name_sv, "position": LAST_POSITION}
    )
    return category
