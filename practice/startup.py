"""What must be true before this code touches a database: it answers, it matches the code, and its keys are here.

`manage.py run` asks before it starts anything; web, workers and beat ask again, each as it starts.
"""

import sys
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection, connections
from django.db.migrations.executor import MigrationExecutor

from practice import crypto, keys

# The status with which Gunicorn's workers say that trying again is useless.
CANNOT_START = 3


class NotReady(Exception):
    """The service cannot start; the message says why and what to do."""


@dataclass(frozen=True)
class Migrations:
    """What stands between the database and this code, as `app.name`."""

    pending: tuple[str, ...]
    unknown: tuple[str, ...]


def migrations() -> Migrations:
    """Compare the migrations that were applied with those of this code. Raises NotReady where nothing answers."""
    try:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        raise NotReady(f"The database does not answer ({error}). Check DATABASE_URL.".replace("\n", " ")) from error
    loader = executor.loader
    known = set(loader.disk_migrations)
    known.update(replaced for migration in loader.disk_migrations.values() for replaced in migration.replaces)
    # Tables of apps that are no longer installed are in nobody's way.
    ours = (key for key in loader.applied_migrations if key[0] in loader.migrated_apps)
    return Migrations(
        pending=tuple(f"{migration.app_label}.{migration.name}" for migration, _backwards in plan),
        unknown=tuple(sorted(".".join(key) for key in ours if key not in known)),
    )


def refuse_newer_database(found: Migrations) -> None:
    """Raise NotReady where a newer release has already changed the database."""
    if found.unknown:
        raise NotReady(
            f"The database is newer than this code: it has {', '.join(found.unknown)}, which this code does not know. "
            "Start the newer release again, or restore a backup that was made with this one."
        )


def refuse_unmigrated() -> None:
    """Raise NotReady where database and code differ, in either direction."""
    found = migrations()
    refuse_newer_database(found)
    if found.pending:
        raise NotReady(
            f"The database is older than this code: {found.pending[0]} and {len(found.pending) - 1} more are to be "
            "applied. Run `make run`, or `manage.py migrate` where the service is run by other means."
        )


def refuse_wrong_keys() -> None:
    """Raise NotReady where the key ring cannot open what this database holds."""
    try:
        keys.check_key_ring()
    except (ImproperlyConfigured, crypto.CannotOpen) as error:
        raise NotReady(str(error)) from error


def refuse_if_unready() -> None:
    """Raise NotReady, with words for whoever runs the service, where it must not start."""
    try:
        refuse_unmigrated()
        refuse_wrong_keys()
    finally:
        # A process that forks after this must not hand its connection on.
        connections.close_all()


def exit_if_unready() -> None:
    """The same for a process that is just starting: says why on stderr and ends it."""
    try:
        refuse_if_unready()
    except NotReady as why:
        print(f"Holdfast does not start. {why}", file=sys.stderr, flush=True)
        raise SystemExit(CANNOT_START) from None
