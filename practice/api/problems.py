"""Refusals and errors as problem details (RFC 9457), each with a code that stays.

`detail` is for people. What was sent is never quoted in it: it may be private, and it may not even be encodable.
"""

import math
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from rest_framework import exceptions
from rest_framework.settings import api_settings

from practice.refusals import Refused

MEDIA_TYPE = "application/problem+json"
# REST framework's codes that are said in the house's own, which the refusals and the kinds of question use too.
CODES = {
    "required": "missing",
    "null": "missing",
    "max_length": "too_long",
    "min_value": "out_of_range",
    "max_value": "out_of_range",
    "max_string_length": "out_of_range",
    "invalid_choice": "unknown_option",
    "not_a_list": "wrong_type",
    "null_characters_not_allowed": "invalid_characters",
    "surrogate_characters_not_allowed": "invalid_characters",
    "authentication_failed": "invalid_token",
}
DETAILS = {
    "missing": "This is missing.",
    "wrong_type": "This is not of the type that is wanted here.",
    "unknown_option": "This is not one of the choices.",
    "invalid_characters": "This holds a character that cannot be saved: a null, or half a character.",
    "not_authenticated": "Send a token: `Authorization: Token …`.",
    "not_found": "There is nothing here, or it is not yours to see.",
    "permission_denied": "This is not yours to do.",
    "method_not_allowed": "This address does not take that method. See the Allow header.",
    "not_acceptable": "This address cannot answer in a form that your Accept header names.",
    "unsupported_media_type": "Send JSON, with `Content-Type: application/json`.",
}


def problem_response(
    status: int, code: str, detail: str, *, field: str = "", headers: dict[str, str] | None = None, **extra: Any
) -> HttpResponse:
    """One problem document. `field` is the input it is about; `extra` are members beside the standard ones."""
    about = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
    }
    if field:
        about["field"] = field
    return JsonResponse(extra | about, status=status, content_type=MEDIA_TYPE, headers=headers)


def problem(exc: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """REST framework's exception handler. None for what is nobody's request but our fault: that is a 500."""
    if isinstance(exc, Refused):
        return problem_response(exc.status, exc.code, exc.text, field=exc.field, **exc.extra)
    if isinstance(exc, Http404):
        exc = exceptions.NotFound()
    elif isinstance(exc, PermissionDenied):
        exc = exceptions.PermissionDenied()
    if isinstance(exc, exceptions.ValidationError):
        return invalid(exc)
    if isinstance(exc, exceptions.APIException):
        return failed(exc)
    return None


def invalid(exc: exceptions.ValidationError) -> HttpResponse:
    """What was sent can be read and does not fit: the first error, and all of them in `errors`."""
    errors = list(listed(exc.detail))
    return problem_response(HTTPStatus.UNPROCESSABLE_ENTITY, **errors[0], errors=errors)


def listed(detail: Any, *place: str) -> Iterator[dict[str, str]]:
    """Each error of a serializer's tree as `{field, code, detail}`, the field as a path such as `keys.0`."""
    if isinstance(detail, exceptions.ErrorDetail):
        said = {"code": CODES.get(detail.code, detail.code)}
        said["detail"] = DETAILS.get(said["code"], str(detail))
        yield {"field": ".".join(place)} | said if place else said
        return
    parts = detail.items() if isinstance(detail, dict) else ((None, part) for part in detail)
    for name, part in parts:
        is_step = name is not None and name != api_settings.NON_FIELD_ERRORS_KEY
        yield from listed(part, *place, *([str(name)] if is_step else []))


def failed(exc: exceptions.APIException) -> HttpResponse:
    """Any other error that REST framework knows."""
    code = CODES.get(exc.detail.code, exc.detail.code)
    headers = {}
    if auth_header := getattr(exc, "auth_header", None):
        headers["WWW-Authenticate"] = auth_header
    if wait := getattr(exc, "wait", None):
        headers["Retry-After"] = str(math.ceil(wait))
    return problem_response(exc.status_code, code, DETAILS.get(code, str(exc.detail)), headers=headers)


def is_for_api(request: HttpRequest) -> bool:
    """Whether an error outside of any view should be a problem document and not a page."""
    return request.path.startswith("/api/")
