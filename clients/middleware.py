"""A client reads who sees what, and agrees, before anything else."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from clients.models import Consent

OPEN_BEFORE_CONSENT = re.compile(r"^/(account/|switch/|join/|welcome/|static/|api/|healthz|readyz)")
Get = Callable[[HttpRequest], HttpResponseBase]


def consent_first(get_response: Get) -> Get:
    """Lead a client to the welcome page until they have agreed to its current version."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        member = request.member
        asks = member and member.is_client and not OPEN_BEFORE_CONSENT.match(request.path)
        if asks and request.session.get("consent") != Consent.CURRENT:
            if not Consent.objects.filter(client__member=member, version=Consent.CURRENT).exists():
                return redirect("welcome")
            request.session["consent"] = Consent.CURRENT
        return get_response(request)

    return middleware
