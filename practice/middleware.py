"""What happens around every request: an id, privacy headers, the keys it may use, who is asking."""

import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from redis.exceptions import RedisError

from practice import audit
from practice.crypto import current_scope, key_scope
from practice.logs import request_id as current_request_id
from practice.models import Member
from practice.second_factor import lacks_second_factor
from practice.views.held import hold

Get = Callable[[HttpRequest], HttpResponseBase]
# Where staff without a second factor may still go: to set one up, or to leave.
OPEN_TO_NEW_STAFF = re.compile(r"^/(account/|switch/|static/|healthz|readyz)")
HTTP_FORBIDDEN, HTTP_NOT_FOUND = 403, 404


def request_id(get_response: Get) -> Get:
    """Give each request an id of ours; one sent from outside could be used to write into logs."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        token = current_request_id.set(uuid.uuid4().hex)
        try:
            response = get_response(request)
            response["X-Request-ID"] = current_request_id.get()
            return response
        finally:
            current_request_id.reset(token)

    return middleware


def private_by_default(get_response: Get) -> Get:
    """Keep every page out of caches, so that Back after signing out shows nothing."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.setdefault("Cache-Control", "no-store, private")
        return response

    return middleware


class broker_down_is_said:  # noqa: N801 - stands in MIDDLEWARE beside functions
    """Rate limits need the cache: with it down, signing in answers in words instead of breaking."""

    def __init__(self, get_response: Get) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, RedisError):
            response = render(request, "503.html", status=503)
            response["Retry-After"] = "30"
            return response
        return None


class SignInRequired(LoginRequiredMiddleware):
    """Every page needs a sign-in unless its view says otherwise.

    A fragment gets 401 instead of a redirect, or the sign-in page would land inside a form; and a form that was
    posted after the session ran out is held and given back, never dropped.
    """

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponseBase:
        if request.headers.get("HX-Request") or request.headers.get("X-Autosave"):
            return HttpResponse("Sign in again; your text is still here.", status=401, content_type="text/plain")
        if request.method == "POST":
            return hold(request, status=401)
        return super().handle_no_permission(request, view_func)


class KeysOfTheRequest:
    """Enter a key scope that opens nothing until it is known who asks."""

    def __init__(self, get_response: Get) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with key_scope():
            return self.get_response(request)


class CurrentMember:
    """Set `request.member`, let idle sessions end, and keep staff out until they have a second factor."""

    def __init__(self, get_response: Get) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.member = None
        if request.user.is_authenticated:
            self.find(request)
            if request.member is None and not OPEN_TO_NEW_STAFF.match(request.path):
                return redirect("switch_member")
            if request.member and not OPEN_TO_NEW_STAFF.match(request.path) and lacks_second_factor(request.member):
                return redirect("mfa_index")
        return self.get_response(request)

    def find(self, request: HttpRequest) -> None:
        memberships = Member.objects.of_user(request.user)
        chosen = request.session.get("member")
        if chosen:
            request.member = memberships.filter(pk=chosen).first()
        if request.member is None:
            found = list(memberships[:2])
            if len(found) == 1:
                request.member = found[0]
                request.session["member"] = str(found[0].pk)
        if request.member:
            request.member.enter(current_scope())
            self.touch(request, request.member)

    def touch(self, request: HttpRequest, member: Member) -> None:
        """Move the end of an idle session on, at most once a minute."""
        idle = settings.STAFF_IDLE_SECONDS if member.is_staff else settings.CLIENT_IDLE_SECONDS
        now = timezone.now().timestamp()
        if now - request.session.get("seen", 0) >= timedelta(minutes=1).total_seconds():
            request.session["seen"] = now
            request.session.set_expiry(idle)


def denials_are_recorded(get_response: Get) -> Get:
    """Write an event when somebody signed in asks for an object that is not theirs to see (ASVS 5.0, 16.3.2)."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        match = request.resolver_match
        denied = response.status_code in {HTTP_FORBIDDEN, HTTP_NOT_FOUND}
        if denied and request.member and match and match.kwargs:
            target = match.kwargs.get("pk")
            at = (match.url_name or "", target) if isinstance(target, uuid.UUID) else None
            audit.record("denied", by=request.member, at=at)
        return response

    return middleware
