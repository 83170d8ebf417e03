"""Text as people type it: kept in their own words, with line ends made one and the unstorable refused."""

import re
import unicodedata
from typing import Literal

# NUL cannot be stored by PostgreSQL, and half of a surrogate pair cannot be written as UTF-8.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")

_INVISIBLE_CATEGORIES = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
# Drawn as nothing, though Unicode files them as letters, marks and symbols: joiner, fillers, variation
# selectors, the empty braille cell.
_INVISIBLE_OTHERS = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0"
    + "".join(map(chr, range(0xFE00, 0xFE10)))
    + "".join(map(chr, range(0xE0100, 0xE01F0)))
)


def with_plain_line_ends(text: str) -> str:
    """`text` with every CRLF and lone CR as LF; nothing else is changed."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def is_storable(text: str) -> bool:
    """Whether both databases and UTF-8 can hold `text` as it is."""
    return _UNSTORABLE.search(text) is None


def is_invisible(text: str) -> bool:
    """Whether a reader would see nothing: white space, zero-width and other format characters alone."""
    return all(_draws_nothing(character) for character in text)


def _draws_nothing(character: str) -> bool:
    return (
        character.isspace()
        or unicodedata.category(character) in _INVISIBLE_CATEGORIES
        or character in _INVISIBLE_OTHERS
    )


def direction(text: str) -> Literal["ltr", "rtl"]:
    """The direction of the first letter that has one, as a browser's `dir="auto"` finds it.

    For the PDF, whose renderer does not know `auto`.
    """
    for character in text:
        bidirectional = unicodedata.bidirectional(character)
        if bidirectional in ("R", "AL"):
            return "rtl"
        if bidirectional == "L":
            return "ltr"
    return "ltr"
