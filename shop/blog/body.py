"""The article document: which elements it may hold, and what they mean.

A body is HTML. Beside plain text elements it knows three stable ones, found by slug, so that an
editor can write them and old articles stay valid:

- a routine: `<ol data-routine><li data-exercise="wall-angel" data-seconds="120">words</li></ol>`
- one exercise outside a routine: `<div data-exercise="wall-angel">own words</div>`
- a product: `<div data-product="restore-facial-oil"></div>`
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

import nh3

TEXT_TAGS = {"p", "h2", "h3", "ul", "ol", "li", "a", "em", "strong", "blockquote", "br", "sup"}
ATTRIBUTES = {
    "a": {"href"},
    "h2": {"id"},
    "ol": {"data-routine"},
    "li": {"data-exercise", "data-seconds"},
    "div": {"data-exercise", "data-seconds", "data-product"},
}
VOID_TAGS = {"br"}


def sanitised(html: str) -> str:
    """The document with everything else removed; scripts and styles go with their content."""
    return nh3.clean(
        html,
        tags=TEXT_TAGS | {"div"},
        attributes=ATTRIBUTES,
        url_schemes={"https", "mailto"},
        link_rel="noopener",
    )


@dataclass(frozen=True)
class Move:
    slug: str
    seconds: int | None
    words: str  # the author's own wording, empty: the exercise's instruction


@dataclass(frozen=True)
class Part:
    """One stretch of the document, drawn by one template."""

    kind: str  # "text", "routine", "exercise" or "product"
    html: str = ""
    moves: tuple[Move, ...] = ()
    slug: str = ""


@dataclass
class _Reader(HTMLParser):
    parts: list[Part] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self.moves: list[Move] | None = None
        self.move: tuple[str, int | None] | None = None
        self.move_words: list[str] = []
        self.inner = 0  # lists, items and divs opened inside the current special element

    def flush(self) -> None:
        html = "".join(self.text).strip()
        if html:
            self.parts.append(Part("text", html=html))
        self.text = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "ol" and "data-routine" in given and self.moves is None:
            self.flush()
            self.moves = []
        elif "data-exercise" in given and self.move is None:
            if self.moves is None:
                self.flush()
            seconds = given.get("data-seconds") or ""
            self.move = (given["data-exercise"] or "", int(seconds) if seconds.isdigit() else None)
            self.move_words = []
        elif tag == "div" and "data-product" in given:
            self.flush()
            self.parts.append(Part("product", slug=given["data-product"] or ""))
        elif self.move is not None or self.moves is not None:
            self.inner += tag in {"ol", "ul", "li", "div"}
        elif tag != "div":
            named = "".join(f' {key}="{escape(value or "")}"' for key, value in attrs)
            self.text.append(f"<{tag}{named}>")

    def handle_endtag(self, tag: str) -> None:
        if self.inner and tag in {"ol", "ul", "li", "div"}:
            self.inner -= 1
        elif self.move is not None:
            if tag in {"li", "div"}:
                slug, seconds = self.move
                move = Move(slug, seconds, " ".join("".join(self.move_words).split()))
                self.move = None
                if self.moves is not None:
                    self.moves.append(move)
                else:
                    self.parts.append(Part("exercise", moves=(move,)))
        elif self.moves is not None:
            if tag == "ol":
                self.parts.append(Part("routine", moves=tuple(self.moves)))
                self.moves = None
        elif tag not in VOID_TAGS and tag != "div":
            self.text.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if self.move is not None:
            self.move_words.append(data)
        elif self.moves is None:
            self.text.append(escape(data, quote=False))


def read(html: str) -> tuple[list[Part], str]:
    """The parts of a sanitised document in order, and its words alone."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.flush()
    return reader.parts, " ".join(" ".join(reader.words).split())


def moves(parts: list[Part]) -> Iterator[tuple[Move, bool]]:
    """Every exercise in order, with whether it belongs to a routine."""
    for part in parts:
        for move in part.moves:
            yield move, part.kind == "routine"
