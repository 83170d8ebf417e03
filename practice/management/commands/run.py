"""`manage.py run`: the whole service on one machine, from an empty folder to an address that answers."""

import fcntl
import hashlib
import os
import platform
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from practice import broker, startup
from practice.celery import app
from practice.health import broker_answers
from practice.models import Practice
from practice.supervisor import Program, Supervisor

HOST = "127.0.0.1"
CELERY = (sys.executable, "-m", "celery", "--app", "practice.celery", "--quiet")
QUIET_WORKER = ("--without-gossip", "--without-mingle", "--without-heartbeat")
WORKERS = {"summaries": ("summaries", 2), "others": ("bulk,mail", 1)}
PING_SECONDS = 2.0


class Command(BaseCommand):
    help = "Prepare the database and run web, workers, schedule and, without REDIS_URL, a broker. Ctrl-C stops it all."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_taken_port(settings.PORT)
        settings.VAR_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
        with only_one(settings.VAR_DIR):
            self.prepare()
            # What the programs say goes to this console, where only what matters should stand.
            os.environ.setdefault("LOG_LEVEL", "WARNING")
            Supervisor(programs(), heard=heard, when_ready=self.announce).run()
        self.stdout.write("Stopped.")

    def prepare(self) -> None:
        """Bring database, library and static files up to date; a database with nobody in it gets the demo practice."""
        try:
            found = startup.migrations()
            startup.refuse_newer_database(found)
            if found.pending:
                self.stdout.write(f"Bringing the database up to date ({len(found.pending)} migrations).")
                call_command("migrate", verbosity=0, interactive=False)
            startup.refuse_wrong_keys()
            if settings.REDIS_URL == "":
                broker.prepare(settings.VAR_DIR)
        except (startup.NotReady, broker.BrokerUnavailable) as why:
            raise CommandError(f"Holdfast does not start. {why}") from why
        load_library(anew=bool(found.pending))
        if not Practice.objects.exists():
            self.stdout.write("Making the demo practice.")
            call_command("demo", verbosity=0)
        collect_static()
        connections.close_all()

    def announce(self) -> bool:
        """Once the web answers, say where it is and who can sign in; gives whether it did."""
        if not web_is_ready():
            return False
        self.stdout.write(f"\nHoldfast is ready: {settings.BASE_URL}\n")
        call_command("demo", "--accounts")
        connections.close_all()
        self.stdout.write("Ctrl-C stops it.\n")
        self.stdout.flush()
        return True


def refuse_taken_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} cannot be used ({error.strerror}). "
                "Stop what uses it, or choose another: PORT=8080 make run"
            ) from error


@contextmanager
def only_one(var_dir: Path) -> Iterator[None]:
    """Hold VAR_DIR for this process: two brokers over one append-only file would spoil it."""
    with (var_dir / "run.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CommandError(f"Holdfast is already running from {var_dir}. Stop it, or set VAR_DIR.") from error
        yield


def load_library(*, anew: bool) -> None:
    """Load the worksheet library where it is not yet in this database as its files say it."""
    stamp = settings.VAR_DIR / "library.stamp"
    digest = hashlib.sha256(repr([settings.DATABASES["default"][part] for part in ("HOST", "PORT", "NAME")]).encode())
    for path in sorted((settings.BASE_DIR / "worksheets" / "library").iterdir()):
        digest.update(path.read_bytes())
    if anew or not stamp.exists() or stamp.read_text() != digest.hexdigest():
        call_command("load_library", verbosity=0)
        stamp.write_text(digest.hexdigest())


def collect_static() -> None:
    """Collect the static files where any has changed since the last time."""
    stamp = settings.VAR_DIR / "static.stamp"
    state = static_state()
    if not stamp.exists() or stamp.read_text() != state:
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        stamp.write_text(state)


def static_state() -> str:
    """A digest of the names, sizes and times of all static files."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = os.stat(storage.path(name))
            digest.update(f"{name} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def programs() -> list[Program]:
    """What runs, in the order of starting."""
    found = [Program("web", web_command(settings.PORT), patience=8)]
    found += [Program(name, worker_command(name), listens=True, after_ready=True) for name in WORKERS]
    found.append(Program("beat", [*CELERY, "beat"], patience=5, after_ready=True))
    if settings.REDIS_URL == "":
        found.insert(0, Program("broker", broker.command(settings.VAR_DIR), listens=True))
    return found


def web_command(port: int) -> list[str]:
    # No access log: it would tell who reads what, and when.
    return [
        *(sys.executable, "-m", "gunicorn", "practice.wsgi:application"),
        *("--bind", f"{HOST}:{port}", "--worker-class", "gthread", "--workers", "2", "--threads", "8"),
        "--preload",
        *("--graceful-timeout", "5", "--log-level", "warning", "--no-control-socket"),
    ]


def worker_command(name: str) -> list[str]:
    queues, children = WORKERS[name]
    options = ["--hostname", node(name), "--queues", queues, "--concurrency", str(children)]
    return [*CELERY, "worker", *options, *QUIET_WORKER]


def node(name: str) -> str:
    """A worker's name on the broker, which may serve more than one Holdfast."""
    return f"{name}@{platform.node()}-{settings.PORT}"


def heard() -> set[str]:
    """Which of the programs that listen gave a sign of life just now."""
    everyone = set(WORKERS)
    if not broker_answers():
        # With no broker to carry the question, silence says nothing about the workers.
        return everyone
    try:
        replies = app.control.ping(destination=[node(name) for name in WORKERS], timeout=PING_SECONDS)
    except (OperationalError, RedisError, OSError):
        return everyone | {"broker"}
    names = {reply_from.partition("@")[0] for reply in replies for reply_from in reply}
    return names | {"broker"}


def web_is_ready() -> bool:
    try:
        with urlopen(f"http://{HOST}:{settings.PORT}/readyz", timeout=2) as answer:
            return answer.status == 200  # noqa: PLR2004
    except (URLError, OSError):
        return False
