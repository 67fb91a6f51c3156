"""What an import did and could not use, to read and to parse."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Level = Literal["refused", "draft", "withheld", "note"]
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
        some = ", ".join(map(str, self.lines[:8])) + (" …" if len(self.lines) > 8 else "")
        return f"{word} {some}" + (f', "{self.column}"' if self.column else "")


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
            "sentences_withheld": sum(each.level == "withheld" for each in self.findings),
        }

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
        yield f"{self.file}: prices read as {self.currency}, rate {self.rate}."
        if self.dry_run:
            yield "Dry run: nothing is stored."
        headings: dict[Level, str] = {
            "refused": "Not imported",
            "withheld": "Withheld from the texts, because cosmetics may not say it",
            "note": "Worth knowing",
        }
        for level, heading in headings.items():
            found = [each for each in self.findings if each.level == level]
            if found:
                yield f"\n{heading}:"
                for each in found:
                    where = " ".join(filter(None, [each.place, each.handle]))
                    yield f"  {where}: {each.message}" if where else f"  {each.message}"
        if self.drafts:
            yield "\nDrafts (pages and pairing use published products only):"
            places = {each.handle: each.place for each in self.findings if each.level == "draft"}
            for handle, reasons in self.drafts.items():
                yield f"  {places.get(handle, '')} {handle}: {' '.join(reasons)}"
        yield "\n" + ", ".join(f"{n} {what.replace('_', ' ')}" for what, n in self.counts().items())
