"""Environment variables that are wrong are refused in a sentence that names them."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from shop import environment
from tests.ground import ROOT, clean_environment

PROVIDER = "PAYMENT_PROVIDER"


@pytest.mark.parametrize(
    ("value", "meant"), [("1", True), ("Yes", True), ("0", False), ("", False)]
)
def test_flags(monkeypatch: pytest.MonkeyPatch, value: str, meant: bool) -> None:
    monkeypatch.setenv("DEBUG", value)

    assert environment.flag("DEBUG") is meant


def test_a_flag_that_is_neither(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEBUG", "perhaps")

    with pytest.raises(ImproperlyConfigured, match=r"DEBUG is 'perhaps'; expected 1 or 0\."):
        environment.flag("DEBUG")


@pytest.mark.parametrize("value", ["soon", "-1", "1.5"])
def test_a_number_that_is_none(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("TEST_PAYMENT_DELAY", value)

    with pytest.raises(ImproperlyConfigured, match=f"TEST_PAYMENT_DELAY is '{value}'; expected a"):
        environment.number("TEST_PAYMENT_DELAY", 1)


def test_an_empty_number_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_PAYMENT_DELAY", " ")

    assert environment.number("TEST_PAYMENT_DELAY", 1) == 1


def test_a_choice_that_is_not_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE_CODE", "de")

    with pytest.raises(
        ImproperlyConfigured, match="LANGUAGE_CODE is 'de'; expected one of: en, sv"
    ):
        environment.text("LANGUAGE_CODE", "en", choices=("en", "sv"))


def test_an_empty_text_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPANY_NAME", "")

    assert environment.text("COMPANY_NAME", "Afterglow") == "Afterglow"


def test_a_folder_that_is_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "var"
    file.write_text("")
    monkeypatch.setenv("AFTERGLOW_VAR", str(file))

    with pytest.raises(ImproperlyConfigured, match="expected a folder, found a file"):
        environment.folder("AFTERGLOW_VAR", tmp_path)


@pytest.mark.parametrize("url", ["mysql://shop", "postgresql://host", "shop"])
def test_a_database_that_is_not_understood(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("DATABASE_URL", url)

    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL is not understood; expected post"):
        environment.database("DATABASE_URL", Path("shop.sqlite3"))


def test_a_database_behind_a_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:p%40ss@/shop?host=/run/postgresql")

    found = environment.database("DATABASE_URL", Path("shop.sqlite3"))

    assert found["HOST"] == "/run/postgresql"
    assert (found["USER"], found["PASSWORD"], found["NAME"]) == ("me", "p@ss", "shop")


@pytest.mark.parametrize("url", ["http://mail.example", "smtp://", "mail.example"])
def test_a_mail_server_that_is_not_understood(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("EMAIL_URL", url)

    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL is not understood; expected smtp://"):
        environment.mail("EMAIL_URL")


def test_a_secret_is_made_once_for_its_owner_only(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    file = tmp_path / "var" / "secret-key"

    first = environment.secret("SECRET_KEY", file)

    assert len(first) >= 50
    assert environment.secret("SECRET_KEY", file) == first
    assert file.stat().st_mode & 0o777 == 0o600


def test_what_a_demo_left_behind_is_not_joined(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("REDIS_URL", raising=False)
    file = tmp_path / "demo-environment"
    file.write_text("REDIS_URL=redis://127.0.0.1:1/0\n")  # nobody holds its lock

    environment.join_demo(file)

    assert environment.text("REDIS_URL") == ""


def test_a_folder_that_cannot_be_made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AFTERGLOW_VAR", "/proc/nope")

    with pytest.raises(ImproperlyConfigured, match="AFTERGLOW_VAR is '/proc/nope'; expected a fol"):
        environment.folder("AFTERGLOW_VAR", tmp_path)


@pytest.mark.parametrize("value", ["foo", "ftp://shop.example", "https://", "http://["])
def test_an_address_that_is_none(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("SITE_URL", value)

    with pytest.raises(ImproperlyConfigured, match=r"SITE_URL is .*; expected https://… or http"):
        environment.address("SITE_URL", schemes=("https", "http"))


def test_an_address_loses_its_last_slash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITE_URL", "https://shop.example/")

    assert environment.address("SITE_URL", schemes=("https",)) == "https://shop.example"


@pytest.mark.parametrize("value", ["zz", "a@b", "Afterglow <>"])
def test_an_email_address_that_is_none(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("COMPANY_EMAIL", value)

    with pytest.raises(ImproperlyConfigured, match=r"COMPANY_EMAIL is .*; expected an e-mail"):
        environment.email_address("COMPANY_EMAIL", "hello@example.se")


def test_a_country_that_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPANY_COUNTRY", "XX")

    with pytest.raises(ImproperlyConfigured, match="COMPANY_COUNTRY is 'XX'; expected a country"):
        environment.country("COMPANY_COUNTRY", "SE")
    monkeypatch.setenv("COMPANY_COUNTRY", "FI")
    assert environment.country("COMPANY_COUNTRY", "SE") == "FI"


def test_a_secret_that_is_easily_guessed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SECRET_KEY", "a")

    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY has 1 characters; expected at le"):
        environment.secret("SECRET_KEY", tmp_path / "key")


# --- settings that only make sense together ---------------------------------------------------

PUBLIC = {"SITE_URL": "https://shop.example"}


def read_settings(tmp_path: Path, **variables: str) -> str:
    """What the settings have against these variables; empty where they take them."""
    own = {"AFTERGLOW_VAR": str(tmp_path), **variables}
    words = [sys.executable, "-c", "import shop.settings"]
    surroundings = {name: value for name, value in clean_environment().items() if name != PROVIDER}
    read = subprocess.run(
        words, cwd=ROOT, env=surroundings | own, capture_output=True, text=True, check=False
    )
    return read.stderr.strip().rpartition("ImproperlyConfigured: ")[2]


@pytest.mark.parametrize(
    "local", ["http://127.0.0.1:8000", "http://localhost:8000", "http://[::1]:8000"]
)
def test_a_shop_on_this_machine_may_be_a_demo_with_a_test_bank(tmp_path: Path, local: str) -> None:
    assert read_settings(tmp_path, DEMO="1", SITE_URL=local) == ""


def test_a_public_shop_takes_the_test_bank_only_by_name(tmp_path: Path) -> None:
    said = read_settings(tmp_path, **PUBLIC)
    assert said.startswith("PAYMENT_PROVIDER is not set, and SITE_URL is the public address")
    assert "PAYMENT_PROVIDER=test" in said
    assert read_settings(tmp_path, **PUBLIC, PAYMENT_PROVIDER="test") == ""


def test_a_public_shop_is_no_demo(tmp_path: Path) -> None:
    said = read_settings(tmp_path, **PUBLIC, DEMO="1", PAYMENT_PROVIDER="test")
    assert said.startswith("DEMO=1 is refused: SITE_URL is the public address https://shop.example")
