"""The supervisor, with real processes."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from shop.demo.processes import GivenUp, Program, Supervisor
from tests.ground import ROOT, wait_until

Supervision = tuple[subprocess.Popen[bytes], list[int]]

# Starts a child of its own and writes both numbers down, as gunicorn and Celery have children.
PARENT = """
import os, pathlib, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
numbers = pathlib.Path(sys.argv[1])
numbers.with_suffix(".new").write_text(f"{os.getpid()} {child.pid}")
numbers.with_suffix(".new").rename(numbers)
time.sleep(600)
"""
# Runs one such parent until told to stop.
SUPERVISION = """
import os, sys
from shop.demo.processes import Program, Supervisor
supervisor = Supervisor(os.environ)
supervisor.stop_on_signals()
supervisor.start(Program("parent", [sys.executable, "-c", sys.argv[1], sys.argv[2]]))
supervisor.watch()
supervisor.stop()
"""


def lives(process: int) -> bool:
    """Whether it runs; what has ended and waits for its parent to look does not."""
    state = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, check=False
    ).stdout.strip()
    return bool(state) and not state.startswith("Z")


def numbers_in(file: Path) -> list[int]:
    return [int(word) for word in file.read_text().split()] if file.exists() else []


@pytest.fixture
def sentences() -> list[str]:
    return []


@pytest.fixture
def supervisor(sentences: list[str]) -> Iterator[Supervisor]:
    supervisor = Supervisor(os.environ, say=sentences.append)
    yield supervisor
    supervisor.stop()


@pytest.fixture
def supervision(
    tmp_path: Path,
) -> Iterator[Callable[[], Supervision]]:
    started: list[subprocess.Popen[bytes]] = []

    def start() -> Supervision:
        file = tmp_path / "numbers"
        process = subprocess.Popen(
            [sys.executable, "-c", SUPERVISION, PARENT, str(file)], cwd=ROOT, env=os.environ
        )
        started.append(process)
        return process, wait_until(lambda: numbers_in(file), what="the children to start")

    yield start
    for process in started:
        process.kill()
        process.wait()


def test_it_starts_a_killed_program_again(
    supervisor: Supervisor, sentences: list[str], tmp_path: Path
) -> None:
    file = tmp_path / "numbers"
    supervisor.start(Program("parent", [sys.executable, "-c", PARENT, str(file)]))
    first = wait_until(lambda: numbers_in(file))
    os.kill(first[0], signal.SIGKILL)

    supervisor.wait_until(lambda: numbers_in(file) != first, seconds=10, what="a new one")

    assert sentences == ["parent ended (SIGKILL) and is started again."]
    assert lives(numbers_in(file)[0])
    wait_until(lambda: not lives(first[1]), what="the child of the killed one to be gone")


def test_it_gives_up_on_a_program_that_cannot_run(
    supervisor: Supervisor, sentences: list[str]
) -> None:
    supervisor.start(Program("broken", [sys.executable, "-S", "-c", "raise SystemExit(3)"]))

    with pytest.raises(GivenUp, match=r"broken ended 5 times within 10 seconds \(exit status 3\)"):
        supervisor.watch()

    assert len(sentences) == 4


def test_it_says_who_did_not_answer(supervisor: Supervisor) -> None:
    with pytest.raises(GivenUp, match="Redis did not answer within 0 seconds"):
        supervisor.wait_until(lambda: False, seconds=0, what="Redis")


def test_what_ends_before_it_answers_is_not_started_again(
    supervisor: Supervisor, sentences: list[str]
) -> None:
    web = Program("web", [sys.executable, "-S", "-c", "raise SystemExit(1)"])
    supervisor.start(web)

    with pytest.raises(GivenUp, match="web ended before the shop answered"):
        supervisor.wait_until(lambda: False, seconds=20, what="the shop", by=web)

    assert sentences == []


def test_a_quiet_program_is_heard_when_it_ends_unasked(
    supervisor: Supervisor, sentences: list[str]
) -> None:
    command = [sys.executable, "-S", "-c", "print('no memory left'); raise SystemExit(1)"]
    supervisor.start(Program("redis", command, quiet=True))

    with pytest.raises(GivenUp):
        supervisor.watch()

    assert "redis  | no memory left" in sentences


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_asked_to_stop_it_leaves_nobody_behind(
    supervision: Callable[[], Supervision], number: signal.Signals
) -> None:
    process, children = supervision()

    process.send_signal(number)

    assert process.wait(20) == 0
    assert not any(lives(child) for child in children)


def test_killed_outright_it_leaves_nobody_behind(
    supervision: Callable[[], Supervision],
) -> None:
    process, children = supervision()

    process.kill()
    process.wait()

    wait_until(lambda: not any(lives(child) for child in children), what="the children to go")
