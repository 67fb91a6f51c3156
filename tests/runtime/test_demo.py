"""`make demo`, as someone at a terminal meets it."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from shop.demo.redis import free_port
from tests import ground
from tests.ground import ROOT, LiveShop, wait_until
from tests.runtime.test_processes import lives


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for shops that run one after the other: only the first start fills it."""
    return tmp_path_factory.mktemp("var")


def processes_of(shop: LiveShop) -> dict[int, str]:
    """What the shop's supervisor has started, and what those have, with their command lines."""
    listing = subprocess.run(
        ["ps", "-A", "-ww", "-o", "pid=,ppid=,stat=,args="],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    rows = [line.split(None, 3) for line in listing.splitlines()]
    family = {shop.process.pid}
    found: dict[int, str] = {}
    while True:
        more = {
            int(number): command
            for number, parent, state, *(command,) in rows
            if int(parent) in family and int(number) not in found and not state.startswith("Z")
        }
        if not more:
            return found
        found |= more
        family |= set(more)


def test_it_opens_the_shop_the_back_office_and_the_mail(live_shop: LiveShop) -> None:
    assert ground.answer(f"{live_shop.url}/") == 200
    assert ground.answer(f"{live_shop.url}/sv/") == 200
    assert ground.answer(f"{live_shop.url}/admin/login/") == 200
    assert ground.answer(f"{live_shop.url}/dev/mail/") == 200
    assert f"{live_shop.url}/admin/" in live_shop.said()
    assert f"{live_shop.url}/dev/mail/" in live_shop.said()


def test_the_password_it_prints_opens_the_back_office(live_shop: LiveShop) -> None:
    file = live_shop.var / "admin-password"

    assert file.stat().st_mode & 0o777 == 0o600
    assert f"user admin, password {file.read_text().strip()}" in live_shop.said()
    check = (
        "from django.contrib.auth import authenticate; import pathlib;"
        f"password = pathlib.Path({str(file)!r}).read_text().strip();"
        "print(authenticate(username='admin', password=password).is_superuser)"
    )
    assert live_shop.manage("shell", "--verbosity", "0", "--command", check).stdout == "True\n"


def test_static_files_have_hashed_names(live_shop: LiveShop) -> None:
    names = [path.name for path in (live_shop.var / "static" / "css").glob("tokens.*.css")]

    assert len(names) == 1
    assert ground.answer(f"{live_shop.url}/static/css/{names[0]}") == 200


def test_commands_beside_it_join_it(live_shop: LiveShop) -> None:
    read = "from django.conf import settings; print(settings.SITE_URL, bool(settings.REDIS_URL))"

    result = live_shop.manage("shell", "--verbosity", "0", "--command", read)

    assert result.stdout == f"{live_shop.url} True\n"


@pytest.mark.parametrize(
    "words", ["gunicorn --config", "shop --quiet worker", "shop --quiet beat", "redis-server"]
)
def test_what_is_killed_runs_again(live_shop: LiveShop, words: str) -> None:
    before = processes_of(live_shop)
    killed = min(number for number, command in before.items() if words in command)
    os.kill(killed, signal.SIGKILL)

    wait_until(
        lambda: any(
            words in command and number not in before
            for number, command in processes_of(live_shop).items()
        )
    )

    assert "is started again" in live_shop.said()
    wait_until(lambda: ground.answer(f"{live_shop.url}/") == 200, what="the shop to answer again")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_ended_it_leaves_no_process_behind(folder: Path, number: signal.Signals) -> None:
    with ground.open_shop(var=folder) as shop:
        # watchdog, Redis, web server and its two, worker and its two, beat
        wait_until(lambda: len(processes_of(shop)) >= 9, what="everything to start")
        started = processes_of(shop)

        shop.process.send_signal(number)
        shop.process.wait(30)

        wait_until(lambda: not any(lives(one) for one in started), what="everything to end")
        assert ground.answer(f"{shop.url}/") is None


def test_a_second_start_keeps_everything_and_fills_nothing(folder: Path) -> None:
    with ground.open_shop(var=folder) as shop:
        password = (folder / "admin-password").read_text().strip()
        shop.manage("shell", "--verbosity", "0", "--command", RENAME_ONE)

    with ground.open_shop(var=folder) as shop:
        assert "Filling the shelves" not in shop.said()
        assert f"password {password}" in shop.said()
        found = shop.manage("shell", "--verbosity", "0", "--command", COUNT_RENAMED)
        assert found.stdout == "1\n"


RENAME_ONE = """
from shop.catalogue.models import Product
product = Product.objects.earliest("pk")
product.name_en = "Kept over the night"
product.save()
"""
COUNT_RENAMED = """
from shop.catalogue.models import Product
print(Product.objects.filter(name_en="Kept over the night").count())
"""


def test_without_redis_it_says_so_and_works(folder: Path) -> None:
    with ground.open_shop("--without-redis", var=folder) as shop:
        assert "tasks wait as files in var/broker" in shop.said()
        assert ground.answer(f"{shop.url}/") == 200
        # beat sends word every few seconds, and the worker takes it up
        broker = folder / "broker"
        wait_until(lambda: any(broker.iterdir()), what="beat to send a task")
        wait_until(lambda: not any(broker.iterdir()), what="the worker to take it")


def run_demo(*options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "shop.demo.run", *options],
        cwd=ROOT,
        env=ground.clean_environment() | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_port_that_is_taken_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        result = run_demo("--port", str(port), AFTERGLOW_VAR=str(tmp_path))

    assert result.returncode == 1
    assert result.stderr == (
        f"Afterglow: port {port} is taken by another program; choose another one: "
        f"make demo PORT={port + 1}\n"
    )
    assert not list(tmp_path.iterdir())


def test_a_port_that_is_no_port_is_refused_in_a_sentence(tmp_path: Path) -> None:
    result = run_demo("--port", "eighty", AFTERGLOW_VAR=str(tmp_path))

    assert result.returncode == 2
    assert "PORT is 'eighty'; expected a number from 1 to 65535." in result.stderr


def test_one_folder_holds_one_running_shop(live_shop: LiveShop) -> None:
    result = run_demo("--port", str(free_port()), AFTERGLOW_VAR=str(live_shop.var))

    assert result.returncode == 1
    assert "this shop is running already" in result.stderr
    assert "AFTERGLOW_VAR=<folder> make demo" in result.stderr


def test_a_wrong_setting_is_refused_in_a_sentence(tmp_path: Path) -> None:
    result = run_demo(
        *("--port", str(free_port()), "--without-redis"),
        AFTERGLOW_VAR=str(tmp_path),
        DATABASE_URL="mysql://shop",
    )

    assert result.returncode == 1
    assert "DATABASE_URL is not understood; expected postgresql://" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_public_host_name_is_refused(tmp_path: Path) -> None:
    result = run_demo(
        *("--port", str(free_port()), "--without-redis"),
        AFTERGLOW_VAR=str(tmp_path),
        ALLOWED_HOSTS="shop.example",
    )

    assert result.returncode == 1
    assert "DEMO=1 is refused: ALLOWED_HOSTS names a public host" in result.stderr
