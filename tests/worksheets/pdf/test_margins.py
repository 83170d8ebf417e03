"""Nothing a client can write leaves the page or runs into its margins."""

import pytest
from PIL import Image, ImageChops

from worksheets import pdf

from . import samples

DOTS = 1.5
MILLIMETRE = 72 / 25.4 * DOTS
SENTENCE = "I watched the phone from about half past nine and told myself that I was reading. "
CELLS = [{"fear": "W" * 3_000, "know": "iiii " * 600}]
TABLE = {"type": "rows", "key": "pairs", "label": "L" * 500, "columns": samples.PAIR}
ANSWERS = {
    "20,000 characters": SENTENCE * 244,
    "a word of 2,000 characters": "W" * 2_000,
    "a word of 7,000 characters": "before " + "m" * 7_000 + " after",
    "20,000 characters in one word of another script": "好" * 20_000,
    "tabs": "\t\tone\ttwo\n" + "\t" * 200 + "far",
    "spaces": " " * 500 + "x" + " " * 3_000 + "y",
    "marks upon marks": "".join(letter + "\u0300\u0301\u0316\u0333" * 10 for letter in "he comes again " * 8),
    "right to left": "שלום " * 600 + "\n" + "ש" * 1_500,
    "emoji": "🙂" * 2_000 + "👩‍👩‍👧" * 300,
}


@pytest.mark.parametrize("text", ANSWERS.values(), ids=ANSWERS)
def test_answers_stay_inside_the_margins(text: str) -> None:
    assert margins_are_white(pdf.render(samples.answer(text)))


def test_cells_stay_inside_the_margins() -> None:
    assert margins_are_white(pdf.render(samples.reading((TABLE, CELLS, "shared"))))


def test_long_names_and_titles_stay_inside_the_margins() -> None:
    long = dict.fromkeys(("practice_name", "client_name", "therapist_name", "title", "why", "closing"), "W" * 300)
    assert margins_are_white(pdf.render(samples.answer(SENTENCE * 60, label="W" * 500, **long)))


def test_whole_of_a_long_answer_is_there() -> None:
    numbered = [f"w{number}" for number in range(3_200)]
    printed = samples.words(pdf.render(samples.answer(" ".join(numbered)))).split()
    assert [word for word in printed if word[0] == "w" and word[1:].isdigit()] == numbered


def test_long_word_is_printed_to_its_last_letter() -> None:
    said = samples.words(pdf.render(samples.answer("m" * 7_000)))
    assert said.count("m" * 40) >= 7_000 // 100
    assert sum(len(part) for part in said.split() if set(part) == {"m"}) == 7_000


def margins_are_white(file: bytes) -> bool:
    return all(_margins_are_white(picture) for picture in samples.pictures(file, DOTS))


def _margins_are_white(picture: Image.Image) -> bool:
    side, edge = 24 * MILLIMETRE, 8 * MILLIMETRE
    width, height = picture.size
    strips = (
        (0, 0, side, height),
        (width - side, 0, width, height),
        (0, 0, width, edge),
        (0, height - edge, width, height),
    )
    return all(ImageChops.invert(picture.crop(tuple(map(int, strip)))).getbbox() is None for strip in strips)
