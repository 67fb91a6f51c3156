"""What tests stand on: Redis, PostgreSQL, Chromium, and a whole shop running beside the test."""

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default as modern
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit, urlunsplit

import psycopg
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from shop.demo.processes import start_watchdog
from shop.demo.redis import PrivateRedis, find_server, free_port

T = TypeVar("T")
ROOT = Path(__file__).resolve().parent.parent
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_ON_MACOS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
# Where `playwright install chromium` puts it.
PLAYWRIGHT_CACHES = (
    Path.home() / ".cache" / "ms-playwright",
    Path.home() / "Library" / "Caches" / "ms-playwright",
)
FETCHED = (
    "chromium-*/chrome-linux*/chrome",
    "chromium-*/chrome-mac*/*.app/Contents/MacOS/Chromium",
)


class Missing(Exception):
    """Something has to be installed first; the message says what and how."""


def wait_until(ready: Callable[[], T], *, seconds: float = 20, what: str = "") -> T:
    """The first true answer of `ready`; fails the test when none has come in time."""
    deadline = time.monotonic() + seconds
    while True:
        answer = ready()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"Waited {seconds:.0f} s in vain for {what or ready}.")
        time.sleep(0.05)


# --- programs ---------------------------------------------------------------------------------


def redis_server() -> str:
    return find_server() or _with_package("redis-server", find_server)


def chromium() -> str:
    return find_chromium() or _with_package("chromium", find_chromium)


def find_chromium() -> str | None:
    for name in CHROMIUM_NAMES:
        if path := shutil.which(name):
            return path
    fetched = [
        str(path)
        for cache in PLAYWRIGHT_CACHES
        for pattern in FETCHED
        for path in cache.glob(pattern)
    ]
    return next((path for path in (*CHROMIUM_ON_MACOS, *fetched) if Path(path).exists()), None)


def _with_package(package: str, find: Callable[[], str | None]) -> str:
    """Installs a Debian package where that is possible without asking anyone."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Installing {package}", file=sys.stderr)
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], env=quiet, check=False)
        subprocess.run(["apt-get", "install", "-y", "-qq", package], env=quiet, check=False)
    path = find()
    if path is None:
        raise Missing(
            f"The tests need {package}. Debian: apt-get install {package}; "
            f"macOS: brew install {package.removesuffix('-server')}"
            + ("; anywhere: .venv/bin/playwright install chromium" * (package == "chromium"))
        )
    return path


@contextmanager
def not_outliving_us(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Ends a program that leads a session of its own even if the tests are killed outright."""
    watchdog = start_watchdog()
    assert watchdog.stdin is not None
    watchdog.stdin.write(f"{process.pid}\n".encode())
    watchdog.stdin.flush()
    try:
        yield
    finally:
        watchdog.stdin.close()
        watchdog.wait()


@contextmanager
def running_redis() -> Iterator[str]:
    redis = PrivateRedis(redis_server())
    program = redis.program()
    process = subprocess.Popen(
        program.command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, start_new_session=True
    )
    assert process.stdin is not None
    process.stdin.write(program.stdin)
    process.stdin.close()
    with not_outliving_us(process):
        wait_until(redis.answers, what="Redis")
        yield redis.url
        process.terminate()
        process.wait(10)


# --- a whole shop -----------------------------------------------------------------------------


@dataclass
class LiveShop:
    """`make demo` in a folder and a database of its own."""

    var: Path
    environment: dict[str, str]
    process: subprocess.Popen[bytes]
    log: Path
    said_before: int
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def manage(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Runs a management command in the same shop."""
        result = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert not check or result.returncode == 0, result.stderr + result.stdout
        return result

    def said(self) -> str:
        return self.log.read_bytes()[self.said_before :].decode()

    def stop(self) -> int:
        if self.process.poll() is None:
            self.process.terminate()
        return self.process.wait(40)


@contextmanager
def open_shop(
    *options: str,
    var: Path | None = None,
    environment: Mapping[str, str] | None = None,
    database_url: str = "",
) -> Iterator[LiveShop]:
    """Opens a shop through the very program behind `make demo` and closes it afterwards."""
    folder = var or Path(tempfile.mkdtemp(prefix="afterglow-live-"))
    port = free_port()
    surroundings = clean_environment() | {"AFTERGLOW_VAR": str(folder)}
    if database_url:
        surroundings["DATABASE_URL"] = database_url
    surroundings |= environment or {}
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "demo.log"
    with log.open("ab") as out:
        said_before = out.tell()
        process = subprocess.Popen(
            [sys.executable, "-m", "shop.demo.run", "--port", str(port), *options],
            cwd=ROOT,
            env=surroundings,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    shop = LiveShop(folder, surroundings, process, log, said_before, port)
    try:
        with not_outliving_us(process):
            wait_until(
                lambda: process.poll() is not None or "Ctrl-C ends" in shop.said(),
                seconds=120,
                what="the shop to open",
            )
            assert process.poll() is None, shop.said()
            yield shop
            shop.stop()
    finally:
        process.wait(20)
        if var is None:
            shutil.rmtree(folder, ignore_errors=True)


def clean_environment() -> dict[str, str]:
    """This process's environment without what settings the tests themselves run with."""
    ours = {"DATABASE_URL", "DEMO", "DEBUG", "REDIS_URL", "SITE_URL", "DJANGO_SETTINGS_MODULE"}
    ours |= {"AFTERGLOW_VAR", "EMAIL_URL", "ALLOWED_HOSTS", "DJANGO_ALLOW_ASYNC_UNSAFE"}
    return {name: value for name, value in os.environ.items() if name not in ours}


@contextmanager
def own_database() -> Iterator[str]:
    """DATABASE_URL for a live shop: empty for SQLite, else a fresh database on the same server."""
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        yield ""
        return
    name = f"live_{secrets.token_hex(6)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    try:
        yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def answer(url: str) -> int | None:
    """The status a GET gets; None where nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=10) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return None


# --- mail -------------------------------------------------------------------------------------


@dataclass
class Sink:
    """A mail server that keeps what it is given."""

    port: int
    messages: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    # What the next recipients are answered instead of being taken, for example "550 No such user".
    refusal: str = ""
    # What the next senders are answered, for example "530 Authentication required".
    sender_refusal: str = ""

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def wait_for(self, count: int, *, seconds: float = 30) -> list[EmailMessage]:
        wait_until(lambda: len(self.messages) >= count, seconds=seconds, what=f"{count} messages")
        return list(self.messages)

    async def handle_MAIL(  # noqa: N802 (the library's name)
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        if self.sender_refusal:
            return self.sender_refusal
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 (the library's name)
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        if self.refusal:
            return self.refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 (the library's name)
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        assert isinstance(envelope.content, bytes)
        message = BytesParser(policy=modern).parsebytes(envelope.content)
        assert isinstance(message, EmailMessage)
        self.messages.append(message)
        self.recipients.append(list(envelope.rcpt_tos))
        return "250 OK"


@contextmanager
def running_sink() -> Iterator[Sink]:
    sink = Sink(free_port())
    controller = Controller(sink, hostname="127.0.0.1", port=sink.port)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()
