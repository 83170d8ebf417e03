"""The Celery app. Rows are the truth and a message only a hint, so everything here prefers short waits to promises."""

import os
from typing import Any

from celery import Celery
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "practice.settings")
# Django's system checks would load every view into each worker; `make check` has run them.
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")

# A publish waits for an answer three times at the worst: for the message, and twice for a new connection.
BROKER_SECONDS = 0.6


def defaults() -> dict[str, Any]:
    """How Celery is run here. A CELERY_… setting overrides any of it."""
    return {
        # Ids only, in plain JSON; what became of them is in our own rows.
        "task_serializer": "json",
        "accept_content": ["json"],
        "task_ignore_result": True,
        # Single summaries never wait behind a packet of a hundred, nor behind a slow mail server.
        "task_default_queue": "summaries",
        "task_routes": {
            "practice.tasks.*": {"queue": "mail"},
            "worksheets.tasks.bulk_*": {"queue": "bulk"},
        },
        "worker_prefetch_multiplier": 1,
        "task_soft_time_limit": settings.DOCUMENT_SECONDS,
        "task_time_limit": settings.DOCUMENT_SECONDS + 15,
        "worker_max_tasks_per_child": 500,
        "worker_max_memory_per_child": 400_000,  # kilobytes
        # A broker that is away is waited for, however long; a publish is not.
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        "broker_connection_timeout": BROKER_SECONDS,
        "broker_transport_options": {
            "socket_connect_timeout": BROKER_SECONDS,
            "socket_timeout": BROKER_SECONDS,
            "retry_on_timeout": False,
            "max_retries": 0,
        },
        # One try more, at once, for a connection that the broker dropped while it lay unused.
        "task_publish_retry_policy": {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0},
        "beat_schedule_filename": str(settings.VAR_DIR / "beat-schedule"),
        # What happens as workers and beat start; nobody else loads it.
        "imports": ["practice.worker"],
        "worker_redirect_stdouts": False,
    }


app = Celery("holdfast")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.add_defaults(defaults)
app.autodiscover_tasks()
app.autodiscover_tasks(related_name="schedule")
