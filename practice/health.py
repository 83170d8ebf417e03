"""Two addresses for whatever watches over the service. Neither says anything about a person."""

import functools
import logging
from typing import Any

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.module_loading import import_string
from django.views.decorators.http import require_safe

from practice import broker, startup

log = logging.getLogger(__name__)
BROKER_SECONDS = 0.5

# Asked until it is true, then no more: code does not change under a running process.
refuse_unmigrated = functools.cache(startup.refuse_unmigrated)


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """This process answers. Asks nothing of the database: restarting the web does not mend one."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Whether requests can be served: 200 or 503. Broker and waiting work are told, and decide nothing."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        refuse_unmigrated()
    except (DatabaseError, startup.NotReady) as error:
        log.error("Not ready: %s", error)
        return JsonResponse({"ready": False}, status=503)
    state = {"ready": True, "broker": "ok" if broker_answers() else "down"}
    return JsonResponse(state | reports())


def reports() -> dict[str, Any]:
    """What the packages tell about themselves, by the names in READY_REPORTS."""
    return {name: import_string(path)() for name, path in settings.READY_REPORTS.items()}


def broker_answers() -> bool:
    """Whether the broker answers a ping at once."""
    url = settings.REDIS_URL or broker.client_url(settings.VAR_DIR, db=0)
    client = redis.Redis.from_url(url, socket_connect_timeout=BROKER_SECONDS, socket_timeout=BROKER_SECONDS, retry=None)
    try:
        return bool(client.ping())
    except (redis.RedisError, OSError):
        return False
    finally:
        client.close()
