"""Who may know whom: the arrows of the README, stated as contracts in pyproject.toml."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Field

ROOT = Path(__file__).resolve().parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LINT = Path(sys.executable).with_name("lint-imports")

# From the ground up; a room may point to rooms below its own floor only.
FLOORS = (
    {"recommendations"},
    {"catalogue", "blog", "customers", "payments"},
    {"orders"},
    {"checkout", "reviews"},
    {"emails", "search"},
    {"pages", "demo", "api"},
)


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LINT, "--no-cache", "--config", "pyproject.toml"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_imports_go_down_only() -> None:
    result = lint_imports(ROOT)

    assert result.returncode == 0, result.stdout + result.stderr


def contracts() -> list[dict[str, object]]:
    found: list[dict[str, object]] = PYPROJECT["tool"]["importlinter"]["contracts"]
    return found


def all_modules() -> list[str]:
    layers = next(contract["layers"] for contract in contracts() if contract["type"] == "layers")
    assert isinstance(layers, list)
    return [name.strip("( )") for layer in layers for name in layer.split("|")]


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """The same house with empty rooms, and its contracts."""
    for name in all_modules():
        room = tmp_path.joinpath(*name.split("."))
        room.mkdir(parents=True)
        for folder in (room, room.parent):
            if folder != tmp_path:
                (folder / "__init__.py").touch()
        (room / "room.py").touch()
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_empty_rooms_keep_the_contracts(house: Path) -> None:
    assert lint_imports(house).returncode == 0


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("shop/catalogue", "shop.orders"),
        ("shop/orders", "shop.emails"),
        ("shop/catalogue", "shop.blog"),
        ("shop/payments", "shop.customers"),
        ("shop/pages", "shop.demo"),
        ("recommendations", "shop.money"),
        ("recommendations", "shop.catalogue"),
        ("shop/environment", "shop.money"),
    ],
)
@pytest.mark.parametrize("line", ["import {}.room\n", "def later():\n    import {}.room\n"])
def test_an_arrow_that_turns_is_found(house: Path, importer: str, imported: str, line: str) -> None:
    (house / importer / "room.py").write_text(line.format(imported))

    result = lint_imports(house)

    assert result.returncode == 1
    assert f"{imported}.room" in result.stdout


def test_tables_point_down_only() -> None:
    """A foreign key by name is an arrow that no import shows."""
    floor = {label: height for height, labels in enumerate(FLOORS) for label in labels}
    wrong = []
    for model in apps.get_models(include_auto_created=True):
        own = model._meta.app_label
        for field in model._meta.get_fields():
            if isinstance(field, Field) and field.related_model and own in floor:
                other = apps.get_model(field.related_model._meta.label)._meta.app_label
                if other != own and other in floor and floor[other] >= floor[own]:
                    wrong.append(f"{model._meta.label}.{field.name} -> {other}")

    assert wrong == []
    assert {config.label for config in apps.get_app_configs()} - set(floor) <= {
        *("admin", "auth", "contenttypes", "humanize", "sessions", "messages"),
        *("staticfiles", "runserver_nostatic", "csp", "rest_framework"),
    }
