"""What an import did and could not use, to read and to parse."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Level = Literal["refused", "draft", "withheld", "note"]
SIZE = re.compile(r"^Size \S+ ")  # the same is wrong with many sizes
Outcome = Literal["created", "updated", "unchanged", "refused"]


@dataclass(frozen=True)
class Finding:
    """One thing that could not be used, and where it stands in the file."""

    level: Level
    message: str
    lines: tuple[int, ...] = ()
    column: str = ""
    handle: str = ""

    @property
    def place(self) -> str:
        if not self.lines:
            return ""
        word = "line" if len(self.lines) == 1 else "lines"
        return f"{word} {', '.join(map(str, self.lines))}" + (
            f', "{self.column}"' if self.column else ""
        )


@dataclass
class Report:
    file: str
    currency: str
    rate: str
    dry_run: bool
    outcomes: dict[str, Outcome] = field(default_factory=dict)  # by handle
    drafts: dict[str, list[str]] = field(default_factory=dict)  # by handle: why
    published: int = 0
    findings: list[Finding] = field(default_factory=list)

    def note(self, message: str, **place: Any) -> None:
        self.findings.append(Finding("note", message, **place))

    def counts(self) -> dict[str, int]:
        counted = Counter(self.outcomes.values())
        return {
            "products": len(self.outcomes),
            "created": counted["created"],
            "updated": counted["updated"],
            "unchanged": counted["unchanged"],
            "refused": counted["refused"],
            "published": self.published,
            "drafts": len(self.drafts),
            "sentences_withheld": sum(
                each.level == "withheld" and self.is_new(each) for each in self.findings
            ),
        }

    def refused_rows(self) -> int:
        return sum(each.level == "refused" for each in self.findings)

    def as_dict(self) -> dict[str, Any]:
        return {
            "file": self.file,
            "currency": self.currency,
            "rate": self.rate,
            "dry_run": self.dry_run,
            "counts": self.counts(),
            "outcomes": self.outcomes,
            "drafts": self.drafts,
            "findings": [asdict(finding) for finding in self.findings],
        }

    def as_text(self) -> Iterator[str]:
        """The sum first, then what is behind it; what the last run said already is not repeated."""
        yield f"{self.file}: prices read as {self.currency}, rate {self.rate}."
        if self.dry_run:
            yield "Dry run: nothing is stored."
        yield ", ".join(f"{n} {what.replace('_', ' ')}" for what, n in self.counts().items())
        headings: dict[Level, str] = {
            "refused": "Not imported",
            "withheld": "Withheld from the texts, because cosmetics may not say it",
            "note": "Worth knowing",
        }
        for level, heading in headings.items():
            found = [each for each in self.findings if each.level == level and self.is_new(each)]
            if found:
                yield f"\n{heading}:"
                yield from grouped((each.message, each) for each in found)
        drafts = [each for each in self.findings if each.level == "draft" and self.is_new(each)]
        if drafts:
            yield "\nDrafts (pages and pairing use published products only):"
            yield from grouped(
                (SIZE.sub("A size ", reason), each)
                for each in drafts
                for reason in self.drafts[each.handle]
            )
        if len(drafts) < len(self.drafts):
            yield f"\n{len(self.drafts) - len(drafts)} unchanged products are drafts as before."

    def is_new(self, finding: Finding) -> bool:
        return self.outcomes.get(finding.handle) != "unchanged"


def grouped(reasons: Iterable[tuple[str, Finding]]) -> Iterator[str]:
    """Each reason once, with all its lines; where it is about one product, its handle."""
    places: dict[tuple[str, str], list[Finding]] = {}
    for reason, finding in reasons:
        places.setdefault((reason, finding.column), []).append(finding)
    for (reason, column), found in places.items():
        lines = tuple(sorted({line for each in found for line in each.lines}))
        handle = found[0].handle if len(found) == 1 else ""
        where = " ".join(filter(None, [Finding("note", "", lines, column).place, handle]))
        yield f"  {where}: {reason}" if where else f"  {reason}"
