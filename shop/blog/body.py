"""The article document: which elements it may hold, and what they mean.

A body is HTML. Beside plain text elements it knows three stable ones, found by slug, so that an
editor can write them and old articles stay valid. They stand on their own, not inside others:

- a routine: `<ol data-routine><li data-exercise="wall-angel" data-seconds="120">words</li></ol>`
- one exercise outside a routine: `<div data-exercise="wall-angel">own words</div>`
- a product: `<div data-product="restore-facial-oil"></div>`
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import nh3
from django.utils.translation import gettext

TEXT_TAGS = {"p", "h2", "h3", "ul", "ol", "li", "a", "em", "strong", "blockquote", "br", "sup"}
ATTRIBUTES = {
    "a": {"href"},
    "h2": {"id"},
    "ol": {"data-routine"},
    "li": {"data-exercise", "data-seconds"},
    "div": {"data-exercise", "data-seconds", "data-product"},
}
SCHEMES = {"http", "https", "mailto"}
SPECIAL = ("data-routine", "data-exercise", "data-product")
SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*", re.ASCII)
LONGEST_SLUG = 100
LONGEST_MOVE = 3600
TAG = re.compile(r"<([a-z][a-z0-9]*)", re.I)
SCHEME = re.compile(r"""href\s*=\s*["']?\s*([a-z][a-z0-9+.-]*):""", re.I)
# What HTML allows and XML does not, in the words of each.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
# Before these a word ends; inside a sentence they do not part it.
SPACED = re.compile(r"<(?!/?(?:a|em|strong)\b)")
DEEPEST = 60
AS_XML = (("<br>", "<br/>"), ("&nbsp;", "\u00a0"))


def sanitised(html: str) -> str:
    """The document with everything else removed; scripts and styles go with their content."""
    return nh3.clean(
        CONTROL.sub("", html),
        tags=TEXT_TAGS | {"div"},
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel="noopener",
    )


def refused(html: str) -> list[str]:
    """What `sanitised` would take away, each as a sentence for whoever wrote it."""
    sentences = []
    tags = sorted({tag.lower() for tag in TAG.findall(html)} - TEXT_TAGS - {"div"})
    if tags:
        sentences.append(
            gettext("An article cannot hold these elements: %(tags)s. Take them out of the text.")
            % {"tags": ", ".join(tags)}
        )
    schemes = sorted({scheme.lower() for scheme in SCHEME.findall(html)} - SCHEMES)
    if schemes:
        sentences.append(
            gettext("A link may begin with https:, http:, mailto: or /, not with %(schemes)s:.")
            % {"schemes": ":, ".join(schemes)}
        )
    return sentences


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


@dataclass(frozen=True)
class Document:
    """A body that was read: its parts in order, its words alone, and what is wrong with it."""

    parts: list[Part] = field(default_factory=list)
    words: str = ""
    problems: list[str] = field(default_factory=list)

    def moves(self) -> Iterator[tuple[Move, bool]]:
        """Every exercise in order, with whether it belongs to a routine."""
        for part in self.parts:
            for move in part.moves:
                yield move, part.kind == "routine"


def read(html: str) -> Document:
    """What the sanitised document says; what is wrong with it is listed, never raised."""
    html = sanitised(html)
    root = tree(html)
    document = Document(words=words_of(tree(SPACED.sub(" <", html))))
    if depth(root) > DEEPEST:
        document.parts.append(Part("text", html=f"<p>{escape(document.words)}</p>"))
        document.problems.append(gettext("The text is nested too deeply; take out some lists."))
        return document
    text: list[str] = []

    def flush() -> None:
        if stretch := "".join(text).strip():
            document.parts.append(Part("text", html=stretch))
        text.clear()

    text.append(escape(root.text or "", quote=False))
    for element in root:
        tail, element.tail = element.tail or "", None
        if part := special(element, document.problems):
            flush()
            document.parts.append(part)
        else:
            document.problems.extend(misplaced(element))
            text.append(ElementTree.tostring(element, encoding="unicode", method="html"))
        text.append(escape(tail, quote=False))
    flush()
    return document


def tree(html: str) -> Element:
    for of_html, of_xml in AS_XML:
        html = html.replace(of_html, of_xml)
    # nh3 has balanced it and left no document type, so nothing can expand.
    return ElementTree.fromstring(f"<div>{html}</div>")  # noqa: S314


def depth(root: Element) -> int:
    level, deepest = [root], 0
    while level := [child for element in level for child in element]:
        deepest += 1
    return deepest


def is_special(element: Element) -> bool:
    return any(name in element.attrib for name in SPECIAL)


def special(element: Element, problems: list[str]) -> Part | None:
    if element.tag == "ol" and "data-routine" in element.attrib:
        return routine(element, problems)
    if element.tag == "div" and "data-exercise" in element.attrib:
        return Part("exercise", moves=(move(element, problems),))
    if element.tag == "div" and "data-product" in element.attrib:
        problems.extend(misplaced(element, above=True))
        return Part("product", slug=slug(element, "data-product", problems))
    return None


def routine(element: Element, problems: list[str]) -> Part:
    moves = []
    for item in element:
        if "data-exercise" in item.attrib:
            moves.append(move(item, problems))
        else:
            problems.append(
                gettext(
                    "Every item of a routine names its exercise; this one does not: “%(words)s”."
                )
                % {"words": words_of(item)[:60]}
            )
    if not moves:
        problems.append(gettext("A routine needs at least one exercise."))
    return Part("routine", moves=tuple(moves))


def move(element: Element, problems: list[str]) -> Move:
    problems.extend(misplaced(element, above=True))
    name = slug(element, "data-exercise", problems)
    given = element.get("data-seconds", "").strip()
    seconds = int(given) if given.isascii() and given.isdecimal() and len(given) < 6 else 0
    if given and not 1 <= seconds <= LONGEST_MOVE:
        problems.append(
            gettext(
                "“%(given)s” is no length for %(slug)s; expected whole seconds from 1 to %(most)s."
            )
            % {"given": given[:40], "slug": name, "most": LONGEST_MOVE}
        )
        seconds = 0
    return Move(name, seconds or None, words_of(element))


def slug(element: Element, attribute: str, problems: list[str]) -> str:
    given = element.get(attribute, "").strip()
    if len(given) <= LONGEST_SLUG and SLUG.fullmatch(given):
        return given
    problems.append(
        gettext(
            "“%(given)s” is no slug for %(attribute)s; expected small letters, digits and hyphens."
        )
        % {"given": given[:60], "attribute": attribute}
    )
    return ""


def misplaced(element: Element, *, above: bool = False) -> list[str]:
    """Stable elements inside `element` (with `above`: not counting itself) that nothing reads."""
    inside = [one for one in element.iter() if is_special(one) and not (above and one is element)]
    return [
        gettext("%(attribute)s must stand on its own, not inside %(tag)s.")
        % {"attribute": next(name for name in SPECIAL if name in one.attrib), "tag": element.tag}
        for one in inside
    ]


def words_of(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())
