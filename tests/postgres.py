"""A PostgreSQL server for one test run: made from nothing in a second, on a Unix socket only, gone afterwards."""

import os
import pwd
import shutil
import signal
import subprocess
import time
from functools import partial
from pathlib import Path
from urllib.parse import quote

from practice.supervisor import end_with_parent

START_SECONDS = 30


class PostgresMissing(Exception):
    """There is no PostgreSQL on this machine."""


class Postgres:
    """A server whose data are in `folder`. Its data survive `stop` and a new `start`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.user = unprivileged_user()
        self.process: subprocess.Popen[bytes] | None = None
        folder.mkdir(mode=0o700)
        if self.user:
            shutil.chown(folder, self.user)
        self.run("initdb", "--pgdata", self.data, "--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-sync")

    @property
    def url(self) -> str:
        return f"postgres://postgres@/postgres?host={quote(str(self.folder))}"

    def start(self) -> None:
        """Start the server and come back once it answers."""
        settings = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "listen_addresses=")
        options = [word for setting in settings for word in ("-c", setting)]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [program("postgres"), "-D", self.data, "-k", self.folder, *options],
                user=self.user,
                cwd="/",
                stdout=log,
                stderr=log,
                preexec_fn=partial(end_with_parent, os.getpid()),  # noqa: PLW1509 - two system calls, no more
            )
        end = time.monotonic() + START_SECONDS
        while subprocess.run([program("pg_isready"), "-q", "-h", self.folder], check=False, cwd="/").returncode:
            if self.process.poll() is not None or time.monotonic() > end:
                raise PostgresMissing((self.folder / "log").read_text()[-2000:])
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop the server at once, ending what its clients are doing."""
        if self.process:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(timeout=START_SECONDS)
            self.process = None

    def run(self, name: str, *arguments: str | Path) -> None:
        subprocess.run([program(name), *arguments], check=True, capture_output=True, user=self.user, cwd="/")


def program(name: str) -> str:
    """The full path of one of PostgreSQL's programs; Debian keeps the server's own off the PATH."""
    if found := shutil.which(name):
        return found
    places = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    if not places:
        raise PostgresMissing(f"PostgreSQL's {name} was not found. `make test` installs it.")
    return str(places[-1])


def unprivileged_user() -> str | None:
    """Who runs the server when we are root, which it refuses to run as; otherwise nobody but ourselves."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"
