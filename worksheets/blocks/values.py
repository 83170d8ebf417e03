"""The simple values that answers are made of, read from a form and checked; used by blocks and by columns."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from worksheets.blocks.errors import InvalidAnswer
from worksheets.blocks.typed import is_storable, with_plain_line_ends

# A QueryDict, or a plain mapping of names to strings (or to lists of strings).
PostData = Mapping[str, Any]

_NUMBER = re.compile(r"-?[0-9]{1,9}", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}", re.ASCII)


def posted(data: PostData, name: str) -> Any:
    """The field `name` of a form.

    Raises InvalidAnswer (`missing`) when the form came without it: a page that lost a field on its way
    must not empty an answer.
    """
    if name not in data:
        raise InvalidAnswer("missing", "The form came without this answer, so nothing was changed.")
    return data[name]


def posted_list(data: PostData, name: str) -> list[Any]:
    """Every value of the field `name`; raises like `posted`."""
    single = posted(data, name)
    if hasattr(data, "getlist"):
        return list(data.getlist(name))
    return single if isinstance(single, list) else [single]


def posted_number(data: PostData, name: str) -> Any:
    """A whole number where the field holds one, otherwise what was sent (for `clean` to refuse)."""
    text = posted(data, name)
    return int(text) if isinstance(text, str) and _NUMBER.fullmatch(text) else text


def posted_moment(data: PostData, name: str) -> str:
    """A day and, where it was given, a time, from the two fields `<name>-date` and `<name>-time`."""
    day, time = posted(data, f"{name}-date"), posted(data, f"{name}-time")
    return f"{day}T{time}" if time else str(day)


def wrong_type(wanted: str) -> InvalidAnswer:
    return InvalidAnswer("wrong_type", f"This answer has to be {wanted}.")


def clean_text(raw: object, limit: int) -> str | None:
    """`raw` as typed, with line ends as LF; None when there is nothing.

    Raises InvalidAnswer: `wrong_type`, `invalid_characters`, `too_long`.
    """
    if raw is None:
        return None
    if not isinstance(raw, str):
        raise wrong_type("text")
    text = with_plain_line_ends(raw)
    if len(text) > limit:
        raise too_long(len(text), limit)
    if not is_storable(text):
        raise InvalidAnswer(
            "invalid_characters",
            "This text holds a character that cannot be saved (a null or half a character). "
            "Everything else in it is fine; please take that one out.",
        )
    return text or None


def too_long(length: int, limit: int) -> InvalidAnswer:
    return InvalidAnswer(
        "too_long",
        f"This is {length:,} characters long, and there is room for {limit:,}.",
        {"length": length, "limit": limit},
    )


def clean_number(raw: object, low: int, high: int) -> int | None:
    """A whole number from `low` to `high`. Raises InvalidAnswer: `wrong_type`, `out_of_range`."""
    if raw is None or raw == "":
        return None
    # bool is an int in Python, and true is no number to whoever wrote it.
    if not isinstance(raw, int) or isinstance(raw, bool):
        raise wrong_type("a whole number")
    if not low <= raw <= high:
        raise InvalidAnswer("out_of_range", f"Choose a number from {low} to {high}.", {"low": low, "high": high})
    return raw


def clean_moment(raw: object, *, with_time: bool) -> str | None:
    """A day as YYYY-MM-DD; with `with_time` also YYYY-MM-DDTHH:MM, the time left out if not known.

    Raises InvalidAnswer: `wrong_type`, `invalid_date`.
    """
    if raw is None or raw == "":
        return None
    if not isinstance(raw, str):
        raise wrong_type("a date")
    if raw.startswith("T"):
        raise InvalidAnswer("invalid_date", "There is a time without a date. Please give the date as well.")
    if not (_DAY.fullmatch(raw) or (with_time and _MOMENT.fullmatch(raw))) or _moment(raw) is None:
        example = "2026-03-09T14:30" if with_time else "2026-03-09"
        raise InvalidAnswer("invalid_date", f"This is not a date we can read. Write it like {example}.")
    return raw


def moment_in_words(value: str) -> str:
    """A cleaned moment as people say it: "Monday 9 March 2026, 14:30"."""
    moment = _moment(value)
    if moment is None:
        return value
    words = f"{moment:%A} {moment.day} {moment:%B} {moment.year}"
    return f"{words}, {moment:%H:%M}" if "T" in value else words


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def clean_option(raw: object, options: Collection[str]) -> str | None:
    """One of `options`. Raises InvalidAnswer: `wrong_type`, `unknown_option`."""
    if raw is None or raw == "":
        return None
    if not isinstance(raw, str):
        raise wrong_type("one of the choices")
    if raw not in options:
        raise InvalidAnswer("unknown_option", "This is not one of the choices of this worksheet.")
    return raw


def refuse_unknown(given: Iterable[object], known: Collection[str], code: str) -> None:
    """Raises InvalidAnswer(`code`) when `given` has a name that is not `known`."""
    if any(name not in known for name in given):
        raise InvalidAnswer(code, "This answer has a part that this question does not have.")
