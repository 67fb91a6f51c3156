"""Products and articles for tests of the engine. Lists are written for the tests."""

from recommendations.contract import Content, Product, Ref


def content(text: str, language: str = "en", title: str = "", key: str = "1") -> Content:
    return Content(Ref("article", key), language, title, text)


def product(key: str, ingredients: str, name: str = "", category: str | None = None) -> Product:
    return Product(Ref("product", key), name or key, category=category, ingredients=ingredients)


CLEANSER = product(
    "cleanser", "Aqua, Glycerin, Sodium Cocoyl Isethionate, Coco-Glucoside, Allantoin", "Face Wash"
)
SERUM = product(
    "serum", "Aqua, Glycerin, Sodium Hyaluronate, Panthenol, Xanthan Gum, Phenoxyethanol", "Serum"
)
OIL = product("oil", "Squalane, Rosa Canina Fruit Oil, Tocopherol", "Face Oil")
SCENTED_OIL = product(
    "scented-oil",
    "Helianthus Annuus Seed Oil, Lavandula Angustifolia Oil, Parfum, Linalool, Limonene, Geraniol",
    "Dream Face Oil",
)
CREAM = product(
    "cream",
    "Aqua, Glycerin, Butyrospermum Parkii Butter, Cetearyl Alcohol, Glyceryl Stearate, Ceramide NP",
    "Face Cream",
)
SUNSCREEN = product(
    "sunscreen", "Aqua, Zinc Oxide, Ethylhexyl Triazone, Glycerin, Coco-Caprylate", "Sun Fluid SPF"
)
ACID = product("acid", "Aqua, Glycolic Acid, Glycerin, Sodium Hydroxide", "Glow Serum")
RETINOID = product("retinoid", "Squalane, Retinol, Tocopherol", "Night Serum")
NIACINAMIDE = product("niacinamide", "Aqua, Niacinamide, Zinc PCA, Glycerin", "Pore Serum")
PERFUME = product("perfume", "Parfum, Squalane, Linalool", "Scented Oil Roller")
BODY_OIL = product("body-oil", "Prunus Armeniaca Kernel Oil, Tocopherol", "Body Oil")

EVERYTHING = [
    CLEANSER,
    SERUM,
    OIL,
    SCENTED_OIL,
    CREAM,
    SUNSCREEN,
    ACID,
    RETINOID,
    NIACINAMIDE,
    PERFUME,
    BODY_OIL,
]

DRY = content(
    "Tuck your chin straight back as if to make a double chin and hold for five slow counts."
    " Then open your chest in the doorway, one forearm on each side of the frame, and breathe"
    " out. Your shoulders come down from your ears and your neck grows long."
)
SWEATY = content(
    "Twenty burpees, ten seconds of rest, eight rounds. By the fourth round sweat is dripping from"
    " your forehead onto the mat and you are out of breath. Walk until your pulse comes down."
)
POOL = content(
    "Forty lengths of front crawl in the swimming pool, and the chlorine leaves your face tight."
    " Rinse the pool water off your skin at once and pat your cheeks dry."
)
SUN = content(
    "Before you go out for a long run in the midday sun, put sunscreen on your face and ears."
    " Reapply after two hours, wear a cap, and run in the shade where your trail has any."
)
EVENING = content(
    "Ten minutes before bed. Lights low, pyjamas on, lie on your back and let your shoulders melt"
    " into the mattress. Breathe out slowly. Roll your head from ear to ear until you are sleepy."
)
CAT = content(
    "The cat arches her back, stretches her paws and flicks her tail. A vet should look at a cat"
    " that keeps her neck low or stops jumping, because kittens and old cats hide pain.",
    title="What your cat says with her back",
)
EMERGENCY = content(
    "If your chest pain spreads, stop. A crushing pressure in the chest can be a heart attack."
    " Call 112 at once. Do not drive to the emergency room yourself. An ambulance carries a"
    " defibrillator. Start CPR when somebody is unconscious."
)
