"""Reading what the file commands take, and writing what they find."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management import CommandError


def read_objects(path: Path, *, key: str, required: tuple[str, ...]) -> list[dict[str, Any]]:
    """Objects of a JSON Lines file, a JSON list, or an object that holds the list under ``key``.

    A wrong entry ends the command with the file, its line and what is expected.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{path}: cannot be read as UTF-8 text ({error}).") from None
    entries = []
    seen: dict[str, str] = {}
    for place, entry in _entries(path, text, key):
        _check(path, place, entry, required)
        if entry["id"] in seen:
            raise CommandError(
                f"{path}, {place}: id {entry['id']!r} was used in {seen[entry['id']]}."
            )
        seen[entry["id"]] = place
        entries.append(entry)
    return entries


def _entries(path: Path, text: str, key: str) -> Iterator[tuple[str, Any]]:
    try:
        whole = json.loads(text)
    except json.JSONDecodeError as error:
        if text.lstrip().startswith("["):
            raise CommandError(f"{path}, line {error.lineno}: no JSON ({error.msg}).") from None
        whole = None
    if isinstance(whole, dict):
        whole = whole.get(key)
    if isinstance(whole, list):
        yield from ((f"entry {number}", entry) for number, entry in enumerate(whole, start=1))
    else:
        yield from _lines(path, text)


def _lines(path: Path, text: str) -> Iterator[tuple[str, Any]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                yield f"line {number}", json.loads(line)
            except json.JSONDecodeError as error:
                raise CommandError(
                    f"{path}, line {number}: no JSON object ({error.msg} at character"
                    f" {error.colno})."
                ) from None


def _check(path: Path, place: str, entry: Any, required: tuple[str, ...]) -> None:
    if not isinstance(entry, dict):
        raise CommandError(f"{path}, {place}: an object is expected, not {entry!r:.60}.")
    for name in required:
        value = entry.get(name)
        if not isinstance(value, str) or (name == "id" and not value):
            raise CommandError(f"{path}, {place}: {name!r} as text is expected, not {value!r:.60}.")


def write_text(path: Path, text: str) -> None:
    """A place that cannot be written to ends the command with a sentence."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{path}: cannot be written ({error}).") from None
