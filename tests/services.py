"""Real services for tests: a Valkey for each test process, and Celery workers that work on the test database.

The Valkey runs all the time, at the place where the embedded defaults look for it, and is emptied before each test.
`broker_outage` takes it away for one test; `live_pipeline` adds a worker.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import redis
from django.conf import settings
from django.db import connection
from kombu.exceptions import OperationalError

from practice import broker, queue
from practice.celery import app
from practice.health import broker_answers
from practice.management.commands.run import QUIET_WORKER
from practice.supervisor import end_with_parent

START_SECONDS = 20.0


def wait_until(condition: Callable[[], Any], seconds: float = START_SECONDS, *, what: str = "it") -> Any:
    """Give the first true value of `condition`, or fail the test after `seconds`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := condition():
            return value
        time.sleep(0.05)
    pytest.fail(f"Waited {seconds:.0f} s in vain for {what}")


class Valkey:
    """The embedded broker of this test process."""

    def __init__(self) -> None:
        self.url = broker.client_url(settings.VAR_DIR, db=0)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        broker.prepare(settings.VAR_DIR)
        with Path(settings.VAR_DIR, "valkey.log").open("ab") as log:
            self.process = subprocess.Popen(
                broker.command(settings.VAR_DIR),
                stdout=log,
                stderr=log,
                preexec_fn=partial(end_with_parent, os.getpid()),  # noqa: PLW1509 - two system calls, no more
            )
        wait_until(broker_answers, what="Valkey")

    def stop(self) -> None:
        self.signal(signal.SIGCONT)
        self.signal(signal.SIGKILL)
        if self.process:
            self.process.wait()
            self.process = None

    def pause(self) -> None:
        """Make it accept connections and answer nothing."""
        self.signal(signal.SIGSTOP)

    def resume(self) -> None:
        self.signal(signal.SIGCONT)

    def signal(self, number: signal.Signals) -> None:
        if self.process:
            self.process.send_signal(number)

    def client(self) -> redis.Redis:
        return redis.Redis.from_url(self.url)

    def waiting(self, name: str = "summaries") -> int:
        """How many messages a queue holds."""
        with self.client() as client:
            return int(client.llen(name))  # type: ignore[arg-type]


class Worker:
    """A Celery worker as it runs in use, on the test's database, folder and broker."""

    def __init__(self, *, queues: str = "summaries,bulk,mail", children: int = 2) -> None:
        self.name = f"test@{time.monotonic_ns()}"
        self.log = Path(settings.VAR_DIR, f"{self.name}.log")
        command = [sys.executable, "-m", "celery", "--app", "practice.celery", "--quiet", "worker", *QUIET_WORKER]
        command += ["--hostname", self.name, "--queues", queues, "--concurrency", str(children)]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command,
                cwd=settings.BASE_DIR,
                env=os.environ | {"DATABASE_URL": database_url()},
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=partial(end_with_parent, os.getpid()),  # noqa: PLW1509 - two system calls, no more
            )

    def wait_until_ready(self) -> None:
        wait_until(self.answers, what=f"a worker; it said: {self.log.read_text()[-2000:]}")

    def answers(self) -> bool:
        if self.process.poll() is not None:
            pytest.fail(f"The worker ended: {self.log.read_text()[-2000:]}")
        try:
            return bool(app.control.ping(destination=[self.name], timeout=0.5))
        except (OperationalError, redis.RedisError):
            return False

    def children(self) -> list[int]:
        """The process ids of its children, which are what renders."""
        found = subprocess.run(["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True, check=False)
        return [int(word) for word in found.stdout.split()]

    def kill(self) -> None:
        """End it in the middle of whatever it does, children too."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        finally:
            self.process.wait()


def database_url() -> str:
    """The address of the database that this test uses, for another process."""
    parts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{parts['NAME']}"
    return os.environ["DATABASE_URL"].replace("@/postgres?", f"@/{parts['NAME']}?")


@pytest.fixture(scope="session")
def running_valkey() -> Iterator[Valkey]:
    valkey = Valkey()
    valkey.start()
    yield valkey
    valkey.stop()


@pytest.fixture(autouse=True)
def valkey(running_valkey: Valkey) -> Valkey:
    """An empty broker (and cache) for each test."""
    queue.Rest.until = 0.0
    with running_valkey.client() as client:
        client.flushall()
    return running_valkey


@pytest.fixture
def broker_outage(valkey: Valkey) -> Iterator[Valkey]:
    """Takes the broker away; `start()` brings it back, with what it held."""
    valkey.stop()
    yield valkey
    valkey.stop()
    valkey.start()


@pytest.fixture
def start_worker(transactional_db: None, valkey: Valkey) -> Iterator[Callable[..., Worker]]:
    """Start real workers; those still running end with the test."""
    started: list[Worker] = []

    def start(*, wait: bool = True, **options: Any) -> Worker:
        worker = Worker(**options)
        started.append(worker)
        if wait:
            worker.wait_until_ready()
        return worker

    yield start
    for worker in started:
        worker.kill()


@pytest.fixture
def live_pipeline(start_worker: Callable[..., Worker]) -> Worker:
    """A real worker that takes from every queue, for tests that look at what comes out at the end."""
    return start_worker()
