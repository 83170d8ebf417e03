"""Readings to print, and ways to look at what came out."""

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pypdfium2
from PIL import Image
from pypdf import PdfReader

from worksheets.blocks import Block, load_definition
from worksheets.reading import Reading, ReadItem

PRIVATE = "Kingfisher: waiting at the window when I was nine."
RAISED = "Bittern: I want to be asked first, once."
LONG = """Sunday evening. He said he would ring after dinner and by ten he had not.
First thought: he doesn't want to answer. Then, very fast:
   - he is telling her about me
   - by Thursday this will be over

When he rang at twenty past ten he sounded tired and I heard "bored". I said I was fine. I was not fine; I was cold,
and ashamed of being cold, and I went to bed with the light on."""
OWN = """That he would say, without my asking, that nothing had changed since Saturday.

Underneath that I think I wanted somebody to notice the day I'd had: the meeting, the train, my mother's call. I could
have told Priya. I could also have run the bath and put the phone in the hall, which is what I did in the end."""
SCALE = {"type": "scale", "low": 0, "high": 10, "low_label": "calm", "high_label": "the strongest I have known"}
PAIR = [
    {"key": "fear", "label": "What the fear says", "type": "long_text"},
    {"key": "know", "label": "What I know", "type": "long_text"},
]
SUMMARY: list[tuple[dict[str, Any], Any, str]] = [
    ({"type": "text", "key": "intro", "body": "It is *not* a test. You only look, as at weather."}, None, ""),
    ({**SCALE, "key": "before", "label": "Before you begin: how stirred up are you?"}, 7, "shared"),
    ({"type": "text", "key": "then", "heading": "What happened", "body": "Recall a recent time."}, None, ""),
    ({"type": "long_text", "key": "thoughts", "label": "Which thoughts came up?"}, LONG, "shared"),
    (
        {"type": "rows", "key": "pairs", "label": "Fear and evidence", "paired": True, "columns": PAIR},
        [
            {"fear": "He is bored of me.", "know": "He rang. He was tired."},
            {"fear": "His sister thinks I am too much.", "know": "She asked me to the lake in June."},
        ],
        "shared",
    ),
    ({"type": "long_text", "key": "echo", "label": "Is there an earlier time?"}, PRIVATE, "private"),
    ({"type": "text", "key": "need", "heading": "What you were looking for", "body": "Ask yourself."}, None, ""),
    ({"type": "long_text", "key": "own", "label": "How could you meet some of that yourself?"}, OWN, "shared"),
    ({"type": "long_text", "key": "unsaid", "label": "What have you not said?"}, RAISED, "raise"),
    (
        {"type": "plan", "key": "plan", "label": "A plan to try it once"},
        {"when": "Wednesday", "where": "the kitchen", "if": "I reach for the phone", "then": "I put the kettle on"},
        "shared",
    ),
    ({"type": "short_text", "key": "true", "label": "One sentence that is true"}, None, "shared"),
    ({**SCALE, "key": "after", "label": "And now: how stirred up are you?"}, 4, "shared"),
]


def reading(*given: tuple[dict[str, Any], Any, str], audience: str = "practice", **facts: Any) -> Reading:
    """A reading of these blocks, each with its value and how it is shared."""
    items = tuple(_item(*one, audience) for one in zip(_blocks(given), given, strict=True))
    usual: dict[str, Any] = {
        "practice_name": "Fairwater Therapy Practice",
        "client_name": "Sam",
        "therapist_name": "Dana Whitfield",
        "title": "Journal: the search for reassurance",
        "language": "en",
        "revision": 2,
        "submitted_at": datetime(2026, 11, 24, 20, 14, 5, tzinfo=UTC),
        "time_zone": "Europe/Berlin",
        "superseded": False,
        "why": "You said that the waiting is the worst part.",
        "closing": "Wanting closeness is a good thing.",
        "document_id": "3f9a2c1b",
    }
    return Reading(audience=audience, items=items, **(usual | facts))


def summary(audience: str = "practice", **facts: Any) -> Reading:
    return reading(*SUMMARY, audience=audience, **facts)


def answer(text: str, label: str = "What happened?", **facts: Any) -> Reading:
    """A reading of one long answer."""
    block = {"type": "long_text", "key": "only", "label": label, "limit": 100_000}
    return reading((block, text, "shared"), **facts)


def _blocks(given: tuple[tuple[dict[str, Any], Any, str], ...]) -> tuple[Block, ...]:
    about = {
        "format": 1,
        "slug": "sample",
        "title": "A sample",
        "summary": "A sample.",
        "minutes": 5,
        "language": "en",
        "author": "Holdfast contributors",
        "licence": "CC-BY-SA-4.0",
        "version": 1,
        "pattern": "anyone",
        "therapist_note": {"aim": "To see it printed.", "when_not": "Never."},
        "explanation": "A sample.",
        "closing": "Well done.",
        "session_question": "What now?",
    }
    return load_definition(about | {"blocks": [block for block, _, _ in given]}).blocks


def _item(block: Block, given: tuple[dict[str, Any], Any, str], audience: str) -> ReadItem:
    _, value, sharing = given
    if not sharing:
        return ReadItem(block, "text")
    if audience == "practice" and sharing != "shared":
        return ReadItem(block, sharing, sharing)
    return ReadItem(block, "blank" if value is None else "answered", sharing, value)


def words(pdf: bytes) -> str:
    """The text of all pages, one space for any white space."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def lines(pdf: bytes) -> list[list[str]]:
    """The lines of each page, top to bottom, as they lie on it."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_bounded().splitlines() for page in document]


def pictures(pdf: bytes, dots_per_point: float) -> Iterator[Image.Image]:
    """Each page in grey."""
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            yield page.render(scale=dots_per_point).to_pil().convert("L")
