"""A cell of text -> the lists printed in it, each with its heading and its names in order.

Lists are parted by headings only: lines and paragraphs without one between them carry one list
on. What belongs to no list (talk, footnotes, praise of single ingredients) is left out.
"""

from __future__ import annotations

import ast
import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from .ingredient_names import MARK, TALK, inci_of, is_listed, is_name, name_of
from .ingredient_tokens import (
    FULL_STOP,
    LEAST_OF_SEPARATORS,
    first_piece,
    is_list,
    is_plain_list,
    pieces_of,
    tokens_of,
)

MOJIBAKE = re.compile(r"Ã[\x80-\xbf\u2018-\u201d\u20ac]|â€|¬†")
CHARACTERS = str.maketrans(
    {
        # Exponents are footnote marks; left alone, they would become digits of the name.
        "¹": "†",
        "²": "‡",
        "³": "†‡",
        "⁴": "‡†",
        "⁵": "††",
        "⁶": "‡‡",
        "⁺": "†",
        **dict.fromkeys("º˚ᵒ", "°"),
        **dict.fromkeys("∗⁎✱＊﹡٭", "*"),
        **dict.fromkeys("▪●◦‣∙⋅■□○►▸➤✓✔", "•"),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff™®©", None),
    }
)
BREAK = re.compile(r"<\s*(?:br|/?(?:p|li|ul|ol|div|tr|td|table|h\d))\b[^<>]*>|\n", re.I)
TAG = re.compile(r"<[^<>]+>")
GENERIC = (
    r"(?:(?:full|all|complete|active|inactive|non-?active|other|key|hero|star|main|further|the|our|"
    r"product|list of)\s+)*"
    r"(?:ingredients?|ingredienser|innehåll(?:sförteckning)?|ingrédients?|inhaltsstoffe|zutaten|"
    r"bestandteile|ingredienti|ingredientes|ingrediënten|composition|composición|composizione|"
    r"zusammensetzung|inci|contains|contents|innehåller|actives?|inactives?|drug facts)"
    r"(?:\s+(?:list|inci))?"
)
HEADING = re.compile(
    rf"(?<![^\W\d_]){GENERIC}(?:\s*[/(]\s*[^\W\d][^():,/]{{0,30}}[)]?)*\s*[:：]", re.I
)
GENERIC_LINE = re.compile(rf"{GENERIC}(?:\s*[/(][^():,/]{{1,30}}[)]?)*\W*", re.I)
GENERIC_BEFORE = re.compile(rf"{GENERIC}\s+(?=\S)", re.I)
GENERIC_BEHIND = re.compile(rf"\s*\b{GENERIC}$", re.I)
ACTIVE = re.compile(r"(?<!in)(?<!non-)(?<!non)active|drug facts", re.I)
INACTIVE = re.compile(r"\b(?:in|non-?)active|\bother", re.I)
SECTION = re.compile(
    r"(?:key |main |the )?(?:benefits?|features|details|description|about|application|directions|"
    r"(?:how )?to use|how to (?:apply|use it)|usage|suggested use|use|warnings?|cautions?|storage|"
    r"shipping|delivery|returns|results|why we love it|what it (?:is|does)|fördelar|beskrivning|"
    r"användning|så (?:här )?använder du(?: den)?|varning|förvaring|leverans|anwendung|hinweise?|"
    r"beschreibung|vorteile|conseils d.utilisation|utilisation|bienfaits|modo de uso|uso)",
    re.I,
)
ALONE = re.compile(rf"(?:{GENERIC}(?:\s*[/(][^():,/]{{1,30}}[)]?)*|{SECTION.pattern})\W*", re.I)
PRAISED = re.compile(r"\b(key|hero|star)\b", re.I)
LABEL = re.compile(
    r"(?:^|(?<=[,.;\])] )|(?<=[.\]]))\s*[-•]?\s*([^\W_][^,;:\[\]\n.]{0,70}?) ?: ?(?=\S)"
)
INTRODUCES = re.compile(
    r"\b(?:such as|including|includes?|like|with|are|is|of|from|as|e\.?g|som|med)$", re.I
)
NO_LABEL = re.compile(r"^(?:ci|cas|e?inecs|net wt)\b|%$|allerg[eè]n", re.I)
MAY_CONTAIN = re.compile(
    r"(?:may[ -](?:also )?contain|peut contenir|kan innehålla|kann enthalten|"
    r"può contenere|puede contener|kan bevatten|kan indeholde|kan inneholde|\+\s*/\s*-|±)",
    re.I,
)
NOTE = re.compile(
    r"\b(?:organic\w*|orgánic\w*|ekologisk\w*|økologisk\w*|luomu\w*|biologi\w*|ecológic\w*|bio|"
    r"agricult\w*|agricol\w*|farm\w*|grown|odl\w*|anbau|landwirtschaft|origin\w*|ursprung\w*|"
    r"herkunft|naturlig\w*|natural(?:ly)?|natürlich\w*|naturel\w*|essential oils?|eterisk\w*|"
    r"ätherisch\w*|huiles? essentielles?|essenziali|esenciales|components?|constituents?|"
    r"occurring|förekommande|derived|certifi\w*|fair ?trade|biodynami\w*|demeter|ingredients?|"
    r"allergens?|ingredienser|total|percent|free|net wt)\b",
    re.I,
)
ORGANIC = re.compile(
    r"(?<!non-)(?<!non )(?<!not )\b(?:organic\w*|orgánic\w*|ekologisk\w*|økologisk\w*|luomu\w*|"
    r"biologi\w*|ecológic\w*|bio(?![\w-])|biodynami\w*|demeter|kb[at]\b|"
    r"kontrolliert\w*.{0,25}anbau)",
    re.I,
)
FOOTNOTE = re.compile(rf"(?:^|(?<=[\s.;,)\]]))\(?{MARK}\)?\s*[=:–-]?\s*(?=[^\W_])")
NOTES = re.compile(rf"({MARK})\)?([^*†‡◊°]*)")
MARK_BEHIND = re.compile(rf"({MARK})\W*$")
CODE = re.compile(
    r"[(<\[]?\b(?:f\.? ?i\.? ?l\.?|iln?|mosc|code|lot|batch|formula|ref|réf)(?:\W{0,3}n[o°])?"
    r"\W{0,3}[a-z]?\d[\w./-]*[)>\]]?|[(<]?\b[A-Z]\d{5,7}(?:/\d{1,2})?[A-Z]?\b[)>]?",
    re.I,
)
PRAISE = re.compile(r"[-•]?\s*[^:.]{2,80}: +[A-Z]")
ABSENT = re.compile(
    r"\b(?:do(?:es)? not contain|contains? no|free (?:of|from)|(?:formulated|made) without|"
    r"innehåller (?:inte|inga)|fri från|ne contient (?:pas|aucun)|enthält kein\w*)\b",
    re.I,
)
AND = re.compile(r"\s*[(\[]and[)\]]\s*", re.I)
LONGEST_LABEL = 9


