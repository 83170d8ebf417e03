"""YAML and JSON as plain trees, with everything refused that a worksheet file has no need of.

YAML is read from the parser's events and its plain words are typed as in YAML 1.2, so that `Yes`, `1.5` and
`2026-03-09` stay the text that their author sees, no object is ever constructed, and an alias cannot
multiply anything.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, NoReturn

import yaml
from yaml import CSafeLoader

from worksheets.blocks import limits

# The event classes differ by name only in what they carry; the stubs do not type their fields.
Event = Any

_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)", re.ASCII)
_CONSTANTS = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True,
    "false": False, "False": False, "FALSE": False,
}  # fmt: skip


class Unreadable(ValueError):
    """What cannot be read: `where` (a line, or a place such as `blocks.3`), why, and a stable code."""

    def __init__(self, where: str, message: str, code: str = "unreadable") -> None:
        super().__init__(message)
        self.where = where
        self.message = message
        self.code = code


class Pairs(list[tuple[str, Any]]):
    """A mapping as it stands in the file, a key that comes twice included."""


class HugeNumber(str):
    """A number with more digits than anything here needs."""

    __slots__ = ()


def parse_json(text: str) -> Any:
    """Raises Unreadable."""
    try:
        return json.loads(text, object_pairs_hook=Pairs, parse_int=_integer, parse_float=str, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise Unreadable(where, f"This is not JSON: {error.msg}.") from None
    except RecursionError:
        raise too_deep("") from None


def _no_number(text: str) -> NoReturn:
    raise Unreadable("", f"{text} is not a number that JSON knows.")


def _integer(text: str) -> int | HugeNumber:
    return int(text) if len(text) <= limits.FILE_DIGITS else HugeNumber(text)


def parse_yaml(text: str) -> Any:
    """Raises Unreadable."""
    try:
        events = _guarded(yaml.parse(text, Loader=CSafeLoader))
        tree = _node(next(events, None), events)
        for extra in events:
            raise Unreadable(_line(extra), "There is more than one document in this file.")
        return tree
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f"line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise Unreadable(where, f"This is not YAML: {error.problem or error.context}.") from None
    except yaml.YAMLError:
        raise Unreadable("", "This is not YAML.") from None


def _guarded(events: Iterator[Event]) -> Iterator[Event]:
    """The events of content alone, without what could name, repeat, type or bury something."""
    depth = 0
    for event in events:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise Unreadable(_line(event), "Anchors and aliases (& and *) are not read here.", "alias")
        if getattr(event, "tag", None):
            raise Unreadable(_line(event), "Tags (!) are not read here.", "tag")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > limits.FILE_NESTING:
            raise too_deep(_line(event))
        if isinstance(event, yaml.NodeEvent | yaml.CollectionEndEvent):
            yield event


def _node(event: Event, events: Iterator[Event]) -> Any:
    if isinstance(event, yaml.MappingStartEvent):
        return Pairs(_pairs(events))
    if isinstance(event, yaml.SequenceStartEvent):
        return list(_items(events))
    return None if event is None else _scalar(event)


def _items(events: Iterator[Event]) -> Iterator[Any]:
    while not isinstance(event := next(events), yaml.SequenceEndEvent):
        yield _node(event, events)


def _pairs(events: Iterator[Event]) -> Iterator[tuple[str, Any]]:
    while not isinstance(event := next(events), yaml.MappingEndEvent):
        if not isinstance(event, yaml.ScalarEvent):
            raise Unreadable(_line(event), "A name has to be a plain word.")
        yield event.value, _node(next(events), events)


def _scalar(event: Event) -> Any:
    text, (is_plain, _) = event.value, event.implicit
    if not is_plain:
        return text
    if _INTEGER.fullmatch(text):
        return _integer(text)
    return _CONSTANTS.get(text, text)


def _line(event: Event) -> str:
    return f"line {event.start_mark.line + 1}"


def too_deep(where: str) -> Unreadable:
    message = f"Things are nested more than {limits.FILE_NESTING} deep."
    return Unreadable(where, message, "too_deep")
