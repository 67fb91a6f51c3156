"""Reading who did what in which order, in the two forms that data sets come in."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from sys import intern

from django.core.management import CommandError

History = tuple[Sequence[str], Sequence[float]]  # items and gaps, oldest first; gaps may be empty

GZIP = b"\x1f\x8b"


def read_histories(path: Path) -> list[History]:
    """One history for each person, in the order of the file.

    ``user item item ...``, optionally a TAB and the seconds since the item before, on one line
    for each person; or ``user item`` pairs in time order. Told apart by looking: where every
    line holds two words and no more, these are pairs.
    """
    lines = [(number, line) for number, line in enumerate(_lines(path), start=1) if line.strip()]
    if not lines:
        raise CommandError(f"{path}: empty; lines of 'user item item ...' are expected.")
    if all(len(line.split()) == 2 for _, line in lines):
        return _from_pairs(lines)
    return _from_people(path, lines)


def _lines(path: Path) -> Iterator[str]:
    try:
        raw = path.read_bytes()
        text = (gzip.decompress(raw) if raw.startswith(GZIP) else raw).decode("utf-8-sig")
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise CommandError(f"{path}: cannot be read as text ({error}).") from None
    return iter(text.split("\n"))


def _from_pairs(lines: Sequence[tuple[int, str]]) -> list[History]:
    people: dict[str, list[str]] = {}
    for _, line in lines:
        user, item = line.split()
        people.setdefault(user, []).append(intern(item))
    return [(items, ()) for items in people.values()]


def _from_people(path: Path, lines: Sequence[tuple[int, str]]) -> list[History]:
    histories: list[History] = []
    seen: dict[str, int] = {}
    for number, line in lines:
        words, tab, times = line.rstrip("\r").partition("\t")
        user, *items = words.split() or [""]
        if not items:
            raise CommandError(
                f"{path}, line {number}: 'user item item ...' is expected, not {line!r:.60}."
            )
        if user in seen:
            raise CommandError(
                f"{path}, line {number}: user {user!r:.60} was on line {seen[user]}; one line for"
                " each is expected, or nothing but pairs 'user item'."
            )
        seen[user] = number
        if bool(tab) != ("\t" in lines[0][1]):
            raise CommandError(
                f"{path}, line {number}: gaps after a TAB are expected on every line or on none."
            )
        histories.append(
            (
                [intern(item) for item in items],
                _gaps(path, number, times, len(items)) if tab else (),
            )
        )
    return histories


def _gaps(path: Path, number: int, text: str, expected: int) -> list[float]:
    try:
        gaps = [float(word) for word in text.split()]
    except ValueError as error:
        raise CommandError(f"{path}, line {number}: gaps in seconds expected ({error}).") from None
    if len(gaps) != expected or not all(0 <= gap < float("inf") for gap in gaps):
        raise CommandError(
            f"{path}, line {number}: {expected} gaps of 0 seconds or more are expected after the"
            f" TAB, one for each item, not {text!r:.60}."
        )
    return gaps
