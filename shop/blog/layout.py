"""An article as its page draws it: sections in order, numbered moves, a table of contents."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.html import strip_tags
from django.utils.text import slugify

from . import body
from .models import Article, Exercise

HEADING = re.compile(r"<h2(?: id=\"(?P<id>[^\"]*)\")?>(?P<title>.*?)</h2>", re.DOTALL)


@dataclass(frozen=True)
class Step:
    exercise: Exercise
    words: str  # the author's wording, else the exercise's own instruction
    seconds: int
    number: int | None  # place in the routine; None for an exercise beside it


@dataclass(frozen=True)
class Heading:
    anchor: str
    title: str


@dataclass(frozen=True)
class Section:
    """`kind` as in body.Part; `html` is sanitised."""

    kind: str
    html: str = ""
    steps: tuple[Step, ...] = ()
    slug: str = ""


@dataclass(frozen=True)
class Layout:
    sections: list[Section]
    headings: list[Heading]

    @property
    def routine(self) -> list[Step]:
        return [step for section in self.sections for step in section.steps if step.number]

    @property
    def routine_seconds(self) -> int:
        return sum(step.seconds for step in self.routine)


def lay_out(article: Article) -> Layout:
    """Reads all its exercises in one query; a move whose exercise is gone is left out."""
    document = body.read(article.body)
    slugs = {move.slug for move, _in_routine in document.moves()}
    known = Exercise.objects.in_bulk(slugs, field_name="slug") if slugs else {}
    headings: list[Heading] = []
    sections: list[Section] = []
    numbers = iter(range(1, 1000))
    for part in document.parts:
        sections.append(
            Section(
                kind=part.kind,
                html=with_anchors(part.html, headings),
                steps=tuple(steps(part, known, numbers)),
                slug=part.slug,
            )
        )
    return Layout(sections, headings)


def steps(part: body.Part, known: dict[str, Exercise], numbers: Iterator[int]) -> Iterator[Step]:
    for move in part.moves:
        if exercise := known.get(move.slug):
            yield Step(
                exercise=exercise,
                words=move.words or exercise.instruction,
                seconds=move.seconds or exercise.seconds,
                number=next(numbers) if part.kind == "routine" else None,
            )


def with_anchors(html: str, headings: list[Heading]) -> str:
    """Every h2 gets an anchor of its own, and is noted in `headings`."""

    def anchored(match: re.Match[str]) -> str:
        title = strip_tags(match["title"]).strip()
        anchor = match["id"] or slugify(title) or "part"
        if any(heading.anchor == anchor for heading in headings):
            anchor = f"{anchor}-{len(headings) + 1}"
        headings.append(Heading(anchor, title))
        return f'<h2 id="{anchor}">{match["title"]}</h2>'

    return HEADING.sub(anchored, html)
