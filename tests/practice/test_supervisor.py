"""The supervisor with real programs, in a process of its own: signals and the death of a parent cannot be played."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.services import wait_until

ROOT = Path(__file__).resolve().parents[2]
FRAME = """
import sys
from practice import supervisor
from practice.supervisor import Program, Supervisor

supervisor.LISTEN_SECONDS = 0.4
programs = [{programs}]
Supervisor(programs, heard=lambda: {heard}, when_ready=lambda: True).run()
"""
# Writes a line as it starts and another as it is asked to stop, to the file it is given.
PATIENT = """
import os, signal, sys, time
def note(word):
    with open(sys.argv[1], "a") as notes: notes.write(f"{word} {sys.argv[2]} {os.getpid()}\\n")
def stop(*_):
    note("stop")
    if sys.argv[3:] != ["stubborn"]: sys.exit()
signal.signal(signal.SIGTERM, stop)
note("start")
time.sleep(float(sys.argv[3]) if sys.argv[3:] and sys.argv[3] != "stubborn" else 60)
"""
Supervise = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    (tmp_path / "patient.py").write_text(PATIENT)
    (tmp_path / "notes").touch()
    return tmp_path / "notes"


@pytest.fixture
def supervise(notes: Path) -> Iterator[Supervise]:
    """Start a supervisor over programs `(name, argument…)`; `heard` is what answers its questions."""
    started: list[subprocess.Popen[bytes]] = []

    def start(*programs: tuple[str, ...], options: str = "", heard: str = "set()") -> "subprocess.Popen[bytes]":
        script = notes.parent / "patient.py"
        lines = ", ".join(
            f"Program({name!r}, {[sys.executable, str(script), str(notes), name, *rest]!r}{options})"
            for name, *rest in programs
        )
        source = FRAME.format(programs=lines, heard=heard)
        started.append(subprocess.Popen([sys.executable, "-c", source], cwd=ROOT, stdout=subprocess.DEVNULL))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def words(notes: Path, word: str) -> list[str]:
    return [line.split()[1] for line in notes.read_text().splitlines() if line.startswith(word)]


def pids(notes: Path) -> list[int]:
    return [int(line.split()[2]) for line in notes.read_text().splitlines() if line.startswith("start")]


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_programs_start_in_order_and_stop_in_the_opposite_one(supervise: Supervise, notes: Path):
    supervisor = supervise(("one",), ("two",))
    wait_until(lambda: len(pids(notes)) == 2)
    supervisor.send_signal(signal.SIGTERM)
    assert supervisor.wait(timeout=10) == 0
    assert words(notes, "stop") == ["two", "one"]
    assert not any(map(lives, pids(notes)))


def test_what_dies_is_started_again(supervise: Supervise, notes: Path):
    supervise(("steady",), ("brief", "0.1"))
    wait_until(lambda: words(notes, "start").count("brief") >= 2)
    assert words(notes, "start").count("steady") == 1


def test_death_of_the_supervisor_leaves_no_orphan(supervise: Supervise, notes: Path):
    supervisor = supervise(("one",), ("two", "stubborn"))
    wait_until(lambda: len(pids(notes)) == 2)
    supervisor.kill()
    wait_until(lambda: not any(map(lives, pids(notes))), 5, what="the programs to end")


def test_what_will_not_stop_is_ended_when_its_patience_is_over(supervise: Supervise, notes: Path):
    supervisor = supervise(("stubborn", "stubborn"), options=", patience=0.5")
    wait_until(lambda: pids(notes))
    supervisor.send_signal(signal.SIGINT)
    assert supervisor.wait(timeout=10) == 0
    assert not any(map(lives, pids(notes)))


def test_program_that_is_deaf_three_times_in_a_row_is_started_anew(supervise: Supervise, notes: Path):
    supervise(("deaf",), ("well",), options=", listens=True", heard="{'well'}")
    wait_until(lambda: words(notes, "start").count("deaf") >= 2)
    assert words(notes, "start").count("well") == 1


def test_terminal_signal_reaches_the_supervisor_alone(supervise: Supervise, notes: Path):
    supervisor = supervise(("one",))
    wait_until(lambda: pids(notes))
    assert os.getsid(pids(notes)[0]) != os.getsid(supervisor.pid)
