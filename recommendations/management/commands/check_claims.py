"""``check_claims --scope product FILE``: what may not be said, line by line."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import CommandError

from recommendations.claims import Scope, check, severity
from recommendations.management.files import write_text
from recommendations.management.own_knowledge import WithKnowledge


class Command(WithKnowledge):
    help = (
        "Checks each line of a text file for claims that copy may not make and prints one JSON"
        " object a line. Ends with 1 where something is blocked."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", type=Path)
        parser.add_argument("--scope", choices=["product", "article"], required=True)
        parser.add_argument("--lang", choices=["sv", "en"], help="both where not given")
        parser.add_argument("--json", action="store_true", help="as always; accepted for symmetry")
        parser.add_argument("--out", type=Path, help="where to write; otherwise to the output")

    def handle(self, *args: Any, **options: Any) -> None:
        lines = lines_of(options["file"])
        out: Path | None = options["out"]
        answers = []
        for number, line in enumerate(lines, start=1):
            answer = answer_for(number, line, options["scope"], options["lang"])
            answers.append(answer)
            if out is None:
                self.stdout.write(json.dumps(answer, ensure_ascii=False))
            self.tell_progress(number, len(lines))
        if out is not None:
            told = (json.dumps(answer, ensure_ascii=False) + "\n" for answer in answers)
            write_text(out, "".join(told))
        if any(answer["severity"] == "block" for answer in answers):
            sys.exit(1)

    def tell_progress(self, done: int, total: int) -> None:
        if done % 500 == 0 or (done == total > 500):
            self.stderr.write(f"{done} of {total} lines")


def answer_for(number: int, line: str, scope: Scope, language: str | None) -> dict[str, Any]:
    hits = check(line, scope, language)
    return {
        "line": number,
        "severity": severity(hits),
        "hits": [
            {
                "class": hit.kind,
                "span": list(hit.span),
                "text": hit.text,
                "suggestion": hit.suggestion,
            }
            for hit in hits
        ],
    }


def lines_of(path: Path) -> list[str]:
    """Without their ends; the end of the last line does not open another one."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{path}: cannot be read as UTF-8 text ({error}).") from None
    lines = text.split("\n")
    return lines[:-1] if lines[-1] == "" else lines
