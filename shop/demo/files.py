"""The content files of the demo shop: TOML, and articles as a TOML head above an HTML body."""

import tomllib
from pathlib import Path
from typing import Any

CONTENT = Path(__file__).parent / "content"
PICTURES = Path(__file__).parent / "pictures"
HEAD_MARK = "+++"


def entries(kind: str) -> list[dict[str, Any]]:
    """Everything in one file, `categories.toml` say, in the order in which it stands there."""
    (found,) = tomllib.loads(read(CONTENT / f"{kind}.toml")).values()
    return [columns(entry) for entry in found]


def products() -> list[dict[str, Any]]:
    files = sorted((CONTENT / "products").glob("*.toml"))
    return [columns(tomllib.loads(read(file))) for file in files]


def articles() -> list[dict[str, Any]]:
    """Each with `story` and `language` from its file's name (`water-before-oil.sv.html`)."""
    return [article(file) for file in sorted((CONTENT / "articles").glob("*.html"))]


def article(file: Path) -> dict[str, Any]:
    before, head, body = read(file).split(HEAD_MARK + "\n", 2)
    if before.strip():
        raise ValueError(f"{file.name}: expected a line with {HEAD_MARK} first, found {before!r}.")
    story, language = file.stem.rsplit(".", 1)
    return {**tomllib.loads(head), "story": story, "language": language, "body": body.strip()}


def columns(entry: dict[str, Any]) -> dict[str, Any]:
    """`name.en = "x"` as the model's column `name_en`; lines of a paragraph are joined."""
    flat: dict[str, Any] = {}
    for key, value in entry.items():
        if isinstance(value, dict) and value.keys() <= {"en", "sv"}:
            flat |= {f"{key}_{language}": text for language, text in value.items()}
        else:
            flat[key] = columns(value) if isinstance(value, dict) else value
    return {key: tidy(key, value) for key, value in flat.items()}


def tidy(key: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    # How to use is one step a line; everything else is one paragraph.
    return value.strip() if key.startswith("how_to_use") else " ".join(value.split())


def read(file: Path) -> str:
    return file.read_text(encoding="utf-8")
