"""Blocks as they are shown."""

import re
from typing import Any

import pytest

from worksheets.blocks import REGISTRY
from worksheets.templatetags.blocks import block_fill, block_print, block_read

from .samples import NEEDED, block_of

VALUES: dict[str, Any] = {
    "short_text": "  one\n  two",
    "long_text": "  one\n  two",
    "scale": 7,
    "choice": {"chosen": ["comfort"], "own": "quiet"},
    "rows": [{"fear": "that they leave", "strength": 7, "seen": "2026-03-09T14:30", "need": "rest"}, {}],
    "date": "2026-03-09T14:30",
    "plan": {"when": "Tuesday", "where": "", "if": "I worry", "then": "I breathe"},
}


@pytest.fixture
def plain_static(settings: Any) -> None:
    """Static files by their own names, without the manifest of a deployment."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}


@pytest.mark.parametrize("kind", NEEDED)
def test_help_and_error_are_said_and_pointed_to(kind: str):
    block = block_of(kind, help="Take your time.")
    page = block_fill(block, error="That was too long.", field_id="f")
    assert '<p class="help" id="f-help" dir="auto">Take your time.</p>' in page
    assert '<p class="error" id="f-error">That was too long.</p>' in page
    assert re.search(r'aria-describedby="[^"]*f-help f-error"', page)


@pytest.mark.parametrize("kind", NEEDED)
def test_every_reference_on_the_page_leads_somewhere(kind: str):
    page = block_fill(block_of(kind, help="Take your time."), VALUES[kind], error="No.", field_id="f")
    ids = re.findall(r'(?<![-\w])id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert "f" in ids
    for names in re.findall(r'(?:aria-labelledby|aria-describedby|for|data-count-for)="([^"]*)"', page):
        assert set(names.split()) <= {*ids, "prompt"}


@pytest.mark.parametrize("kind", NEEDED)
def test_every_field_has_a_name_for_people(kind: str):
    page = block_fill(block_of(kind), VALUES[kind], field_id="f")
    labelled = set(re.findall(r'<label[^>]* for="([^"]+)"', page))
    for tag, attributes in re.findall(r"<(textarea|select|input)([^>]*)>", page):
        named = re.search(r'(?<![-\w])id="([^"]+)"', attributes)
        in_a_label = 'type="radio"' in attributes or 'type="checkbox"' in attributes
        assert (
            in_a_label
            or "aria-label" in attributes
            or 'type="hidden"' in attributes
            or (named and named[1] in labelled)
        ), f"{tag}{attributes}"


@pytest.mark.parametrize("kind", NEEDED)
def test_no_template_cuts_off_or_styles_or_scripts(kind: str):
    block = block_of(kind)
    for page in (
        block_fill(block, VALUES[kind]),
        block_read(block, VALUES[kind]),
        block_print(block, VALUES[kind]),
    ):
        assert not re.search(r"maxlength|\son\w+=|style=|<script|<style", page)


@pytest.mark.parametrize("kind", ["short_text", "long_text", "choice", "rows", "plan"])
def test_what_was_typed_is_never_html(kind: str):
    nasty = '</textarea><script>alert("1")</script>'
    holding: dict[str, Any] = {
        "choice": {"chosen": [], "own": nasty},
        "rows": [{"fear": nasty}],
        "plan": {"when": nasty, "where": "", "if": "", "then": ""},
    }
    block, value = block_of(kind), holding.get(kind, nasty)
    for page in (block_fill(block, value), block_read(block, value), block_print(block, value)):
        assert "<script" not in page
        assert "&lt;script&gt;" in page


@pytest.mark.parametrize("kind", ["short_text", "long_text"])
def test_line_breaks_and_indents_are_in_what_is_read(kind: str):
    for page in (block_read(block_of(kind), "  one\n  two"), block_print(block_of(kind), "  one\n  two")):
        assert re.search(r'class="[^"]*\bwritten\b[^"]*"[^>]*>  one\n  two<', page)


def test_printed_text_has_the_direction_of_its_first_letter():
    assert 'dir="rtl"' in block_print(block_of("long_text"), "שלום")
    assert 'dir="ltr"' in block_print(block_of("long_text"), "hello")


def test_a_first_empty_line_survives_the_page():
    assert ">\n\n  one</textarea>" in block_fill(block_of("long_text"), "\n  one")


def test_a_scale_marks_its_number_and_can_be_unanswered():
    page = block_fill(block_of("scale"), 7)
    assert re.findall(r'value="(\d*)"[^>]*checked', page) == ["7"]
    assert "No answer" in page
    assert re.findall(r'value="(\d*)"[^>]*checked', block_fill(block_of("scale"))) == [""]


def test_a_scale_of_nought_is_an_answer():
    assert "<strong>0</strong> of 10" in block_read(block_of("scale"), 0)


def test_a_printed_scale_is_a_marked_line_with_the_number_in_words():
    page = block_print(block_of("scale"), 7)
    assert "7 of 10" in page
    assert "0: calm" in page
    assert "10: very strong" in page
    assert page.count("<circle") == 1


def test_printed_choices_are_the_chosen_words_alone():
    page = block_print(block_of("choice"), VALUES["choice"])
    assert "Comfort" in page
    assert "quiet" in page
    assert "Rest" not in page


def test_rows_show_one_more_than_there_are_and_no_more_than_there_may_be():
    block = block_of("rows", limit=2, min_shown=1)
    assert block_fill(block).count("<legend>") == 1
    assert block_fill(block, [{"fear": "a"}]).count("<legend>") == 2
    full = block_fill(block, [{"fear": "a"}, {"fear": "b"}])
    assert full.count("<legend>") == 2
    assert 'name="add_row"' not in full
    assert 'name="add_row" value="1"' in block_fill(block)


def test_refused_rows_come_back_as_they_were_posted():
    page = block_fill(block_of("rows"), [{"fear": "a", "strength": "99", "seen": "T14:30"}], error="Row 1, When: no.")
    assert 'value="14:30"' in page


def test_printed_rows_are_a_real_table_of_the_filled_rows():
    page = block_print(block_of("rows"), VALUES["rows"])
    assert page.count('<th scope="col"') == 5
    assert page.count("<tr>") == 2
    assert "7 of 10" in page
    assert "Monday 9 March 2026, 14:30" in page


def test_a_printed_plan_names_its_filled_parts():
    page = block_print(block_of("plan"), VALUES["plan"])
    assert page.count('<th scope="row"') == 3
    assert "Where" not in page


def test_a_text_has_heading_markdown_and_drawing(plain_static: None):
    text = REGISTRY["text"].model_validate(
        {"type": "text", "key": "a", "heading": "Two hands", "body": "*Open*", "drawing": "open_hands"}
    )
    for page in (block_read(text), block_print(text)):
        assert "Two hands</h2>" in page
        assert "<em>Open</em>" in page
        assert "open_hands" in page


@pytest.mark.parametrize("purpose", ["fill", "read"])
def test_a_drawing_on_a_page_is_our_own_file(purpose: str, plain_static: None):
    text = REGISTRY["text"].model_validate({"type": "text", "key": "a", "body": "b", "drawing": "open_hands"})
    page = {"fill": block_fill, "read": block_read}[purpose](text)
    assert re.search(r'<img class="drawing" src="[^"]*drawings/open_hands.svg" alt="">', page)
