"""What shop and plugin say in English, and what their Swedish catalogues have for it.

`make messages` runs this file: it adds what is missing to the catalogues, untranslated.
"""

import io
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
# Each catalogue and the folders that are read with it; the plugin carries its own.
CATALOGUES = {
    ROOT / "shop/locale/sv/LC_MESSAGES/django.po": ("shop", "templates"),
    ROOT / "recommendations/locale/sv/LC_MESSAGES/django.po": ("recommendations",),
}
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def said(folders: Iterable[str]) -> Catalog:
    """Everything marked for translation in code and templates."""
    catalogue = Catalog(domain="django")
    for folder in folders:
        for file in sorted((ROOT / folder).rglob("*")):
            if file.suffix in {".py", ".html", ".txt"} and "migrations" not in file.parts:
                for line, message, comments, context in _messages_of(file):
                    where = (str(file.relative_to(ROOT)), line)
                    catalogue.add(
                        message, locations=[where], auto_comments=comments, context=context
                    )
    return catalogue


def _messages_of(
    file: Path,
) -> Iterator[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    text = file.read_text()
    if file.suffix != ".py":
        # In brackets Python does not mind how a template is indented.
        text = f"({templatize(text, origin=str(file))})"
    source = io.BytesIO(text.encode())
    for line, found, comments, context in extract("python", source, keywords=KEYWORDS):
        if found:
            yield line, found, comments, context


def swedish(file: Path) -> Catalog:
    with file.open("rb") as source:
        return read_po(source, locale="sv", domain="django")


def untranslated(file: Path) -> list[Message]:
    """What Swedish readers would read in English, each with the places that say it."""
    known = swedish(file)
    missing = []
    for message in said(CATALOGUES[file]):
        found = _lookup(known, message)
        if message.id and (found is None or found.fuzzy or not _is_complete(found)):
            missing.append(message)
    return missing


def _lookup(catalogue: Catalog, message: Message) -> Message | None:
    singular = message.id[0] if message.pluralizable else message.id
    return catalogue.get(singular, message.context)


def _is_complete(message: Message) -> bool:
    strings = message.string if isinstance(message.string, tuple | list) else [message.string]
    return all(strings)


def compile_catalogues() -> None:
    """Brings the .mo files up to date; they are not kept in git."""
    for file in ROOT.glob("*/locale/*/LC_MESSAGES/*.po"):
        compiled = file.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < file.stat().st_mtime:
            with file.open("rb") as source, compiled.open("wb") as target:
                write_mo(target, read_po(source, locale=file.parent.parent.name))


def main() -> None:
    for file in CATALOGUES:
        known = swedish(file)
        additions = Catalog(domain="django")
        for message in untranslated(file):
            if _lookup(known, message) is None:
                additions.add(message.id, locations=message.locations, context=message.context)
        if len(additions):
            with file.open("ab") as target:
                target.write(b"\n")
                write_po(target, additions, width=100, omit_header=True)
        print(f"{len(additions)} messages added to {file.relative_to(ROOT)}; translate them there.")


if __name__ == "__main__":
    main()
