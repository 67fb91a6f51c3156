"""The house as a whole: what is in it, what is said in it, and what must not lie about."""

import re
import subprocess
import sys
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import translation

from tests import messages

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "templates"
PATHS_OF_ONE_MACHINE = re.compile(r"""(?:^|[\s"'`(=:])(/(?:work|root|home|Users|tmp)/)""", re.M)
SOURCES_OF_ONE_MACHINE = ("://", "--index", "--extra-index", "--find-links", "file:")
MEGABYTE = 1_000_000


def tracked() -> list[Path]:
    names = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout
    if not names:
        pytest.skip("looks at what git tracks; this is no clone")
    return [ROOT / name for name in names.split("\0") if name and (ROOT / name).exists()]


def text_of(file: Path) -> str:
    try:
        return file.read_text()
    except UnicodeDecodeError:
        return ""


def test_the_top_stays_small() -> None:
    assert len({file.relative_to(ROOT).parts[0] for file in tracked()}) <= 17


def test_no_file_names_a_place_on_one_machine() -> None:
    found = [
        f"{file.relative_to(ROOT)}: {match.group(1)}"
        for file in tracked()
        if file != Path(__file__)
        for match in PATHS_OF_ONE_MACHINE.finditer(text_of(file))
    ]

    assert found == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_lock_files_hold_versions_and_hashes_only(name: str) -> None:
    text = (ROOT / name).read_text()

    assert [word for word in SOURCES_OF_ONE_MACHINE if word in text] == []
    assert "make lock" in text.splitlines()[1]
    pins = [line for line in text.splitlines() if line and not line.startswith(("#", " "))]
    assert pins
    assert all("==" in pin and pin.endswith("\\") for pin in pins)


def test_no_file_is_heavy() -> None:
    assert [str(file) for file in tracked() if file.stat().st_size > 1.5 * MEGABYTE] == []


def test_every_environment_variable_is_described() -> None:
    settings = (ROOT / "shop" / "settings.py").read_text()
    described = (ROOT / "docs" / "operations.md").read_text()
    names = re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', settings)

    assert len(names) > 20
    assert [name for name in names if f"`{name}`" not in described] == []


# --- languages --------------------------------------------------------------------------------


@pytest.mark.parametrize("file", messages.CATALOGUES)
def test_everything_said_has_a_swedish_translation(file: Path) -> None:
    missing = [
        f"{message.id!r} ({message.locations[0][0]})" for message in messages.untranslated(file)
    ]

    assert missing == [], "add them: make messages"


@pytest.mark.parametrize("file", messages.CATALOGUES)
def test_translations_keep_the_placeholders(file: Path) -> None:
    wrong = []
    for message in messages.swedish(file):
        names = sorted(re.findall(r"%\(\w+\)s|\{\w*\}", str(message.id)))
        strings = message.string if isinstance(message.string, tuple | list) else [message.string]
        ids = message.id if isinstance(message.id, tuple | list) else [message.id]
        if message.id and set(names) != {
            name for string in strings for name in re.findall(r"%\(\w+\)s|\{\w*\}", str(string))
        }:
            wrong.append(ids[0])

    assert wrong == []


def named_patterns(resolver: URLResolver, namespace: str = "") -> list[tuple[str, URLPattern]]:
    found = []
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            found += named_patterns(pattern, inner)
        elif pattern.name:
            found.append((namespace + pattern.name, pattern))
    return found


def shop_addresses() -> list[tuple[str, URLPattern]]:
    outside = ("admin:", "payments:", "api:")
    return [
        (name, pattern)
        for name, pattern in named_patterns(get_resolver())
        if not name.startswith(outside)
    ]


def test_every_address_resolves_in_both_languages() -> None:
    samples = {"slug": "a-slug", "number": "AG-1001", "token": "abc:def", "pk": 1, "key": "key"}
    failed = []
    for name, pattern in shop_addresses():
        arguments = {
            key: 1 if type(converter).__name__ == "IntConverter" else samples.get(key, "1")
            for key, converter in pattern.pattern.converters.items()
        }
        with translation.override("en"):
            english = reverse(name, kwargs=arguments)
        with translation.override("sv"):
            swedish = reverse(name, kwargs=arguments)
        if swedish not in {f"/sv{english}", english} or (
            swedish == english and not english.startswith(("/dev/", "/media/", "/recommendations/"))
        ):
            failed.append(f"{name}: {english} {swedish}")

    assert failed == []


