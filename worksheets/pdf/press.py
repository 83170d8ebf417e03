"""The one press of a process: fonts loaded once, the stylesheet parsed once, one document at a time."""

import gc
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from threading import Lock

from weasyprint import CSS
from weasyprint.text.fonts import FontConfiguration

from worksheets.reading import Reading

from . import engine, page
from .assets import FOLDER, AssetFetcher
from .words import break_long_words

# Fonts and their caches are shared by all documents of a process, and are not made for two threads.
_ONE_AT_A_TIME = Lock()


@dataclass(frozen=True)
class Press:
    fonts: FontConfiguration
    sheet: CSS
    fetcher: AssetFetcher

    def print(self, html: str) -> bytes:
        document = engine.document(html, self.fetcher)
        break_long_words(document.etree_element)
        return document.write_pdf(stylesheets=[self.sheet], font_config=self.fonts, pdf_variant="pdf/ua-1")


@cache
def _press() -> Press:
    fonts, fetcher = engine.fonts(), AssetFetcher()
    text = (FOLDER / "print.css").read_text("utf-8")
    return Press(fonts, CSS(string=text, url_fetcher=fetcher, font_config=fonts), fetcher)


def render(reading: Reading) -> bytes:
    """The PDF of a reading: tagged (PDF/UA-1), with bookmarks, title and language."""
    html = page.html(reading)
    with _ONE_AT_A_TIME:
        return _press().print(html)


def warm_up() -> None:
    """Pay once what the first document would wait for; for a process that is about to make many.

    What is in memory then stays as long as the process, so the collector need not look at it again.
    """
    render(_SPECIMEN)
    gc.collect()
    gc.freeze()


_SPECIMEN = Reading(
    audience="practice",
    practice_name="Holdfast",
    client_name="Aa",
    therapist_name="Ąę",
    title="Żółć",
    language="en",
    revision=1,
    submitted_at=datetime(2026, 1, 1, tzinfo=UTC),
    time_zone="UTC",
    superseded=False,
    why="Ж 🙂",
    closing="",
    items=(),
)
