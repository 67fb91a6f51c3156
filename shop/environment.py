"""Readers for environment variables; a wrong value is refused in a sentence that names it."""

import fcntl
import os
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from babel.core import get_global
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}
SHORTEST_SECRET = 32


def join_demo(file: Path) -> None:
    """Beside a running demo, commands in the same folder use its address, database and Redis.

    The demo (demo/run.py) writes them to `file` and holds a lock on it as long as it runs.
    """
    if not file.exists():
        return
    with file.open() as demo:
        try:
            fcntl.flock(demo, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            for line in demo:
                name, _, value = line.strip().partition("=")
                os.environ.setdefault(name, value)


def text(name: str, default: str = "", *, choices: tuple[str, ...] = ()) -> str:
    value = os.environ.get(name, "").strip() or default
    if choices and value not in choices:
        raise ImproperlyConfigured(f"{name} is {value!r}; expected one of: {', '.join(choices)}.")
    return value


def flag(name: str, default: bool = False) -> bool:
    value = os.environ.get(name)
    if value is None:
        return default
    if value.strip().lower() in TRUE:
        return True
    if value.strip().lower() in FALSE:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}; expected 1 or 0.")


def number(name: str, default: int, *, least: int = 0) -> int:
    value = os.environ.get(name)
    if value is None or not value.strip():
        return default
    try:
        result = int(value)
    except ValueError:
        result = least - 1
    if result < least:
        raise ImproperlyConfigured(
            f"{name} is {value!r}; expected a whole number of at least {least}."
        )
    return result


def given(name: str) -> bool:
    """Somebody chose it; it is no default."""
    return bool(os.environ.get(name, "").strip())


def is_local(address: str) -> bool:
    """Of this machine, so that nobody else can be meant."""
    return urlsplit(address).hostname in {"localhost", "127.0.0.1", "::1"}


def listing(name: str, default: str = "") -> list[str]:
    """Values separated by commas."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def folder(name: str, default: Path) -> Path:
    """A folder that exists afterwards."""
    value = os.environ.get(name)
    path = Path(value).expanduser().resolve() if value else default
    if path.exists() and not path.is_dir():
        raise ImproperlyConfigured(f"{name} is {value!r}; expected a folder, found a file.")
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(
            f"{name} is {str(path)!r}; expected a folder that can be made and written to "
            f"({error.strerror})."
        ) from None
    return path


def address(name: str, default: str = "", *, schemes: tuple[str, ...]) -> str:
    """A URL with one of these schemes and a host, without a slash at the end; may be empty."""
    value = os.environ.get(name, default).strip().rstrip("/")
    try:
        parts = urlsplit(value)
        understood = parts.scheme in schemes and (bool(parts.hostname) or parts.scheme == "unix")
    except ValueError:
        understood = False
    if value and not understood:
        expected = " or ".join(f"{scheme}://…" for scheme in schemes)
        raise ImproperlyConfigured(f"{name} is {value!r}; expected {expected}.")
    return value


def email_address(name: str, default: str) -> str:
    """`name@example.se`, or with a display name: `Afterglow <hello@example.se>`."""
    value = text(name, default)
    _display, plain = parseaddr(value)
    try:
        validate_email(plain)
    except ValidationError:
        raise ImproperlyConfigured(
            f"{name} is {value!r}; expected an e-mail address like name@example.se."
        ) from None
    return value


def country(name: str, default: str) -> str:
    value = text(name, default)
    if value not in get_global("territory_languages"):
        raise ImproperlyConfigured(f"{name} is {value!r}; expected a country code like SE.")
    return value


def database(name: str, sqlite_file: Path) -> dict[str, object]:
    """Django's database settings from a URL: `postgresql://user:pass@host:port/name?host=…`.

    Without the variable: SQLite in `sqlite_file`, set up for several writing processes
    (write-ahead log, transactions that take the write lock at once, 20 s of patience).
    """
    url = os.environ.get(name, "").strip()
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": sqlite_file,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise ImproperlyConfigured(
            f"{name} is not understood; expected postgresql://user:password@host:port/name."
        )
    query = parse_qs(parts.query)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        # A socket folder comes as ?host=/folder, as libpq writes it.
        "HOST": query.get("host", [parts.hostname or ""])[0],
        "PORT": query.get("port", [str(parts.port or "")])[0],
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def mail(name: str) -> dict[str, object]:
    """Mail settings from `smtp://user:pass@host:port?tls=1`; empty: mail stays in `var/mail`."""
    url = os.environ.get(name, "").strip()
    if not url:
        return {"EMAIL_BACKEND": "shop.emails.mailbox.EmailBackend"}
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ImproperlyConfigured(
            f"{name} is not understood; expected smtp://user:password@host:port."
        )
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parse_qs(parts.query).get("tls", ["0"])[0] == "1",
    }


def secret(name: str, file: Path) -> str:
    """The variable, else a key kept in `file`, made on first use and readable by the owner only."""
    value = os.environ.get(name, "").strip()
    if 0 < len(value) < SHORTEST_SECRET:
        raise ImproperlyConfigured(
            f"{name} has {len(value)} characters; expected at least {SHORTEST_SECRET}, at random."
        )
    if value:
        return value
    if not file.exists():
        from django.core.management.utils import get_random_secret_key

        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:  # another process of the same start was faster
            pass
        else:
            with os.fdopen(handle, "w") as out:
                out.write(get_random_secret_key())
    return file.read_text().strip()
