import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from practice import crypto, keys, startup
from practice.startup import NotReady

COMMANDS = {
    "web": ["-c", "import practice.wsgi"],
    "worker": ["-m", "celery", "--app", "practice.celery", "--quiet", "worker", "--concurrency", "1"],
    "beat": ["-m", "celery", "--app", "practice.celery", "--quiet", "beat"],
}


def test_database_that_fits_the_code_is_accepted(db):
    startup.refuse_unmigrated()


def test_database_newer_than_the_code_is_refused_by_the_name_of_what_it_has(db):
    MigrationRecorder(connection).record_applied("practice", "9999_from_the_future")
    with pytest.raises(NotReady, match=r"newer than this code.*practice\.9999_from_the_future"):
        startup.refuse_unmigrated()


def test_rows_of_an_app_that_is_gone_are_nobodys_trouble(db):
    MigrationRecorder(connection).record_applied("an_app_of_old", "0001_initial")
    startup.refuse_unmigrated()


def test_database_older_than_the_code_is_refused_with_the_command_to_run(db):
    MigrationRecorder(connection).record_unapplied("worksheets", last_migration("worksheets"))
    with pytest.raises(NotReady, match=r"older than this code.*manage\.py migrate"):
        startup.refuse_unmigrated()


def test_database_that_does_not_answer_is_told_apart(db, monkeypatch):
    def broken(*args):
        raise startup.DatabaseError("no route\nto it")

    monkeypatch.setattr(startup, "MigrationExecutor", broken)
    with pytest.raises(NotReady, match="does not answer .no route to it"):
        startup.migrations()


def test_wrong_key_is_refused_in_the_key_rings_own_words(db, monkeypatch):
    def wrong():
        raise crypto.CannotOpen("The key named 'x' in HOLDFAST_KEYS is not the one.")

    monkeypatch.setattr(keys, "check_key_ring", wrong)
    with pytest.raises(NotReady, match="HOLDFAST_KEYS is not the one"):
        startup.refuse_wrong_keys()


@pytest.mark.parametrize("kind", COMMANDS)
def test_nothing_starts_on_an_empty_database(kind: str, tmp_path, broker_outage):
    """Each process on its own says why, on one line without a traceback, and ends with a status of its own."""
    ended = subprocess.run(
        [sys.executable, *COMMANDS[kind]],
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "practice.settings",
            "VAR_DIR": str(tmp_path),
            "DATABASE_URL": f"sqlite:///{tmp_path}/empty.sqlite3",
        },
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == startup.CANNOT_START, ended.stderr
    assert "Holdfast does not start. The database is older than this code" in ended.stderr
    assert "Traceback" not in ended.stderr


def last_migration(app: str) -> str:
    return max(name for label, name in MigrationRecorder(connection).applied_migrations() if label == app)
