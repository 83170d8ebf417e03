"""A reading as the HTML that is printed."""

import re
from collections.abc import Iterator
from datetime import UTC
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.utils import timezone, translation

from worksheets.reading import Reading, ReadItem

# What word processors and terminals use to end a line, and a page shows as a line's end.
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Characters that no font draws and no XML may hold: shown as U+FFFD, so that a reader sees that something stood there.
_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def html(reading: Reading) -> str:
    """The document, well-formed as XML too. The same reading gives the same text, in any locale and zone."""
    sent = reading.submitted_at.astimezone(UTC)
    context = {
        "reading": reading,
        "levelled_items": tuple(_with_levels(reading.items)),
        "stamp": sent.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    with timezone.override(ZoneInfo(reading.time_zone)), translation.override("en-gb"):
        return printable(render_to_string("worksheets/pdf/summary.html", context))


def printable(text: str) -> str:
    """`text` with every line's end as LF and every unprintable character as U+FFFD."""
    return _UNPRINTABLE.sub("\ufffd", _LINE_ENDS.sub("\n", text))


def _with_levels(items: tuple[ReadItem, ...]) -> Iterator[tuple[ReadItem, int]]:
    """Each item with the level of its heading: below a text's heading, prompts are one step down."""
    level = 2
    for item in items:
        yield item, level
        if getattr(item.block, "heading", None):
            level = 3
