"""Worksheet files: bytes in, a definition out, or an error that names file, place and what is wrong."""

from typing import Any

from worksheets.blocks import limits
from worksheets.blocks.definition import Definition, load_definition
from worksheets.blocks.errors import InvalidDefinition, Problem
from worksheets.blocks.explain import place
from worksheets.blocks.parsing import (
    HugeNumber,
    Pairs,
    Unreadable,
    parse_json,
    parse_yaml,
    too_deep,
)


def read_definition(data: bytes, name: str) -> Definition:
    """The worksheet in a YAML or JSON file of UTF-8, with or without a byte order mark, LF or CRLF.

    `name` is the file's name: .json is read as JSON, .yaml and .yml as YAML, any other by how it begins.
    Raises InvalidDefinition.
    """
    try:
        tree = _plain(_parsed(_text(data), name), [])
    except Unreadable as unreadable:
        problem = Problem(unreadable.where, unreadable.message, unreadable.code)
        raise InvalidDefinition(name, [problem]) from None
    return load_definition(tree, name)


def _text(data: bytes) -> str:
    if len(data) > limits.FILE_BYTES:
        message = f"This file has {len(data):,} bytes, and there is room for {limits.FILE_BYTES:,}."
        raise Unreadable("", message, "too_large")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Unreadable(f"line {line}", "This is not UTF-8 text.", "not_utf8") from None
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise Unreadable(f"line {line}", "There is a null character here.", "invalid_characters")
    if not text.strip():
        raise Unreadable("", "This file is empty.", "empty")
    return text


def _parsed(text: str, name: str) -> Any:
    suffix = name.rpartition(".")[2].lower()
    is_json = suffix == "json" or (suffix not in ("yaml", "yml") and text.lstrip()[0] in "{[")
    return parse_json(text) if is_json else parse_yaml(text)


def _plain(node: Any, steps: list[int | str]) -> Any:
    """The tree as dicts and lists. Raises Unreadable for repeated names, huge numbers and deep nesting."""
    if isinstance(node, HugeNumber):
        message = "This number is too large. Put it in quotes if it is meant as text."
        raise Unreadable(place(steps), message, "too_large")
    if not isinstance(node, list):
        return node
    if len(steps) >= limits.FILE_NESTING:
        raise too_deep(place(steps))
    if isinstance(node, Pairs):
        return _mapping(node, steps)
    return [_plain(item, [*steps, number]) for number, item in enumerate(node)]


def _mapping(pairs: Pairs, steps: list[int | str]) -> dict[str, Any]:
    mapping: dict[str, Any] = {}
    for name, node in pairs:
        here = [*steps, name]
        if name in mapping:
            raise Unreadable(place(here), "This name is here twice.", "repeated_name")
        mapping[name] = _plain(node, here)
    return mapping
