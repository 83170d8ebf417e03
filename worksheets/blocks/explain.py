"""What pydantic found wrong, as places in the file and words for whoever wrote it."""

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from worksheets.blocks.errors import Problem

PROBLEMS_SHOWN = 20

# pydantic's error type: our stable code, our words ({…} from the error's context).
_WORDS = {
    "missing": ("missing", "This is missing."),
    "extra_forbidden": ("unknown_field", "The format has no field of this name here."),
    "string_type": ("wrong_type", "This has to be text. Put it in quotes if it looks like a number."),
    "string_unicode": ("invalid_characters", "This holds half a character, which cannot be stored."),
    "int_type": ("wrong_type", "This has to be a whole number."),
    "bool_type": ("wrong_type", "This has to be true or false."),
    "tuple_type": ("wrong_type", "This has to be a list."),
    "model_type": ("wrong_type", "This has to be a mapping of names to values."),
    "model_attributes_type": ("wrong_type", "This has to be a mapping of names to values."),
    "dict_type": ("wrong_type", "This has to be a mapping of names to values."),
    "literal_error": ("unknown_option", "This has to be {expected}."),
    "union_tag_not_found": ("missing", "The type is missing."),
    "union_tag_invalid": ("unknown_kind", "There is no kind called {tag!a}. There are: {expected_tags}."),
    "string_pattern_mismatch": ("wrong_form", "This does not have the form it needs: {pattern}"),
    "string_too_long": ("too_long", "This has more than {max_length} characters."),
    "string_too_short": ("blank", "This is empty."),
    "too_long": ("too_long", "There are too many here; there is room for {max_length}."),
    "too_short": ("too_short", "There are too few here; at least {min_length} is needed."),
    "greater_than_equal": ("out_of_range", "This has to be {ge} or more."),
    "less_than_equal": ("out_of_range", "This has to be {le} or less."),
}


def explained(error: ValidationError, data: object) -> list[Problem]:
    """The first of the problems that pydantic found in `data`."""
    details = error.errors(include_url=False, include_input=False)
    return [_problem(detail, data) for detail in details[:PROBLEMS_SHOWN]]


def _problem(detail: ErrorDetails, data: object) -> Problem:
    code, words = _WORDS.get(detail["type"], (detail["type"], None))
    message = words.format(**_short(detail.get("ctx", {}))) if words else detail["msg"]
    return Problem(place(_path(detail["loc"], data)), message, code)


def _short(context: dict[str, Any]) -> dict[str, Any]:
    return {name: value[:400] if isinstance(value, str) else value for name, value in context.items()}


def _path(location: tuple[int | str, ...], data: object) -> Iterator[int | str]:
    """The steps of pydantic's location that are in the file: it names the kind of a block as a step too."""
    for step in location:
        if isinstance(data, dict) and step not in data and data.get("type") == step:
            continue
        yield step
        data = _inside(data, step)


def _inside(data: object, step: int | str) -> object:
    if isinstance(data, dict):
        return data.get(step)
    if isinstance(data, list | tuple) and isinstance(step, int) and step < len(data):
        return data[step]
    return None


def place(steps: Iterator[int | str] | list[int | str]) -> str:
    """A place in a file, such as `blocks.3.label`; the first block is 0."""
    return ".".join(_printable(step) for step in steps)


def _printable(step: int | str) -> str:
    text = str(step)[:60]
    return text if text.isprintable() else ascii(text)
