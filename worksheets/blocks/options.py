"""What a client may choose from, and lists whose parts have keys."""

from collections.abc import Iterable, Iterator
from typing import Annotated, Protocol, TypeVar

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from worksheets.blocks import limits
from worksheets.blocks.fields import Key, Line, Part, Several


class Option(Part):
    """One choice; its key is what is stored."""

    key: Key
    label: Line


class ScoredOption(Option):
    """A choice that may count something in a score."""

    points: Annotated[int, Field(ge=0, le=1_000)] | None = None


class _Keyed(Protocol):
    @property
    def key(self) -> str: ...


PartWithKey = TypeVar("PartWithKey", bound=_Keyed)


def keys_differ(parts: tuple[PartWithKey, ...]) -> tuple[PartWithKey, ...]:
    """`parts` unchanged; raises PydanticCustomError (`repeated_key`) where two share a key."""
    for _, key in repeated(part.key for part in parts):
        raise PydanticCustomError("repeated_key", "The key '{key}' is used twice here.", {"key": key})
    return parts


def repeated(keys: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Each key that was there before, with the number of its place (the first is 0)."""
    seen = set[str]()
    for number, key in enumerate(keys):
        if key in seen:
            yield number, key
        seen.add(key)


Options = Annotated[
    tuple[PartWithKey, ...],
    Several,
    Field(min_length=1, max_length=limits.OPTIONS_MOST),
    AfterValidator(keys_differ),
]
