"""Words that people use for the same thing, and words that say nothing about what is looked for."""

from django.utils.translation import override

from recommendations import knowledge
from shop.catalogue.models import Product
from shop.languages import LANGUAGES

from .words import parted, stems

# Words for what a product is, beside the names of its kind.
KIND_WORDS = {
    Product.Kind.SUNSCREEN: "solkräm solskydd solskyddskräm spf sunblock suncream sunscreen",
    Product.Kind.CREAM: "kräm moisturiser moisturizer lotion fuktkräm",
    Product.Kind.CLEANSER: "rengöring tvätt wash cleansing cleanser",
    Product.Kind.OIL: "oil olja",
    Product.Kind.TONER: "ansiktsvatten tonic toner",
    Product.Kind.BALM: "salva balm",
    Product.Kind.SERUM: "serum",
    Product.Kind.MASK: "mask ansiktsmask",
    Product.Kind.EXFOLIANT: "exfoliant peeling skrubb scrub",
}
# Each line holds words that stand for one another.
ALIKE = (
    "face facial ansikte ansikts",
    "fragrance perfume scent parfym doft",
    "moisturiser moisturizer",
    "set kit duo",
    "exercise movement move stretch stretching övning rörelse",
)
# What a question is put into.
EMPTY = frozenset(
    parted(
        "a an the and or of for to in on at with my your me i you we it its is are be do does can "
        "what which who where how when why there any some something good best please want need "
        "looking find show buy get have has that this these those from by as kr sek kronor krona "
        "skin price cheap "
        "en ett den det de och eller av för till i på med min mitt mina din jag du vi är vara kan "
        "nåt nån vad vilken vilket vilka vem var hur när varför finns någon något några bra bästa "
        "vill ha behöver söker hitta visa köpa som den här där från om hud huden hy pris billig"
    )
)


@knowledge.cached
def kind_stems() -> frozenset[str]:
    """A question's words that say what sort of product is meant; an oil is no serum with oil."""
    return frozenset(
        found
        for kind in Product.Kind
        for word in words_of_kind(kind)
        if kind != Product.Kind.OTHER
        for found in stems(word)
    )


def words_of_kind(kind: Product.Kind) -> list[str]:
    words = parted(KIND_WORDS.get(kind, ""))
    for language in LANGUAGES:
        with override(language):
            words += parted(str(kind.label))
    return words


@knowledge.cached
def empty_stems() -> frozenset[str]:
    return frozenset(found for word in EMPTY for found in stems(word))


@knowledge.cached
def alike() -> dict[str, tuple[str, ...]]:
    """Stem -> the words that stand for it."""
    return {
        found: tuple(parted(line))
        for line in ALIKE
        for word in parted(line)
        for found in stems(word)
    }


@knowledge.cached
def aliases() -> dict[str, tuple[str, ...]]:
    """INCI name in small letters -> what else is printed for it."""
    table: dict[str, list[str]] = {}
    for printed, inci in knowledge.ingredient_aliases().items():
        table.setdefault(inci.lower(), []).append(printed)
    return {inci: tuple(printed) for inci, printed in table.items()}
