"""Text as people type it."""

import pytest
from hypothesis import given

from worksheets.blocks.typed import direction, is_invisible, is_storable, with_plain_line_ends

from .samples import typed


@given(typed)
def test_line_ends_are_made_one_once(text: str):
    once = with_plain_line_ends(text)
    assert with_plain_line_ends(once) == once
    assert once.replace("\n", "") == text.replace("\r", "").replace("\n", "")


@given(typed)
def test_a_visible_character_makes_any_text_visible(text: str):
    assert not is_invisible(text + "a")


@pytest.mark.parametrize("text", ["0", ".", "\u0301", "🙂", "\u200bx"])
def test_what_can_be_seen_is_not_blank(text: str):
    assert not is_invisible(text)


def test_a_null_and_half_a_character_cannot_be_stored():
    assert not is_storable("\x00")
    assert not is_storable("\ud83d")
    assert is_storable("\ufeff\u0001🙂\U0010ffff")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hello", "ltr"),
        ("שלום", "rtl"),
        ("12 – مرحبا hello", "rtl"),
        ("(Żółć) שלום", "ltr"),
        ("123", "ltr"),
        ("", "ltr"),
    ],
)
def test_the_first_letter_gives_the_direction(text: str, expected: str):
    assert direction(text) == expected
