"""The surroundings of a test run: a folder of its own with fresh keys, and a database that nothing else uses.

Settings read the environment once, so this is entered before anything of Django is touched. With pytest-xdist the
controller makes the folder (and starts PostgreSQL), and each worker has a VAR_DIR of its own inside it.
"""

import argparse
import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

import django
import pytest
from django.conf import settings
from django.db import connections

from tests.postgres import Postgres

FOLDER = "HOLDFAST_TESTS_FOLDER"
DATABASE = "HOLDFAST_TESTS_DATABASE"
# What a developer's own .env may say, and no test should hear.
NOT_FOR_TESTS = (
    *("REDIS_URL", "EMAIL_URL", "ANYMAIL", "S3_BUCKET", "BASE_URL", "CSRF_TRUSTED_ORIGINS", "HOLDFAST_KEYS_FILE"),
    *("SECRET_KEY", "SECRET_KEY_FALLBACKS", "HOLDFAST_KEYS", "HOLDFAST_AUDIT_KEY"),
)


class Environment:
    """What this process has made and has to take away again."""

    def __init__(self) -> None:
        self.is_worker = "PYTEST_XDIST_WORKER" in os.environ
        self.postgres: Postgres | None = None
        if not self.is_worker:
            self.begin()
        self.folder = Path(os.environ[FOLDER])

    def begin(self) -> None:
        folder = Path(tempfile.mkdtemp(prefix="holdfast-tests-"))
        atexit.register(self.leave)
        # PostgreSQL refuses to run as root, and the user it runs as has to reach its folder.
        folder.chmod(0o711)
        os.environ[FOLDER] = str(folder)
        os.environ[DATABASE] = ""
        if wanted_database() == "postgres":
            self.postgres = Postgres(folder / "postgres")
            self.postgres.start()
            os.environ[DATABASE] = self.postgres.url

    def enter(self) -> None:
        """Set the environment and load Django in it."""
        if settings.configured or "DJANGO_SETTINGS_MODULE" in os.environ:
            raise pytest.UsageError("Unset DJANGO_SETTINGS_MODULE: the tests load the settings where nothing else is.")
        var_dir = self.folder / os.environ.get("PYTEST_XDIST_WORKER", "main")
        var_dir.mkdir()
        # Collected by `make run`; WhiteNoise warns where it is missing.
        (var_dir / "static").mkdir()
        os.environ.update(dict.fromkeys(NOT_FOR_TESTS, ""))
        os.environ.update(
            DJANGO_SETTINGS_MODULE="practice.settings",
            HOLDFAST_EMBEDDED="1",
            DEBUG="False",
            VAR_DIR=str(var_dir),
            DATABASE_URL=os.environ[DATABASE] or f"sqlite:///{var_dir}/holdfast.sqlite3",
            ANYMAIL="{}",
        )
        django.setup()
        if not os.environ[DATABASE]:
            # In a file, as in use: other processes (a worker, a web server) can open it too.
            connections.databases["default"]["TEST"]["NAME"] = str(var_dir / "test.sqlite3")
        # pytest-django reads it before this file is, and would load a parallel worker's settings too early.
        del os.environ["DJANGO_SETTINGS_MODULE"]

    def leave(self) -> None:
        if self.postgres:
            self.postgres.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def wanted_database() -> str:
    """The value of --database, read by hand: settings load before pytest has read options of our own."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--database", default="sqlite")
    return str(parser.parse_known_args(sys.argv[1:])[0].database)