@dataclass(slots=True)
class PrintedList:
    """``name`` is the heading above the list, if it has one."""

    name: str
    tokens: list[str]


@dataclass(slots=True)
class Cell:
    """``organic_marks`` are footnote marks whose note speaks of organic farming."""

    lists: list[PrintedList] = field(default_factory=list)
    may_contain: list[str] = field(default_factory=list)
    organic_marks: set[str] = field(default_factory=set)
    has_notes: bool = False
    has_praise: bool = False  # of single ingredients, such as "-Aloe: calms the skin"


def read_cell(text: str) -> Cell:
    """Of a text that ``tidy`` has been through."""
    return _Reader().read(_lines(text))


def tidy(text: str) -> str:
    """Without entities, ligatures, soft hyphens and what a wrong decoding left behind."""
    if "&" in text:
        text = html.unescape(html.unescape(text))
    if MOJIBAKE.search(text):
        text = _decoded_again(text)
    text = unicodedata.normalize("NFKC", text.translate(CHARACTERS))
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\\n", "\n")
    return re.sub(r"[^\S\n]+", " ", text)


def _decoded_again(text: str) -> str:
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text.replace("¬†", " ")


def _lines(text: str) -> Iterator[str]:
    for part in _cells(text):
        for line in BREAK.split(part):
            plain = " ".join(TAG.sub(" ", line).split())
            if plain:
                yield plain


def _cells(text: str) -> list[str]:
    """A printed Python list is opened, even one that was cut off."""
    stripped = text.strip()
    if not stripped.startswith("["):
        return [text]
    try:
        cells = ast.literal_eval(stripped)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        cells = None
    if isinstance(cells, list):
        return [str(cell) for cell in cells]
    if stripped[1:2] in ("'", '"'):
        return re.split(r"['\"], ?['\"]", stripped.strip("[]'\""))
    return [text]


