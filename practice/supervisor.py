"""Keeps a few programs running: starts them in order, restarts what dies or has gone deaf, and leaves none behind.

Each program is the leader of a session of its own, so that Ctrl-C reaches the supervisor alone and stopping is in
order. On Linux the kernel ends the programs if the supervisor is killed; their own children watch for that themselves.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
LOOK_SECONDS = 0.1
LISTEN_SECONDS = 30.0
DEAF_LIMIT = 3
# A program that ran this long was well; the next failure starts the waiting from the beginning.
WELL_SECONDS = 30.0
LONGEST_WAIT = 30.0


@dataclass(eq=False)
class Program:
    """One program: what to run, and the seconds it may take to stop. `listens`: it can be asked for a sign of life."""

    name: str
    command: Sequence[str]
    patience: float = 10.0
    listens: bool = False
    after_ready: bool = False
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_after: float = 0.0
    failures: int = 0
    deaf: int = 0

    def start(self) -> None:
        self.started_at = time.monotonic()
        self.deaf = 0
        self.process = subprocess.Popen(  # noqa: S603 - our own programs
            self.command,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            # Safe here: the supervisor has one thread, and the hook does nothing but two system calls.
            preexec_fn=partial(end_with_parent, os.getpid()),  # noqa: PLW1509
        )

    def note_death(self) -> bool:
        """Give whether the program has just died, and if so plan when it is started again."""
        if self.process is None or (status := self.process.poll()) is None:
            return False
        self.end_group()
        self.process = None
        now = time.monotonic()
        self.failures = 1 if now - self.started_at > WELL_SECONDS else self.failures + 1
        wait = min(0.25 * 2**self.failures, LONGEST_WAIT)
        self.start_after = now + wait
        say(f"{self.name} ended with status {status}; starting it again in {wait:.1f} s.")
        return True

    def end_group(self) -> None:
        """End whatever is left of the program, children that lost their parent included."""
        if self.process:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                return


class Supervisor:
    """Runs programs until it is told to stop. They start in the given order and stop in the opposite one.

    `heard` gives the names of those programs which answered just now; it is asked every half a minute, and what
    listens and was not heard three times in a row is started anew. `when_ready` is called often until it gives True.
    """

    def __init__(
        self, programs: Sequence[Program], *, heard: Callable[[], set[str]], when_ready: Callable[[], bool]
    ) -> None:
        self.programs = programs
        self.heard = heard
        self.when_ready = when_ready
        self.stops_asked = 0
        self.ready = False
        self.start_all_after = time.monotonic() + LISTEN_SECONDS
        self.listen_after = time.monotonic() + LISTEN_SECONDS

    def run(self) -> None:
        """Start everything and stay until SIGINT, SIGTERM or SIGHUP; then stop everything."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.ask_to_stop)
        try:
            while not self.stops_asked:
                self.start_what_is_due()
                self.listen()
                self.ready = self.ready or self.when_ready()
                time.sleep(LOOK_SECONDS)
        finally:
            self.stop_all()

    def ask_to_stop(self, *_: object) -> None:
        self.stops_asked += 1

    def start_what_is_due(self) -> None:
        now = time.monotonic()
        # Starting all at once would have the first page wait for the slowest of them.
        early = not self.ready and now < self.start_all_after
        for program in self.programs:
            program.note_death()
            if program.process is None and now >= program.start_after and not (program.after_ready and early):
                program.start()

    def listen(self) -> None:
        """Start anew what has been deaf for too long: alive, and yet it answers nothing."""
        now = time.monotonic()
        if now < self.listen_after:
            return
        self.listen_after = now + LISTEN_SECONDS
        heard = self.heard()
        for program in self.programs:
            if program.listens and program.process and program.started_at < now - LISTEN_SECONDS / 2:
                program.deaf = 0 if program.name in heard else program.deaf + 1
                if program.deaf >= DEAF_LIMIT:
                    say(f"{program.name} has not answered {DEAF_LIMIT} times in a row.")
                    program.end_group()

    def stop_all(self) -> None:
        for program in reversed(self.programs):
            self.stop(program)

    def stop(self, program: Program) -> None:
        """Ask a program to stop and wait for it; after its patience, or a second Ctrl-C, end it."""
        if program.process is None:
            return
        program.process.terminate()
        end = time.monotonic() + program.patience
        while program.process.poll() is None and time.monotonic() < end and self.stops_asked < 2:  # noqa: PLR2004
            time.sleep(LOOK_SECONDS / 2)
        program.end_group()
        program.process.wait()


def end_with_parent(parent: int) -> None:
    """In a new child: have the kernel end it as soon as `parent` is gone. Linux alone can do that."""
    if LIBC is not None:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


def say(words: str) -> None:
    print(words, flush=True)
