"""Which roles may do what, where the choice of objects does not say it."""

from typing import Any

from rest_framework.permissions import SAFE_METHODS, IsAuthenticated
from rest_framework.request import Request


class TherapistsWrite(IsAuthenticated):
    """Everybody signed in may look; only therapists may add."""

    message = "Only a therapist can do this."
    code = "not_allowed"

    def has_permission(self, request: Request, view: Any) -> bool:
        if not super().has_permission(request, view):
            return False
        return request.method in SAFE_METHODS or request.member.is_therapist
