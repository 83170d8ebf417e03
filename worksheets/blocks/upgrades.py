"""Older forms of the definition format, brought up to today's when they are read; rows are never migrated."""

from collections.abc import Callable, Mapping
from typing import Any

from worksheets.blocks.errors import InvalidDefinition, Problem

Upgrade = Callable[[dict[str, Any]], dict[str, Any]]

FORMAT = 1

# From each older format, a pure function to the next one.
UPGRADES: Mapping[int, Upgrade] = {}


def upgraded(data: Mapping[str, Any], name: str) -> dict[str, Any]:
    """`data` in today's format. Raises InvalidDefinition: `missing`, `unknown_format`, `newer_format`."""
    found = _format_of(data, name)
    result = dict(data)
    for number in range(found, FORMAT):
        result = UPGRADES[number](result)
    return result


def _format_of(data: Mapping[str, Any], name: str) -> int:
    found = data.get("format")
    if found is None:
        raise _refused(name, "missing", f"This is missing; today's is {FORMAT}.")
    if isinstance(found, bool) or not isinstance(found, int) or found < 1:
        raise _refused(name, "unknown_format", f"This has to be a whole number from 1 to {FORMAT}.")
    if found > FORMAT:
        message = f"This was written for a newer version: format {found}, and this one reads up to {FORMAT}."
        raise _refused(name, "newer_format", message)
    return found


def _refused(name: str, code: str, message: str) -> InvalidDefinition:
    return InvalidDefinition(name, [Problem("format", message, code)])
