"""The HTML body of a product, as shops write them -> description, list, way of use.

Ingredients stand in there under a heading, behind a bold label, as a bullet list, or at the end of
a paragraph after the word "Ingredients:".
"""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from recommendations.ingredients import parse

BLOCKS = {
    "p", "div", "li", "ul", "ol", "table", "tr", "td", "th", "section", "article", "blockquote",
    "dl", "dt", "dd", "summary", "details", "figure", "figcaption", "hr", "body", "html", "meta",
}  # fmt: skip
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
BOLD = {"b", "strong"}
SILENT = {"script", "style", "template", "noscript", "iframe", "object", "svg", "head", "title"}
INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))

SECTIONS = {
    "ingredients": re.compile(
        r"(full |all |complete |the )?(ingredients?|inci|ingredienser|innehåll(sförteckning)?)"
        r"( list| \(inci\))?",
        re.I,
    ),
    "use": re.compile(
        r"application|directions?( for use)?|how to (use|apply)( it)?|usage|(suggested|recommended)"
        r" use|användning|bruksanvisning|så använder du( den| produkten)?|hur man använder",
        re.I,
    ),
    "precautions": re.compile(
        r"precautions?|warnings?|cautions?|please note|varning(ar)?|försiktighet|att tänka på", re.I
    ),
    "description": re.compile(
        r"(product )?(description|details)|overview|benefits|features|about|beskrivning|fördelar",
        re.I,
    ),
}
IN_TEXT = re.compile(
    r"(?:^|(?<=[\s.!?]))(?:full |all )?(?:ingredients?|inci|ingredienser|innehåll)(?: list)?"
    r"\s*(?:\([^)]{1,30}\))?\s*:\s*",
    re.I,
)
LABELLED = re.compile(r"^(?P<label>[^:,]{2,60}):\s+(?=\S)")
# Footnotes of a list and colourants that are only in some shades.
CONTINUES = re.compile(
    r"[*†‡¹²³]|[\[(]?\s*(\+\s*/\s*-|may contain|kan innehålla|peut contenir)", re.I
)
BULLET = "– "
LEAST_MATCHED = 0.3
LEAST_OF_A_LIST = 3


@dataclass(frozen=True)
class Block:
    kind: str  # "heading", "item" or "text"
    text: str
    label: str = ""  # bold words that open the block


@dataclass
class ProductText:
    description: list[str] = field(default_factory=list)  # bullets begin with BULLET
    use: list[str] = field(default_factory=list)
    precautions: list[str] = field(default_factory=list)
    ingredients: str = ""
    lists: int = 0  # how many ingredients lists were found; more than one: none is taken
    unread_list: str = ""  # what stands where the list should be and is none

    @property
    def lines(self) -> list[str]:
        lines = [*self.description, *self.use, *self.precautions]
        return [line.removeprefix(BULLET) for line in lines]


class _Blocks(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.kind = "text"
        self.words: list[str] = []
        self.bold_words: list[str] = []
        self.bold = 0
        self.silent = 0

    def flush(self) -> None:
        text = tidy("".join(self.words))
        if text:
            bold = tidy("".join(self.bold_words)).rstrip(": ")
            all_bold = bold and bold == text.rstrip(": ")
            is_heading = self.kind == "heading" or (all_bold and len(bold.split()) <= 6)
            label = bold if bold and text.startswith(bold) and not all_bold else ""
            self.blocks.append(Block("heading" if is_heading else self.kind, text, label))
        self.words, self.bold_words = [], []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SILENT:
            self.silent += 1
        elif tag in BOLD:
            self.bold += 1
        elif tag == "br":
            self.flush()
        elif tag in HEADINGS or tag in BLOCKS:
            self.flush()
            # A paragraph inside a bullet is still that bullet.
            if tag in HEADINGS:
                self.kind = "heading"
            elif tag == "li":
                self.kind = "item"
            elif self.kind != "item" or tag not in {"p", "div"}:
                self.kind = "text"

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag in BOLD:
            self.bold = max(0, self.bold - 1)
        elif tag in HEADINGS or tag in BLOCKS:
            self.flush()
            if tag in HEADINGS or tag in {"li", "ul", "ol"}:
                self.kind = "text"
                self.bold = 0

    def handle_data(self, data: str) -> None:
        if self.silent:
            return
        self.words.append(data)
        # Only bold words at the beginning can be a label.
        if self.bold and (self.bold_words or not tidy("".join(self.words[:-1]))):
            self.bold_words.append(data)


def tidy(text: str) -> str:
    return " ".join(text.translate(INVISIBLE).split())


def blocks(html: str) -> list[Block]:
    reader = _Blocks()
    reader.feed(html)
    reader.close()
    reader.flush()
    return reader.blocks


def section_of(heading: str) -> str:
    """The section a heading opens; empty for a heading of the shop's own."""
    words = heading.strip(" :.–-")
    return next((name for name, words_of in SECTIONS.items() if words_of.fullmatch(words)), "")


def read_body(html: str) -> ProductText:
    text = ProductText()
    lists: list[Block] = []
    section = "description"
    for block in blocks(html):
        named = section_of(block.text) if block.kind == "heading" else section_of(block.label)
        if block.kind == "heading":
            section = named or "description"
            if not named:
                text.description.append(block.text)
            continue
        if named:
            section = named
            block = Block(block.kind, block.text.removeprefix(block.label).lstrip(" :"))
        if section == "ingredients":
            lists.append(block)
            continue
        before, _mark, after = split_at_list(block.text)
        if after:
            lists.append(Block("text", after))
        if before:
            is_bullet = section == "description" and block.kind == "item"
            getattr(text, section).append(BULLET + before if is_bullet else before)
    take_list(text, lists)
    return text


def joined(description: list[str]) -> str:
    """Paragraphs with an empty line between them, bullets line by line."""
    text = ""
    for line in description:
        follows = text.rpartition("\n")[2].startswith(BULLET) and line.startswith(BULLET)
        text += ("\n" if follows else "\n\n" if text else "") + line
    return text


def split_at_list(text: str) -> tuple[str, str, str]:
    """A paragraph that ends in its ingredients list is cut before it."""
    for mark in IN_TEXT.finditer(text):
        after = text[mark.end() :]
        if is_list(after):
            return text[: mark.start()].strip(), mark[0], after
    return text, "", ""


def take_list(text: ProductText, found: list[Block]) -> None:
    if not found:
        return
    pieces = [IN_TEXT.sub("", block.text, count=1).strip() for block in found]
    whole = [
        piece for piece in pieces if is_list(piece) and len(parse(piece).items) >= LEAST_OF_A_LIST
    ]
    if len(whole) > 1 and all(is_labelled(block) for block in found if is_list(block.text)):
        text.lists = len(whole)
        return
    listed = ""
    for piece in pieces:
        if whole and piece not in whole and not CONTINUES.match(piece) and not is_list(piece):
            text.description.append(piece)
            continue
        glue = " " if CONTINUES.match(piece) or listed.endswith(",") else ", "
        listed += (glue if listed else "") + piece
    listed = listed.strip()
    if is_list(listed):
        text.ingredients, text.lists = listed, 1
    else:
        text.unread_list = listed


def is_labelled(block: Block) -> bool:
    return bool(block.label or LABELLED.match(block.text) or IN_TEXT.match(block.text))


def is_list(text: str) -> bool:
    listed = parse(text)
    return listed.usable and listed.matched_share >= LEAST_MATCHED
