"""Whether bytes are a whole PDF, before anybody is told that their document is ready.

This reads what our own press writes and no other PDF: every stream is unpacked, which proves its length and its
checksum, and the pages are counted in the packed objects. A general reader takes ten times as long, for each document.
"""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

_HEADER = b"%PDF-"
_END = re.compile(rb"startxref\n(\d+)\n%%EOF\n?\Z")
_STREAM = re.compile(rb"^\d+ 0 obj\n<<([^<>]*)/Filter /FlateDecode/Length (\d+)>>\nstream\n", re.MULTILINE)
_CROSS_REFERENCES = re.compile(rb"\d+ 0 obj\n<</Type /XRef")
_PACKED = re.compile(rb"/Type /ObjStm/N (\d+)/First (\d+)")
_SHOWS_TEXT = re.compile(rb"\] TJ$|\) Tj$", re.MULTILINE)


class BrokenDocument(Exception):
    """These bytes are not a document to give to anybody."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Checked:
    """What was found out about a whole PDF; `bytes` is its length."""

    pages: int
    bytes: int
    sha256: str


def check(pdf: bytes) -> Checked:
    """What is to be recorded of a whole PDF. Raises BrokenDocument for one that is cut, damaged, empty or blank."""
    if not pdf.startswith(_HEADER):
        raise BrokenDocument("It does not begin like a PDF.")
    end = _END.search(pdf)
    if not end or not _CROSS_REFERENCES.match(pdf, int(end[1])):
        raise BrokenDocument("It breaks off before its end.")
    return Checked(pages=_pages(pdf), bytes=len(pdf), sha256=sha256(pdf).hexdigest())


def _pages(pdf: bytes) -> int:
    pages = pages_with_text = 0
    for about, content in _streams(pdf):
        if packed := _PACKED.search(about):
            pages += sum(part.startswith(b"<</Type /Page/") for part in _parts(content, *map(int, packed.groups())))
        elif not about:
            pages_with_text += bool(_SHOWS_TEXT.search(content))
    if not pages:
        raise BrokenDocument("It has no page.")
    if pages_with_text < pages:
        raise BrokenDocument("It has a page without words.")
    return pages


def _streams(pdf: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Each stream: what its dictionary says of it, and its content."""
    for found in _STREAM.finditer(pdf):
        start, length = found.end(), int(found[2])
        try:
            content = zlib.decompress(pdf[start : start + length])
        except zlib.error as error:
            raise BrokenDocument("A part of it is damaged.") from error
        yield found[1], content


def _parts(content: bytes, count: int, first: int) -> Iterator[bytes]:
    """The objects that are packed in a stream, which begins with a number and a place for each."""
    places = [first + int(place) for place in content[:first].split()[1::2]]
    if len(places) != count:
        raise BrokenDocument("A part of it is damaged.")
    for start, end in zip(places, [*places[1:], len(content)], strict=True):
        yield content[start:end]
