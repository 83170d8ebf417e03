"""Who a page is for. To everybody else it does not exist."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase

from practice.models import Member

View = Callable[..., HttpResponseBase]


def _only(allowed: Callable[[Member], bool]) -> Callable[[View], View]:
    def gate(view: View) -> View:
        @wraps(view)
        def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not allowed(request.member):
                raise Http404
            return view(request, *args, **kwargs)

        return gated

    return gate


staff_only = _only(lambda member: member.is_staff)
therapists_only = _only(lambda member: member.is_therapist)
clients_only = _only(lambda member: member.is_client)
