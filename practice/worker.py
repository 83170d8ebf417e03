"""What happens as a worker, one of its children, or beat starts."""

import resource
from typing import Any

from celery import signals
from django.conf import settings
from django.utils.module_loading import import_string

from practice.startup import exit_if_unready

MEGABYTE = 1024 * 1024


@signals.setup_logging.connect
def leave_logging_to_django(**_: Any) -> None:
    """That this is connected keeps Celery from setting up loggers of its own."""


@signals.worker_init.connect
@signals.beat_init.connect
def refuse_to_start_unready(**_: Any) -> None:
    exit_if_unready()


@signals.worker_process_init.connect
def prepare_child(**_: Any) -> None:
    """Take away the means to eat all memory, then load what the first document would wait for."""
    most = settings.DOCUMENT_MEMORY_MB * MEGABYTE
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    for path in settings.WORKER_WARM_UP:
        import_string(path)()
