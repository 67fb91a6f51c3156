"""`make demo`: the whole shop on this machine as one tree of processes.

Redis, web server, Celery worker and beat; see processes.py for how they are kept. What it needs to
know comes from the environment, as in any other way of running the shop (settings.py).
"""

import argparse
import errno
import fcntl
import http.client
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .processes import GivenUp, Program, Supervisor
from .redis import PrivateRedis, find_server

HOST = "127.0.0.1"
ROOT = Path(__file__).resolve().parent.parent.parent
START_SECONDS = 180


class Refused(Exception):
    """The demo cannot start; the message says why and what to do."""


def main() -> int:
    arguments = _arguments()
    var = Path(os.environ.get("AFTERGLOW_VAR") or ROOT / "var").expanduser().resolve()
    os.chdir(ROOT)
    try:
        _port_must_be_free(arguments.port)
        var.mkdir(parents=True, exist_ok=True)
        environment = _environment(arguments.port, var)
        redis = None if "REDIS_URL" in environment else _redis(arguments.without_redis)
        if redis:
            environment["REDIS_URL"] = redis.url
        with _announced(var / "demo-environment", environment):
            return _run(environment, redis, arguments.port, var)
    except (GivenUp, Refused) as error:
        print(f"Afterglow: {error}", file=sys.stderr)
        return 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make demo", description="Runs the whole shop here.")
    parser.add_argument("--port", type=_port, default=8000)
    parser.add_argument(
        "--without-redis",
        action="store_true",
        help="Celery's filesystem transport and a cache in the database, even if Redis is at hand",
    )
    return parser.parse_args()


def _port(value: str) -> int:
    if value.isdigit() and 1 <= int(value) <= 65535:
        return int(value)
    raise argparse.ArgumentTypeError(f"PORT is {value!r}; expected a number from 1 to 65535.")


def _port_must_be_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            if error.errno == errno.EACCES:
                raise Refused(
                    f"port {port} is for the system only; choose one above 1023: "
                    "make demo PORT=8001"
                ) from error
            raise Refused(
                f"port {port} is taken by another program; choose another one: "
                f"make demo PORT={port + 1 if port < 65535 else 8000}"
            ) from error


def _environment(port: int, var: Path) -> dict[str, str]:
    chosen = {
        "DEMO": "1",
        "DEBUG": "0",
        "AFTERGLOW_VAR": str(var),
        "DJANGO_SETTINGS_MODULE": "shop.settings",
        "PYTHONUNBUFFERED": "1",
    }
    defaults = {"SITE_URL": f"http://{HOST}:{port}", "LOG_LEVEL": "WARNING"}
    return defaults | dict(os.environ) | chosen


def _redis(without: bool) -> PrivateRedis | None:
    server = None if without else find_server()
    if server:
        return PrivateRedis(server)
    reason = "as asked" if without else "no redis-server is installed"
    print(
        f"Without Redis ({reason}): tasks wait as files in var/broker and the cache lives in the "
        "database. That is enough for a demo.",
        file=sys.stderr,
    )
    return None


@contextmanager
def _announced(file: Path, environment: dict[str, str]) -> Iterator[None]:
    """Lets commands in the same folder join the running demo (environment.join_demo).

    The lock says that it runs, and that only one does: two beats would do everything twice.
    """
    handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(handle, "r+") as out:
        try:
            fcntl.flock(out, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Refused(
                f"this shop is running already, from {file.parent}; stop it first with Ctrl-C, or "
                "give this one a folder of its own: AFTERGLOW_VAR=<folder> make demo"
            ) from error
        out.truncate()
        for name in ("DEMO", "SITE_URL", "REDIS_URL", "DATABASE_URL"):
            if environment.get(name):
                out.write(f"{name}={environment[name]}\n")
        out.flush()
        try:
            yield
        finally:
            file.unlink(missing_ok=True)


def _run(environment: dict[str, str], redis: PrivateRedis | None, port: int, var: Path) -> int:
    supervisor = Supervisor(environment)
    supervisor.stop_on_signals()
    try:
        if redis:
            supervisor.start(redis.program())
            if not supervisor.wait_until(redis.answers, seconds=20, what="Redis"):
                return 0
        web, *others = _programs(port)
        supervisor.start(web)
        if not supervisor.wait_until(
            lambda: _web_answers(port),
            seconds=START_SECONDS,
            what=f"http://{HOST}:{port}/",
            by=web,
        ):
            return 0
        for program in others:
            supervisor.start(program)
        _welcome(environment["SITE_URL"], var)
        supervisor.watch()
        return 0
    finally:
        supervisor.stop()


def _programs(port: int) -> list[Program]:
    gunicorn = [sys.executable, "-m", "gunicorn", "--config", "python:shop.demo.web"]
    # Celery warns at length about running as root, which a demo in a container does.
    quiet = ["-W", "ignore:You're running the worker with superuser"]
    celery = [sys.executable, *quiet, "-m", "celery", "--app", "shop", "--quiet"]
    return [
        Program("web", [*gunicorn, "--bind", f"{HOST}:{port}"]),
        Program(
            "worker",
            [
                *(*celery, "worker", "--loglevel", "WARNING", "--concurrency", "2"),
                *("--without-gossip", "--without-mingle"),
            ],
        ),
        Program("beat", [*celery, "beat", "--loglevel", "WARNING", "--pidfile="]),
    ]


def _web_answers(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/", headers={"Host": f"{HOST}:{port}"})
        status = connection.getresponse().status
        if status >= 500:
            raise GivenUp(f"the home page fails with status {status}; see the lines above.")
        return True
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _welcome(address: str, var: Path) -> None:
    password = (var / "admin-password").read_text().strip() or "as you have set it"
    lines = [
        "",
        f"Afterglow is open at  {address}/  (Swedish: {address}/sv/)",
        f"  back office         {address}/admin/",
        f"                      user admin, password {password}",
        f"  mail                {address}/dev/mail/",
        f"  its data            {var}",
        "Ctrl-C ends all of it.",
    ]
    print("\n".join(lines), flush=True)


if __name__ == "__main__":
    sys.exit(main())
