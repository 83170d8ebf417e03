"""The letters in the picture of a page. Extracted text can be right where the page is wrong."""

from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFont, ImageStat

from worksheets import pdf
from worksheets.pdf.assets import FOLDER

from . import samples

FONTS = FOLDER / "fonts"
SERIF, SANS = FONTS / "Literata-Regular.ttf", FONTS / "AtkinsonHyperlegibleNext-SemiBold.ttf"
WORLD, EMOJI = FONTS / "NotoSans-SemiBold.ttf", FONTS / "NotoEmoji-Regular.ttf"
LETTERS = "ĄęŻółćЖ🙂"
# Like enough to be taken for one of the letters by a careless eye, or what the font trap draws in their place.
OTHERS = "AeZolcijJłńśżźóÓДХКЯ😐☹abdgkpqx"
SIZE = 64
# Two ways of drawing the same letter differ by up to 12 of 255 grey levels here; another letter by 17 and more,
# or it is in OTHERS and has to be beaten.
ALIKE = 13


def in_answers(letter: str) -> Path:
    return EMOJI if letter == "🙂" else SERIF


def in_prompts(letter: str) -> Path:
    return {"🙂": EMOJI, "Ж": WORLD}.get(letter, SANS)


@pytest.fixture(scope="module")
def page() -> bytes:
    """Each letter as an answer and as a prompt, on a line of its own."""
    block = {"type": "long_text"}
    return pdf.render(
        samples.reading(
            *(({**block, "key": f"k{n}", "label": letter}, letter, "shared") for n, letter in enumerate(LETTERS)),
            why="",
        )
    )


@pytest.fixture(scope="module")
def drawn(page: bytes) -> dict[str, list[Image.Image]]:
    """The pictures of each letter: as a prompt, then as an answer."""
    found: dict[str, list[Image.Image]] = {letter: [] for letter in LETTERS}
    for letter, picture in cut_out(page):
        found[letter].append(picture)
    return found


@pytest.mark.parametrize("letter", LETTERS)
def test_each_letter_of_an_answer_looks_like_itself(letter: str, drawn: dict[str, list[Image.Image]]) -> None:
    assert looks_most_like(drawn[letter][1], in_answers(letter)) == letter


@pytest.mark.parametrize("letter", LETTERS)
def test_each_letter_of_a_prompt_looks_like_itself(letter: str, drawn: dict[str, list[Image.Image]]) -> None:
    assert looks_most_like(drawn[letter][0], in_prompts(letter)) == letter


def test_line_of_all_of_them_is_read_back_as_typed() -> None:
    assert "Ąę Żółć, Ж, 🙂" in samples.words(pdf.render(samples.answer("Ąę Żółć, Ж, 🙂")))


def test_another_letter_would_be_noticed() -> None:
    assert looks_most_like(from_font("ł", SERIF), SERIF) == "ł"
    assert difference(from_font("ł", SERIF), from_font("l", SERIF)) > 4


def cut_out(page: bytes) -> Iterator[tuple[str, Image.Image]]:
    """Every one of LETTERS on the page that stands alone in its line, with its picture."""
    scale = 8
    with pypdfium2.PdfDocument(page) as document:
        for sheet in document:
            text, picture = sheet.get_textpage(), sheet.render(scale=scale).to_pil().convert("L")
            whole = text.get_text_range()
            place = 0
            for line in whole.split("\r\n"):
                if line in LETTERS:
                    left, bottom, right, top = text.get_charbox(place, loose=True)
                    box = ((left - 3), sheet.get_height() - top - 1, right + 3, sheet.get_height() - bottom + 1)
                    yield line, framed(picture.crop(tuple(int(side * scale) for side in box)))
                place += len(line.encode("utf-16-le")) // 2 + 2


def from_font(letter: str, file: Path) -> Image.Image:
    picture = Image.new("L", (400, 400), 255)
    font = ImageFont.truetype(file, 120, layout_engine=ImageFont.Layout.BASIC)
    ImageDraw.Draw(picture).text((130, 100), letter, font=font, fill=0)
    return framed(picture)


def framed(picture: Image.Image) -> Image.Image:
    """The ink alone, as tall as SIZE and as wide as it comes, in the middle of a square."""
    ink = picture.crop(ImageChops.invert(picture).point(lambda grey: 255 if grey > 60 else 0).getbbox())
    width = max(1, round(ink.width * SIZE / ink.height))
    square = Image.new("L", (SIZE * 2, SIZE), 255)
    square.paste(ink.resize((width, SIZE)), ((SIZE * 2 - width) // 2, 0))
    return square


def difference(one: Image.Image, other: Image.Image) -> float:
    return float(ImageStat.Stat(ImageChops.difference(one, other)).mean[0])


def looks_most_like(picture: Image.Image, file: Path) -> str | None:
    """The letter of the font that this is a picture of; None where it is like none of them."""
    known = {letter: difference(picture, from_font(letter, file)) for letter in LETTERS + OTHERS}
    best = min(known, key=lambda letter: known[letter])
    return best if known[best] < ALIKE else None