@pytest.mark.parametrize(
    "name",
    [
        *("pages:home", "pages:search", "pages:info"),
        *("catalogue:list", "catalogue:category", "catalogue:product"),
        *("blog:list", "blog:article", "blog:exercises", "blog:exercise", "blog:feed"),
        *("checkout:bag", "checkout:add", "checkout:change", "checkout:count"),
        *("checkout:checkout", "orders:order", "orders:withdraw"),
        *("emails:newsletter", "emails:confirm", "emails:unsubscribe"),
    ],
)
def test_addresses_that_others_rely_on(name: str) -> None:
    assert name in {known for known, _pattern in shop_addresses()}


# --- templates --------------------------------------------------------------------------------


class InlineFinder(HTMLParser):
    """Finds what the content policy would refuse to run or draw."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        names = {name: value or "" for name, value in attributes}
        data = names.get("type", "") in {"application/json", "application/ld+json", "importmap"}
        if tag == "style" or "style" in names:
            self.found.append(f"line {self.getpos()[0]}: style")
        if tag == "script" and "src" not in names and not data:
            self.found.append(f"line {self.getpos()[0]}: script")
        for name, value in names.items():
            if name.startswith("on") or value.strip().lower().startswith("javascript:"):
                self.found.append(f"line {self.getpos()[0]}: {name}")


def page_templates() -> list[Path]:
    own = [file for file in TEMPLATES.rglob("*.html") if "emails" not in file.parts]
    return own + list((ROOT / "recommendations").rglob("templates/**/*.html"))


def test_no_page_has_inline_script_or_style() -> None:
    found = []
    for file in page_templates():
        finder = InlineFinder()
        # Tags of the template language would end an HTML attribute too early.
        finder.feed(re.sub(r"\{%.*?%\}", "", file.read_text()))
        found += [f"{file.relative_to(ROOT)}, {place}" for place in finder.found]

    assert page_templates()
    assert found == []


@pytest.mark.parametrize(
    "markup",
    [
        '<p style="color: red">',
        "<style>p { color: red }</style>",
        "<script>alert(1)</script>",
        '<a href="javascript:alert(1)">',
        '<button onclick="buy()">',
    ],
)
def test_inline_script_and_style_are_found(markup: str) -> None:
    finder = InlineFinder()
    finder.feed(markup)

    assert len(finder.found) == 1


def test_forms_may_say_where_they_come_from() -> None:
    """Every page has a form, if only that of the newsletter. Under `no-referrer` a browser sends
    it with `Origin: null`, and it is refused as forged."""
    silent = [
        str(file.relative_to(ROOT))
        for file in page_templates()
        if "no-referrer" in file.read_text()
    ]

    assert silent == []


# --- database and packaging -------------------------------------------------------------------


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_migrations_say_what_they_do() -> None:
    unnamed = [
        file
        for file in tracked()
        if file.parent.name == "migrations" and re.search(r"_auto_|^\d{4}_initial", file.name)
    ]

    assert unnamed == []


def test_checks_find_nothing() -> None:
    call_command("check", fail_level="WARNING")


def test_the_wheel_holds_everything(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    inside = set(zipfile.ZipFile(wheel).namelist())

    expected = {
        str(file.relative_to(ROOT))
        for folder in ("shop", "recommendations")
        for file in (ROOT / folder).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    } | {f"shop/{file.relative_to(ROOT)}" for file in TEMPLATES.rglob("*") if file.is_file()}
    assert sorted(expected - inside) == []
    assert any(name.startswith("recommendations/knowledge/") for name in inside)
    assert any(name.startswith("recommendations/templates/") for name in inside)
    assert "shop/locale/sv/LC_MESSAGES/django.mo" in inside
    assert not any(name.startswith(("tests/", "var/")) for name in inside)
