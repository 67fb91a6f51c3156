"""What each table is for and what its columns hold; a host extends them, see docs/knowledge.md."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .rows import Row
from .terms import (
    AFTER_EXERCISE,
    CAUTIONS,
    EVIDENCE_OF_NEEDS,
    FORMS,
    LANGUAGES,
    ROLES,
    SKIN_NEEDS,
    SKIN_STATES,
    STEPS,
    WANTED,
)

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Column:
    """``refers`` names the table that this column takes its words from.

    ``separator``: a list, parted by it. ``several``: some of ``choices``, parted by spaces.
    """

    name: str
    help: Text
    choices: tuple[str, ...] = ()
    refers: str = ""
    separator: str = ""
    several: bool = False
    empty: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """``key``: the columns that tell one row from another.

    ``words``: rows of one key add up, and this column holds what they add.
    ``bound``: columns in which only what shipped rows say has a meaning.
    """

    name: str
    about: Text
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    words: str = ""
    bound: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def key_of(self, row: Row) -> tuple[str, ...]:
        """A pattern is compared as it is written, everything else without regard to case."""
        texts = ((name, row.text(name)) for name in self.key)
        return tuple(text if name == "pattern" else text.casefold() for name, text in texts)


def _choice(name: str, text: Text, choices: Sequence[str] = (), **more: bool | str) -> Column:
    return Column(name, text, choices=tuple(choices), **more)  # type: ignore[arg-type]


def _both(name: str, text: Text, **more: bool | str) -> tuple[Column, Column]:
    """The same in English and Swedish."""
    return (
        Column(f"{name}_en", text, **more),  # type: ignore[arg-type]
        Column(f"{name}_sv", text, **more),  # type: ignore[arg-type]
    )


PHRASES = _(
    "Phrases, one a line. A word meets its inflections, =word only itself, word* and *word"
    " beginnings and endings; a/b is either, <group> a word of a group, ... up to four words in"
    " between, and a + b both in one sentence."
)
CLAIM_PHRASES = _(
    "Phrases, one a line. A word meets its inflections, =word only itself, word* and *word"
    " beginnings and endings; a/b is either, <concept> a word of that concept, ... up to four"
    " words in between, and a + b both in one clause."
)
WEIGHTS = _("name:number, parted by spaces, such as humectant:1 occlusive:0.9.")
BECAUSE = _("The words after “Because”; {activity} stands for what the reader did.")
FACTOR = _("Factor from 0 (never shown) to 1 (no matter).")
WANT = _("How much this kind of product is wanted, 0 to 1.")

SOURCE = Column("source", _("Where this is from, if only “general knowledge”."))
LANG = _choice("lang", _("Language."), LANGUAGES)
PHRASE_LIST = Column("phrases", PHRASES, separator="|")
CLAIM_PHRASE_LIST = Column("phrases", CLAIM_PHRASES, separator="|")
ROLE_LIST = Column(
    "roles", _("What it does on the skin."), choices=tuple(sorted(ROLES)), several=True, empty=True
)
NAMES = _both("name", _("Name in everyday words, as it stands in a sentence."))
CLOG = Column("clog", _("How much it may clog, 0 to 5; a rule of thumb."), empty=True)
AFTER = _choice("after_exercise", _("On skin that has just exercised."), AFTER_EXERCISE)
CAUTION_LIST = Column(
    "cautions",
    _("One a line: irritant, photosensitising, pregnancy, or sensitiser:what for."),
    separator=";",
    empty=True,
)
INGREDIENT_KIND = Column("kind", _("What sort of ingredient it is."))

_ALL = (
    Table(
        "exercises",
        _("Exercises and workouts, and what articles call them."),
        ("slug",),
        (
            Column("slug", _("Short name in small letters, with hyphens; never shown.")),
            Column("family", _("What it belongs to; workout for whole workouts.")),
            *_both("name", _("Name, as on a heading.")),
            *_both("activity", _("As it stands in a sentence: “after …”.")),
            *_both("synonyms", PHRASES, separator="|", empty=True),
            _choice("sweat", _("0 hardly, 1 a little, 2 a lot."), ("0", "1", "2")),
            _choice("water", _("1 where skin gets wet."), ("0", "1")),
            _choice("outdoors", _("1 where it is usually done outdoors."), ("0", "1")),
            SOURCE,
        ),
        bound=("family",),
    ),
    Table(
        "cues",
        _("Phrases in articles that speak for a signal: body, skin, sweat, sun, evening …"),
        ("signal", "lang"),
        (
            Column("signal", _("What the phrases speak for.")),
            LANG,
            Column("weight", _("How strongly, 0 to 5; most are 1 or 2.")),
            PHRASE_LIST,
            SOURCE,
        ),
        words="phrases",
        bound=("signal",),
    ),
    Table(
        "subjects",
        _("Phrases of subjects that are not the reader's body: engines, pets, software …"),
        ("subject", "lang"),
        (
            Column("subject", _("The subject, in one word.")),
            LANG,
            PHRASE_LIST,
            SOURCE,
        ),
        words="phrases",
    ),
    Table(
        "groups",
        _("Named groups of words that phrases refer to as <name>."),
        ("group", "lang"),
        (
            Column("group", _("Name of the group.")),
            LANG,
            Column("words", _("Words, one a line; two_words for two."), separator="|"),
            SOURCE,
        ),
        words="words",
    ),
    Table(
        "lookalikes",
        _("Words whose stem is that of another word; they are read only as they are written."),
        ("lang",),
        (LANG, Column("words", _("Words, one a line."), separator="|"), SOURCE),
        words="words",
    ),
    Table(
        "nordic",
        _("Norwegian and Danish words, and the Swedish word they are read as."),
        ("word",),
        (
            Column("word", _("Norwegian or Danish word.")),
            Column("read_as", _("Swedish word.")),
            SOURCE,
        ),
    ),
    Table(
        "moments",
        _("Situations after reading: which kind of product is wanted, and why."),
        ("moment",),
        (
            Column("moment", _("The situation.")),
            *(Column(name, WANT) for name in WANTED),
            _choice("skin", _("What skin is like then."), sorted(SKIN_STATES)),
            *_both("because", BECAUSE),
            *_both("activity", _("What the reader did, where no exercise was read."), empty=True),
            *_both("did", _("What the reader did, as a sentence of its own.")),
            SOURCE,
        ),
        bound=("moment",),
    ),
    Table(
        "because",
        _("Why a step is due at a moment, where the moment says it itself."),
        ("moment", "step"),
        (
            Column("moment", _("The situation."), refers="moments"),
            _choice("step", _("Step of the routine."), STEPS),
            *_both("because", BECAUSE),
            *_both("clause", _("What goes on then; empty: as the need says it."), empty=True),
            SOURCE,
        ),
    ),
    Table(
        "clauses",
        _("Words for a need and a step."),
        ("need", "step"),
        (
            Column("need", _("What skin wants."), refers="needs"),
            _choice("step", _("Step of the routine."), STEPS),
            *_both("clause", _("Inside a sentence, after the comma.")),
            *_both("want", _("As a short phrase.")),
            SOURCE,
        ),
    ),
    Table(
        "needs",
        _("What skin may want, and which roles of ingredients serve it."),
        ("need",),
        (Column("need", _("Name of the need.")), Column("roles", WEIGHTS), SOURCE),
    ),
    Table(
        "cautions",
        _("How much each caution counts on skin in a state."),
        ("skin",),
        (
            _choice("skin", _("State of the skin."), sorted(SKIN_STATES)),
            *(Column(name, FACTOR) for name in CAUTIONS),
            SOURCE,
        ),
    ),
    Table(
        "feels",
        _("What changes when a shopper says how her skin feels."),
        ("feel",),
        (
            Column("feel", _("How it feels.")),
            _choice("skin", _("Treated like skin in this state."), sorted(SKIN_STATES)),
            Column("needs", _("name:number, parted by spaces, such as soothing:1.")),
            *_both("said", _("Sentence without its full stop.")),
            SOURCE,
        ),
        bound=("feel",),
    ),
    Table(
        "traits",
        _("What a product may feel like, and which ingredients make it so."),
        ("trait",),
        (
            Column("trait", _("Name of the trait.")),
            Column("enough", _("Share of the list at which one would say so, up to 1.")),
            Column("kinds", WEIGHTS, empty=True),
            Column("fatty_acids", WEIGHTS, empty=True),
            Column("roles", WEIGHTS, empty=True),
            *_both("clause", _("What goes on, where the trait is the reason."), empty=True),
            SOURCE,
        ),
    ),
    Table(
        "likings",
        _("Which traits a moment or a family of exercises likes in oils and in watery layers."),
        ("when",),
        (
            Column("when", _("A moment or a family of exercises.")),
            Column("oil", _("trait:number from -1 to 1, parted by spaces."), empty=True),
            Column("water", _("trait:number from -1 to 1, parted by spaces."), empty=True),
            SOURCE,
        ),
        bound=("when",),
    ),
    Table(
        "ingredients",
        _("Ingredients by their INCI name: what they are and do."),
        ("inci",),
        (
            Column("inci", _("Name of the EU inventory.")),
            Column(
                "read_alike",
                _("INCI names that are treated alike, one a line."),
                separator=";",
                empty=True,
            ),
            *NAMES,
            INGREDIENT_KIND,
            ROLE_LIST,
            Column("fatty_acids", _("Class of fatty acids, of an oil."), empty=True),
            CLOG,
            AFTER,
            CAUTION_LIST,
            SOURCE,
        ),
        bound=("kind", "fatty_acids"),
    ),
    Table(
        "ingredient_patterns",
        _("Ingredients that no row spells out, by a regular expression; the first match counts."),
        ("pattern",),
        (
            Column("pattern", _("Regular expression, looked for in the name.")),
            *NAMES,
            INGREDIENT_KIND,
            ROLE_LIST,
            CLOG,
            AFTER,
            CAUTION_LIST,
            SOURCE,
        ),
        bound=("kind",),
    ),
    Table(
        "ingredient_aliases",
        _("Other printed names: trade names, US names, plain English."),
        ("printed",),
        (
            Column("printed", _("Name as printed.")),
            Column("inci", _("Name of the EU inventory.")),
            SOURCE,
        ),
    ),
    Table(
        "ingredient_functions",
        _("What a role or kind is called in the EU inventory."),
        ("role",),
        (
            Column("role", _("Role or kind of an ingredient.")),
            Column("function", _("Function in words of the EU inventory.")),
            SOURCE,
        ),
    ),
    Table(
        "ingredients_for_skin",
        _("How far ingredients, forms and names speak for what a shop calls “good for”."),
        ("kind", "pattern"),
        (
            Column("about", _("What the row is about, in words.")),
            _choice("kind", _("What the pattern is looked for in."), EVIDENCE_OF_NEEDS),
            Column("pattern", _("Regular expression.")),
            *(Column(name, _("Weight from -9 to 9; 0 says nothing.")) for name in SKIN_NEEDS),
            SOURCE,
        ),
    ),
    Table(
        "allergens",
        _("Fragrance allergens that have to be declared, with thresholds."),
        ("label_name",),
        (
            Column("label_name", _("Name on labels.")),
            Column("group", _("By which rule it came onto the list.")),
            Column("annex_iii_entry", _("Entry of Annex III."), empty=True),
            Column("cas", _("CAS number."), empty=True),
            Column(
                "match_aliases", _("Other printed names, one a line."), separator="|", empty=True
            ),
            Column(
                "threshold_leave_on_pct",
                _("Per cent of the product from which it is declared; empty: banned."),
                empty=True,
            ),
            Column(
                "threshold_rinse_off_pct",
                _("Per cent of the product from which it is declared; empty: banned."),
                empty=True,
            ),
            Column("must_declare_new_products_from", _("Date, such as 2026-07-31."), empty=True),
            Column("must_declare_all_products_from", _("Date, such as 2026-07-31."), empty=True),
            Column("kind", _("Substance, oil or extract."), empty=True),
            Column("typical_sources", _("Where it usually comes from."), empty=True),
            Column("certainty", _("How sure this is."), empty=True),
            SOURCE,
        ),
    ),
    Table(
        "avoided",
        _("What shoppers call a group of ingredients that they want left out."),
        ("words",),
        (
            Column("words", _("What a shopper may write, one a line."), separator="|"),
            Column(
                "names",
                _(
                    "Parts of names on lists, one a line; = before a whole name; role: or kind:"
                    " for all ingredients of it."
                ),
                separator="|",
            ),
            SOURCE,
        ),
    ),
    Table(
        "forms",
        _("What products call themselves in names and categories."),
        ("form",),
        (
            _choice("form", _("Form of the product."), sorted(FORMS)),
            Column(
                "words",
                _("Words, one a line; word* for any ending, word$ for the end of a name."),
                separator="|",
            ),
            SOURCE,
        ),
        words="words",
    ),
    Table(
        "claims_words",
        _("Words for each concept that the rules about claims speak of."),
        ("concept", "lang"),
        (
            Column("concept", _("Name of the concept.")),
            LANG,
            Column(
                "words",
                _("Words, one a line; =word only itself, word* and *word beginnings and endings."),
                separator="|",
            ),
            SOURCE,
        ),
        words="words",
    ),
    Table(
        "claims_rules",
        _("What copy may not say, and what it may say instead."),
        ("id",),
        (
            Column("id", _("Number of the rule, such as OWN1.")),
            LANG,
            CLAIM_PHRASE_LIST,
            Column("class", _("Class of claims.")),
            _choice(
                "severity",
                _("What happens to the text."),
                (
                    "block",
                    "warn",
                    "block_manual",
                    "block_if_contradicted",
                    "block_if_untrue",
                    "only_if_contradicted",
                ),
            ),
            _choice(
                "scope",
                _("copy: only in what sells; product: also where an article is about one."),
                ("copy", "product", "all"),
            ),
            Column(
                "contradicted_by",
                _("What in a product's list makes the claim untrue."),
                refers="claims_contradictions",
                empty=True,
            ),
            _choice("elsewhere", _("In an article's sentence about no product."), ("none", "warn")),
            _choice("in_caution", _("1 where a caution may name it."), ("0", "1")),
            Column("why", _("Why it may not be said."), empty=True),
            SOURCE,
            Column("safer_wording", _("What may be said instead.")),
        ),
        bound=("class",),
    ),
    Table(
        "claims_harmless",
        _("Phrases that look like a claim and are none."),
        ("lang",),
        (LANG, CLAIM_PHRASE_LIST, SOURCE),
        words="phrases",
    ),
    Table(
        "claims_contradictions",
        _("What in a product's list makes a claim untrue, such as scent in what is unscented."),
        ("what",),
        (
            Column("what", _("Name that rules refer to.")),
            Column("kinds", _("Kinds of ingredients, parted by spaces."), empty=True),
            Column("roles", _("Roles of ingredients, parted by spaces."), empty=True),
            Column("pattern", _("Regular expression, looked for in the name."), empty=True),
            _choice(
                "unmarked",
                _("1: where a list marks what is organic, also what has no mark."),
                ("0", "1"),
            ),
            SOURCE,
        ),
    ),
    Table(
        "claims_frames",
        _("Words that deny, doubt or caution."),
        ("kind", "lang"),
        (Column("kind", _("What the words do.")), LANG, CLAIM_PHRASE_LIST, SOURCE),
        words="phrases",
        bound=("kind",),
    ),
)
TABLES = {table.name: table for table in _ALL}

# From these alone it follows what a product is; see books.cached.
ABOUT_PRODUCTS = frozenset(
    [
        *("ingredients", "ingredient_patterns", "ingredient_aliases", "ingredient_functions"),
        *("ingredients_for_skin", "allergens", "forms", "needs", "traits"),
    ]
)
