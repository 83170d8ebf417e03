"""How often one member may ask."""

import logging
from typing import Any

from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

log = logging.getLogger(__name__)


class MemberThrottle(SimpleRateThrottle):
    """So many requests a minute for each member, whatever number of tokens they have."""

    scope = "member"

    def get_cache_key(self, request: Request, view: Any) -> str | None:
        return f"throttle:{request.member.pk}" if request.member else None

    def allow_request(self, request: Request, view: Any) -> bool:
        """Counts in the cache; with the cache away nobody is counted, and everybody is let in."""
        try:
            return super().allow_request(request, view)
        except RedisError as error:
            log.warning("Requests are not counted, the cache cannot be reached (%s)", type(error).__name__)
            return True
