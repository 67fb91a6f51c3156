"""Keeps a handful of programs running, restarts what dies and leaves nothing behind.

Standard library only, so that it stays small beside the programs it looks after. Each program is
started in a session of its own: Ctrl-C reaches the supervisor alone, and what a program started
itself can be ended with it. If the supervisor is killed outright, a watchdog (the same file, run
as a program) notices the closed pipe and ends them in its place; no operating system feature that
only Linux has is needed for that.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import IO

DEATHS = 5
WITHIN_SECONDS = 10.0
PATIENCE_SECONDS = 8.0


class GivenUp(Exception):
    """A program cannot be kept running; the message says which and why."""


@dataclass(eq=False)
class Program:
    name: str
    command: list[str]
    # Read once from standard input, for what must not show in the list of processes.
    stdin: bytes = b""
    # Its lines are kept back and shown only when it ends unasked.
    quiet: bool = False
    kept_back: deque[str] = field(default_factory=lambda: deque(maxlen=20))
    process: subprocess.Popen[bytes] | None = None
    deaths: deque[float] = field(default_factory=lambda: deque(maxlen=DEATHS))

    def dies_too_often(self, now: float) -> bool:
        self.deaths.append(now)
        return len(self.deaths) == DEATHS and now - self.deaths[0] <= WITHIN_SECONDS


@dataclass(frozen=True)
class Ended:
    program: Program
    process: subprocess.Popen[bytes]


@dataclass(frozen=True)
class Asked:
    """Someone wants the supervisor to stop."""

    signal: int


class Supervisor:
    def __init__(
        self, environment: Mapping[str, str], *, say: Callable[[str], None] | None = None
    ) -> None:
        self.environment = dict(environment)
        self.programs: list[Program] = []
        self.say = say or _say_on_stderr
        self._events: SimpleQueue[Ended | Asked] = SimpleQueue()
        self._watchdog = start_watchdog()

    def start(self, program: Program) -> None:
        self.programs.append(program)
        self._run(program)

    def stop_on_signals(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            # A shop started under nohup outlives its terminal.
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, lambda received, _frame: self._events.put(Asked(received)))

    def wait_until(
        self,
        ready: Callable[[], bool],
        *,
        seconds: float,
        what: str,
        by: Program | None = None,
    ) -> bool:
        """Keeps everything running until `ready()`; False when asked to stop before that.

        A program that must bring it about and ends instead is not given a second chance.
        """
        deadline = time.monotonic() + seconds
        while not ready():
            if time.monotonic() > deadline:
                raise GivenUp(f"{what} did not answer within {seconds:.0f} seconds.")
            try:
                event = self._events.get(timeout=0.05)
            except Empty:
                continue
            if isinstance(event, Ended) and event.program is by:
                raise GivenUp(f"{by.name} ended before {what} answered; see the lines above.")
            if isinstance(self._handle(event), Asked):
                return False
        return True

    def watch(self) -> int:
        """Runs until a signal asks it to stop; returns the signal's number."""
        while True:
            event = self._handle(self._events.get())
            if isinstance(event, Asked):
                return event.signal

    def stop(self) -> None:
        """Ends everything, last started first, so that workers go before what they work with."""
        for program in reversed(self.programs):
            if program.process:
                _end(program.process)
        self.programs.clear()
        self._tell_watchdog()
        if self._watchdog.stdin:
            self._watchdog.stdin.close()
        self._watchdog.wait()

    def _run(self, program: Program) -> None:
        process = subprocess.Popen(
            program.command,
            env=self.environment,
            stdin=subprocess.PIPE if program.stdin else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        program.process = process
        if process.stdin:
            with suppress(BrokenPipeError):
                process.stdin.write(program.stdin)
                process.stdin.close()
        assert process.stdout is not None
        lines = _in_background(_pass_on, program, process.stdout)
        _in_background(self._report_end, program, process, lines)
        self._tell_watchdog()

    def _report_end(
        self, program: Program, process: subprocess.Popen[bytes], lines: threading.Thread
    ) -> None:
        process.wait()
        lines.join(0.2)  # its last words come first, unless a child of it still holds the line
        self._events.put(Ended(program, process))

    def _handle(self, event: Ended | Asked) -> Ended | Asked:
        if isinstance(event, Ended) and event.program in self.programs:
            program, code = event.program, event.process.returncode
            _kill_group(event.process.pid)  # what it started and left behind
            while program.kept_back:
                self.say(program.kept_back.popleft())
            if program.dies_too_often(time.monotonic()):
                raise GivenUp(
                    f"{program.name} ended {DEATHS} times within {WITHIN_SECONDS:.0f} seconds "
                    f"({_manner(code)}); see its lines above."
                )
            self.say(f"{program.name} ended ({_manner(code)}) and is started again.")
            self._run(program)
        return event

    def _tell_watchdog(self) -> None:
        if self._watchdog.poll() is not None:
            self._watchdog = start_watchdog()
        groups = [str(program.process.pid) for program in self.programs if program.process]
        assert self._watchdog.stdin is not None
        with suppress(BrokenPipeError):
            self._watchdog.stdin.write((" ".join(groups) + "\n").encode())
            self._watchdog.stdin.flush()


def _say_on_stderr(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def _in_background(work: Callable[..., None], *arguments: object) -> threading.Thread:
    thread = threading.Thread(target=work, args=arguments, daemon=True)
    thread.start()
    return thread


def _pass_on(program: Program, lines: IO[bytes]) -> None:
    with lines:
        for raw in lines:
            line = f"{program.name:7}| {raw.decode(errors='replace').rstrip()}"
            if program.quiet:
                program.kept_back.append(line)
            else:
                _say_on_stderr(line)


def _manner(code: int) -> str:
    if code >= 0:
        return f"exit status {code}"
    with suppress(ValueError):
        return signal.Signals(-code).name
    return f"signal {-code}"


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(PATIENCE_SECONDS)
    _kill_group(process.pid)
    process.wait()


def _kill_group(group: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


def start_watchdog() -> subprocess.Popen[bytes]:
    """Ends the process groups named in the last line of its input when that input closes."""
    return subprocess.Popen(
        [sys.executable, "-S", "-E", __file__],
        stdin=subprocess.PIPE,
        start_new_session=True,
    )


def _watch_over() -> None:
    groups: list[int] = []
    for line in sys.stdin:
        groups = [int(word) for word in line.split()]
    for group in groups:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(group, signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and any(_lives(group) for group in groups):
        time.sleep(0.1)
    for group in groups:
        _kill_group(group)


def _lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


if __name__ == "__main__":
    _watch_over()
