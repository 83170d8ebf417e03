"""JSON as it was sent: Unicode untouched, and whatever is wrong with it said instead of broken by."""

import json
from http import HTTPStatus
from typing import Any, NoReturn

from django.conf import settings
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import JSONParser

# An answer is three deep; everything beyond this is somebody trying.
DEEPEST = 20


class TooLarge(APIException):
    status_code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"
    default_detail = "This is larger than anything that can be sent here."


class PlainJSON(JSONParser):
    """Reads one JSON document of a bounded size and depth. Raises ParseError or TooLarge."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        body = stream.read(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
        if len(body) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise TooLarge()
        try:
            data = json.loads(body.decode(), parse_constant=refuse_constant)
        except RecursionError:
            raise too_deep() from None
        except ValueError as error:
            # UnicodeDecodeError and JSONDecodeError quote what was sent: only the place is told.
            place = f" (character {error.pos})" if isinstance(error, json.JSONDecodeError) else ""
            raise ParseError(f"This is not JSON in UTF-8{place}.", code="malformed_json") from None
        refuse_depth(data)
        return data


def refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def too_deep() -> ParseError:
    return ParseError("There are more things inside of each other here than can be read.", code="too_deep")


def refuse_depth(data: Any) -> None:
    """Raise ParseError where lists and objects are nested deeper than anything here needs."""
    level, depth = [data], 0
    while level := [part for part in level if isinstance(part, dict | list)]:
        depth += 1
        if depth > DEEPEST:
            raise too_deep()
        level = [inner for part in level for inner in (part.values() if isinstance(part, dict) else part)]
