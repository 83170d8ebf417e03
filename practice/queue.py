"""Queueing work. A row in the database says what is to be done; a message only says it sooner.

So a message that cannot be sent is a line in the log and no more: the sweeper finds the row.
"""

import logging
import time
from typing import Protocol
from uuid import UUID

from django.db import transaction

from practice.celery import app

log = logging.getLogger(__name__)

# After a failure no message is tried for this long, so that a request with several of them waits for one.
REST_SECONDS = 5.0


class Task(Protocol):
    """The part of a Celery task that is used here."""

    name: str


class Rest:
    """Until when (of the monotonic clock) this process leaves a broker alone that it could not reach."""

    until = 0.0


def after_commit(task: Task, pk: UUID) -> None:
    """Queue `task` for the row `pk` when the transaction under way has committed, at once where there is none.

    Never raises for a broker that is down, and holds the caller about two seconds at the most.
    """
    transaction.on_commit(lambda: publish(task, pk), robust=True)


def publish(task: Task, pk: UUID) -> bool:
    """Send a message now, or log that it could not be sent; gives whether it was."""
    if time.monotonic() < Rest.until:
        log.info("Not queued while the broker rests: %s %s", task.name, pk)
        return False
    try:
        app.send_task(task.name, args=[str(pk)])
    except Exception as error:
        # Whatever it is, the row is committed and the sweeper will find it. The error's words stay out of the log.
        Rest.until = time.monotonic() + REST_SECONDS
        log.warning("Not queued, the broker cannot be reached (%s): %s %s", type(error).__name__, task.name, pk)
        return False
    return True