class _Reader:
    """Goes through the lines once: which belong to a list, which call it something."""

    def __init__(self) -> None:
        self.cell = Cell()
        self.product = ""  # heading that names what the list is of
        self.part = ""  # heading such as "Active ingredients"
        self.open: list[str] = []  # lines of the list being read
        self.filters = ""  # an "active" list, which the rest of the same list follows
        self.in_may_contain = False
        self.elsewhere = False  # under a heading such as "How to use"

    def read(self, lines: Iterator[str]) -> Cell:
        line = next(lines, "")
        while line:
            following = next(lines, "")
            for heading, text in _at_headings(line):
                if heading:
                    self.begin(heading)
                if text:
                    self.take(text, following)
            line = following
        self.close(more=False)
        self.merge_labels_of_purpose()
        return self.cell

    def take(self, text: str, following: str) -> None:
        if (text.endswith(":") or ALONE.fullmatch(text)) and not MAY_CONTAIN.search(text):
            self.begin(text)
            return
        if self.elsewhere and not is_plain_list(text):
            return
        text, *may = MAY_CONTAIN.split(text, maxsplit=1)
        if may:
            tail = re.sub(r"^[^:,]{0,30}:", "", may[0])
        elif self.in_may_contain and not _repeats(text, self.open):
            text, tail = "", text
        else:
            tail = ""
        praise = bool(PRAISE.match(text))
        text = self.without_notes(text.rstrip(" [(") if may else text)
        self.cell.has_praise = self.cell.has_praise or (praise and not text)
        if text:
            self.take_plain(text, following)
        if may or tail:
            self.in_may_contain = True
            self.cell.may_contain += tokens_of(tail.strip(" :'\"])/-+|"))

    def take_plain(self, text: str, following: str) -> None:
        if self.is_heading(text, following):
            self.begin(text)
        elif is_list(text):
            if _repeats(text, self.open):
                self.close(more=False)
            self.open.append(text)
        elif self.continues(text, following):
            self.open.append(text)
        else:
            self.cell.has_praise = self.cell.has_praise or ":" in text

    def is_heading(self, text: str, following: str) -> bool:
        """A line of its own without a colon, such as "N° 12 Rose" between two whole lists."""
        if "," in text or len(text.split()) > LONGEST_LABEL or is_list(text):
            return False
        between = not self.open or self.open[-1][-1] in ".])" or self.in_may_contain
        return between and "," in following and is_list(following)

    def continues(self, text: str, following: str) -> bool:
        """An unknown name in a line of its own is part of the list around it."""
        if ":" in text or TALK.search(text):
            return False
        return bool(self.open) or ("," not in following and is_listed(following))

    def begin(self, heading: str) -> None:
        heading = heading.strip(" :.-•*–")
        is_part = bool(GENERIC_LINE.fullmatch(heading))
        if is_part and not (self.product or self.part or PRAISED.search(heading)):
            # What stands before "Ingredients" without a heading is talk, unless the rest follows.
            self.part = "active" if INACTIVE.search(heading) else "key"
        self.close(more=is_part)
        self.elsewhere = bool(SECTION.fullmatch(heading))
        if self.elsewhere:
            self.product = self.part = ""
        elif is_part:
            self.part = heading
        else:
            self.product, self.part = GENERIC_BEHIND.sub("", heading), ""

    def close(self, *, more: bool) -> None:
        """Ends the list being read; ``more`` says that the same product may have another part."""
        joined = _joined(self.open)
        self.open, self.in_may_contain = [], False
        if not joined:
            return
        if PRAISED.search(self.part) and (more or self.cell.lists):
            self.cell.has_praise = True
        elif more and ACTIVE.search(self.part):
            self.filters = joined.strip(" .,;") + ", "
        else:
            self.cell.lists.append(PrintedList(self.product, tokens_of(self.filters + joined)))
            self.product = self.filters = ""

    def without_notes(self, text: str) -> str:
        """Cuts footnotes, codes, and sentences that list nothing."""
        text = AND.sub(", ", CODE.sub(" ", text))
        for found in FOOTNOTE.finditer(text):
            if _is_footnote(text, found):
                self.remember(text[found.start() :])
                text = text[: found.start()]
                break
        kept: list[str] = []
        sentences = FULL_STOP.split(text)
        for sentence in sentences:
            listed = is_list(sentence) and not ABSENT.search(sentence.partition(",")[0])
            heads = len(sentences) > 1 and not kept and not self.open and "," not in sentence
            if listed or not (heads or self.is_aside(sentence)):
                kept.append(sentence)
        return ". ".join(kept).strip()

    def is_aside(self, sentence: str) -> bool:
        if not NOTE.search(sentence):
            return bool(TALK.search(sentence) or ABSENT.search(sentence))
        mark = MARK_BEHIND.search(sentence)
        if mark:
            self.remember(mark[1] + sentence)
        return True

    def remember(self, notes: str) -> None:
        self.cell.has_notes = True
        for mark, note in NOTES.findall(notes):
            if ORGANIC.search(note):
                self.cell.organic_marks.add(mark)

    def merge_labels_of_purpose(self) -> None:
        """What reads "Emollient: Squalane, Humectant: Glycerin" is one list."""
        sizes = sorted(len(listed.tokens) for listed in self.cell.lists)
        if len(sizes) > 2 and sizes[len(sizes) // 2] < 3:
            tokens = [token for listed in self.cell.lists for token in listed.tokens]
            self.cell.lists = [PrintedList("", tokens)]


def _at_headings(line: str) -> Iterator[tuple[str, str]]:
    """(heading or "", what follows it), the line's own start first."""
    if ":" not in line and "：" not in line:
        before = GENERIC_BEFORE.match(line)
        if before and is_listed(first_piece(line[before.end() :])):
            yield before[0], line[before.end() :]
        else:
            yield "", line
        return
    start, heading = 0, ""
    for begin, end, called in _headings(line):
        if begin < start:
            continue
        yield heading, line[start:begin].strip()
        start, heading = end, called
    yield heading, line[start:].strip()


def _headings(line: str) -> list[tuple[int, int, str]]:
    found = [(match.start(), match.end(), match[0]) for match in HEADING.finditer(line)]
    for match in LABEL.finditer(line):
        if _is_label(match[1], line[match.end() :]):
            found.append((match.start(1), match.end(), match[1]))
    return sorted(found)


def _is_label(label: str, rest: str) -> bool:
    if len(label.split()) > LONGEST_LABEL or MAY_CONTAIN.search(label) or NO_LABEL.search(label):
        return False
    if INTRODUCES.search(label) or not is_listed(first_piece(rest)):
        return False
    return not is_name(inci_of(name_of(label)))


def _is_footnote(text: str, found: re.Match[str]) -> bool:
    """A mark before a name belongs to the name; one before a note begins the notes."""
    before = text[: found.start()].rstrip()
    note = re.split(r"[,;.*†‡◊°]", text[found.end() :], maxsplit=1)[0]
    if is_name(inci_of(name_of(note))):
        return False
    if NOTE.search(note):
        return not (before[-1:] in (",", ";") and is_listed(note))
    return before[-1:] in ("", ".") and not is_list(text[found.end() :])


def _repeats(line: str, lines: list[str]) -> bool:
    """Whether a line begins another list: it names much of what the lines before it name."""
    if not lines:
        return False
    names = {inci_of(name_of(token)) for token in pieces_of(line) if is_listed(token)}
    if len(names) < LEAST_OF_SEPARATORS:
        return False
    before = {inci_of(name_of(token)) for token in pieces_of(", ".join(lines))}
    first = inci_of(name_of(first_piece(line)))
    return len(names & before) * 2 > len(names) or (first == "aqua" and first in before)


def _joined(lines: list[str]) -> str:
    joined = ""
    for line in lines:
        joined += (_glue(joined, line) if joined else "") + line
    return joined


def _glue(before: str, after: str) -> str:
    """Between two lines of a list: the line may have been broken inside a name."""
    if before[-1] in ",;•" or after[0] in ",;•)]":
        return " "
    if before[-1] == "-":
        return ""
    last, first = pieces_of(before[-200:])[-1:], first_piece(after)
    if not last or before[-1] in ".])":
        return ", "
    if is_name(inci_of(name_of(f"{last[0]} {first}"))):
        return " "
    wrapped = "," in before and "," in after
    return " " if wrapped and not (is_listed(last[0]) and is_listed(first)) else ", "
