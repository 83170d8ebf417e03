"""What holds for the answers of every kind."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from worksheets.blocks import REGISTRY, AnswerBlock, InvalidAnswer
from worksheets.templatetags.blocks import block_fill, block_print, block_read

from .browser import sent_by
from .samples import ANSWERS, block_of

KINDS = sorted(ANSWERS)

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.characters(categories=["Cs"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
parts = st.sampled_from(["chosen", "own", "when", "if", "fear", "strength", "seen", "need"])
nearly_right = st.dictionaries(parts, anything, max_size=4)


def outcome(tried: Callable[[], Any]) -> tuple[str | None, str | None, Any]:
    """Code and message of the refusal, if it is one, and the value."""
    try:
        return None, None, tried()
    except InvalidAnswer as invalid:
        return invalid.code, invalid.message, None


def test_every_kind_that_takes_an_answer_is_tried_here():
    taking = {name for name, kind in REGISTRY.items() if issubclass(kind, AnswerBlock)}
    assert taking == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_cleaning_what_is_clean_changes_nothing(kind: str, data: st.DataObject):
    block = block_of(kind)
    value = block.clean(data.draw(ANSWERS[kind]))
    assert block.clean(value) == value
    assert json.loads(json.dumps(value)) == value


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_what_the_page_shows_is_sent_back_as_the_same_value(kind: str, data: st.DataObject):
    block = block_of(kind)
    value = block.clean(data.draw(ANSWERS[kind]))
    assert block.clean(block.from_post(sent_by(block_fill(block, value)))) == value


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_every_value_can_be_read_and_printed(kind: str, data: st.DataObject):
    block = block_of(kind)
    value = block.clean(data.draw(ANSWERS[kind]))
    blank = block.is_blank(value)
    assert isinstance(block.as_text(value), str)
    assert block.points(value) is None or isinstance(block.points(value), int)
    assert ("Not answered" in block_read(block, value)) >= blank
    assert ("Not answered" in block_print(block, value)) >= blank


@pytest.mark.parametrize("kind", KINDS)
@given(raw=anything | nearly_right | st.lists(nearly_right, max_size=3))
def test_whatever_comes_is_taken_or_refused_by_name(kind: str, raw: Any):
    block = block_of(kind)
    code, message, value = outcome(lambda: block.clean(raw))
    assert (code is None) == (message is None)
    assert json.dumps([code, message, value]).encode()
    assert block.clean(value) == value


@pytest.mark.parametrize("kind", KINDS)
@given(raw=st.dictionaries(st.sampled_from(["value", "value-chosen", "value-own", "value-0-fear"]), st.text()))
def test_whatever_is_posted_is_read_or_refused_by_name(kind: str, raw: dict[str, str]):
    block = block_of(kind)
    data = QueryDict(mutable=True)
    data.update(raw)
    code, _, value = outcome(lambda: block.clean(block.from_post(data)))
    assert code or block.clean(value) == value


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_cleaned_to_nothing_and_is_blank(kind: str):
    block = block_of(kind)
    assert block.clean(None) is None
    assert block.is_blank(None)
    assert block.points(None) is None
    assert block.as_text(None) == ""


@pytest.mark.parametrize("kind", KINDS)
def test_an_untouched_page_sends_nothing(kind: str):
    block = block_of(kind)
    assert block.clean(block.from_post(sent_by(block_fill(block)))) is None


@pytest.mark.parametrize("kind", KINDS)
def test_a_form_that_lost_the_field_never_empties_the_answer(kind: str):
    with pytest.raises(InvalidAnswer) as refused:
        block_of(kind).from_post(QueryDict("sharing=private"))
    assert refused.value.code == "missing"


def _texts(value: Any) -> Iterator[str]:
    """Every text in a value that is not empty."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    if isinstance(value, str) and value:
        yield value
    for part in inner:
        yield from _texts(part)


@pytest.mark.parametrize("kind", ["short_text", "long_text", "choice", "rows", "plan"])
@pytest.mark.parametrize("invisible", [" \n\t", "\u200b\u200d\ufeff", "\u2060", "\u3164", "\u2800\xad", "\ufe0f"])
def test_what_cannot_be_seen_is_blank_and_kept_as_typed(kind: str, invisible: str):
    block = block_of(kind)
    holding = {
        "choice": {"own": invisible},
        "rows": [{"fear": invisible}],
        "plan": {"then": invisible},
    }
    value = block.clean(holding.get(kind, invisible))
    assert list(_texts(value)) == [invisible]
    assert block.is_blank(value)
    assert "Not answered" in block_read(block, value)


@pytest.mark.parametrize("kind", ["short_text", "long_text", "choice", "rows", "plan"])
@pytest.mark.parametrize("bad", ["a\x00b", "a\ud800b", "\udfff"])
def test_characters_that_cannot_be_stored_are_refused(kind: str, bad: str):
    holding = {"choice": {"own": bad}, "rows": [{"fear": bad}], "plan": {"then": bad}}
    with pytest.raises(InvalidAnswer) as refused:
        block_of(kind).clean(holding.get(kind, bad))
    assert refused.value.code == "invalid_characters"
