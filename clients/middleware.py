"""A client reads who sees what, and agrees, before anything else; and times are told where people are."""

import re
from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from clients.models import Client, Consent
from practice.models import Member

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


def local_time(get_response: Get) -> Get:
    """Tell times where the reader is: a client in their own zone, staff in the practice's."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        member = request.member
        if member is None:
            return get_response(request)
        with timezone.override(zone_of(member)):
            return get_response(request)

    return middleware


def zone_of(member: Member) -> ZoneInfo:
    client = Client.objects.filter(member=member).only("time_zone").first() if member.is_client else None
    return ZoneInfo(client.time_zone) if client and client.time_zone else member.zone
