"""What logs may hold: ids and verbs. A request id ties the lines of one request together."""

import logging
from contextvars import ContextVar
from typing import Any

from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter

request_id: ContextVar[str] = ContextVar("request_id", default="-")


class RequestId(logging.Filter):
    """Puts the id of the request under way on each line."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        return True


class NothingPrivate(SafeExceptionReporterFilter):
    """Error reports show neither what was posted nor any local variable: an answer may be among them."""

    def is_active(self, request: HttpRequest | None) -> bool:
        return True

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        return {}

    def get_traceback_frame_variables(self, request: HttpRequest | None, tb_frame: Any) -> list[tuple[str, Any]]:
        return []
