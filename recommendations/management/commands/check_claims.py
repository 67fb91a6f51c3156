"""``check_claims --scope product FILE``: what may not be said, line by line."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import CommandError

from recommendations.claims import Scope, check, severity
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

    def handle(self, *args: Any, **options: Any) -> None:
        blocked = False
        for number, line in enumerate(lines_of(options["file"]), start=1):
            answer = answer_for(number, line, options["scope"], options["lang"])
            blocked = blocked or answer["severity"] == "block"
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        if blocked:
            sys.exit(1)


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
