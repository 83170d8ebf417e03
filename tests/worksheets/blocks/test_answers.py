"""The edges of each kind's answers."""

from typing import Any

import pytest
from django.http import QueryDict

from worksheets.blocks import InvalidAnswer

from .samples import block_of


def refusal(block: Any, raw: Any) -> InvalidAnswer:
    with pytest.raises(InvalidAnswer) as refused:
        block.clean(raw)
    return refused.value


# --- Written ---


def test_line_ends_become_one_kind_and_nothing_else_changes():
    typed = "  one\r\ntwo\rthree\n\n  cafe\u0301 \u2028 ﬁ ὀδός 🙂\u200d  \t"
    expected = "  one\ntwo\nthree\n\n  cafe\u0301 \u2028 ﬁ ὀδός 🙂\u200d  \t"
    assert block_of("long_text").clean(typed) == expected


@pytest.mark.parametrize("kind", ["short_text", "long_text"])
def test_a_text_may_be_as_long_as_the_limit_counted_in_characters(kind: str):
    block = block_of(kind, limit=5)
    assert block.clean("🙂🙂🙂🙂🙂") == "🙂🙂🙂🙂🙂"
    assert block.clean("a\r\nb\r\nc") == "a\nb\nc"


@pytest.mark.parametrize("kind", ["short_text", "long_text"])
def test_one_character_too_many_is_refused_with_both_numbers(kind: str):
    refused = refusal(block_of(kind, limit=1_000), "a" * 1_001)
    assert refused.code == "too_long"
    assert "1,001" in refused.message
    assert "1,000" in refused.message
    assert refused.params == {"length": 1_001, "limit": 1_000}


def test_three_megabytes_are_refused():
    assert refusal(block_of("long_text"), "word " * 600_000).code == "too_long"


@pytest.mark.parametrize("raw", [5, 1.5, True, ["a"], {"a": 1}])
def test_a_text_has_to_be_text(raw: Any):
    assert refusal(block_of("long_text"), raw).code == "wrong_type"


def test_a_short_text_keeps_its_line_breaks():
    assert block_of("short_text").clean("one\ntwo") == "one\ntwo"


# --- Scale ---


@pytest.mark.parametrize("number", [0, 5, 10])
def test_a_scale_takes_its_numbers_and_counts_them(number: int):
    block = block_of("scale")
    assert block.clean(number) == number
    assert block.points(number) == number
    assert not block.is_blank(number)


@pytest.mark.parametrize("raw", [-1, 11, 10**30])
def test_a_number_outside_the_scale_is_refused(raw: int):
    refused = refusal(block_of("scale"), raw)
    assert refused.code == "out_of_range"
    assert refused.params == {"low": 0, "high": 10}


@pytest.mark.parametrize("raw", ["5", 5.0, True, [5], "seven"])
def test_a_scale_takes_whole_numbers_alone(raw: Any):
    assert refusal(block_of("scale"), raw).code == "wrong_type"


@pytest.mark.parametrize(("posted", "raw"), [("7", 7), ("", ""), ("٣", "٣"), (" 7", " 7"), ("9" * 5_000, "9" * 5_000)])
def test_a_posted_number_is_read_only_where_it_is_one(posted: str, raw: Any):
    data = QueryDict(mutable=True)
    data["value"] = posted
    assert block_of("scale").from_post(data) == raw


# --- Choice ---


def test_choices_are_kept_once_and_in_the_worksheets_order():
    value = block_of("choice", many=True).clean({"chosen": ["comfort", "rest", "comfort"]})
    assert value == {"chosen": ["rest", "comfort"], "own": None}


def test_the_points_of_choices_add_up():
    block = block_of("choice", many=True)
    assert block.points({"chosen": ["rest", "comfort"], "own": None}) == 4
    assert block.points({"chosen": [], "own": "quiet"}) is None


def test_choices_without_points_count_nothing():
    block = block_of("choice", options=[{"key": "rest", "label": "Rest"}])
    assert not block.has_points
    assert block.points({"chosen": ["rest"], "own": None}) is None


def test_one_choice_means_one():
    assert refusal(block_of("choice"), {"chosen": ["rest", "comfort"]}).code == "too_many_chosen"


@pytest.mark.parametrize("raw", ["rest", ["rest"], {"chosen": "rest"}, {"chosen": [["rest"]]}, {"other": 1}])
def test_a_choice_of_the_wrong_form_is_refused(raw: Any):
    assert refusal(block_of("choice"), raw).code == "wrong_type"


def test_an_unknown_choice_is_refused():
    assert refusal(block_of("choice"), {"chosen": ["sleep"]}).code == "unknown_option"


def test_an_own_word_is_kept_beside_a_choice_and_refused_where_it_is_not_offered():
    given = {"chosen": ["rest"], "own": "quiet"}
    assert block_of("choice").clean(given) == given
    assert refusal(block_of("choice", own_word=False), given).code == "unknown_option"


def test_an_own_word_alone_is_an_answer():
    block = block_of("choice")
    value = block.clean({"own": "quiet"})
    assert value == {"chosen": [], "own": "quiet"}
    assert not block.is_blank(value)
    assert block.as_text(value) == "quiet"


def test_several_ticked_boxes_are_all_read():
    data = QueryDict("value-chosen=&value-chosen=rest&value-chosen=comfort&value-own=quiet")
    assert block_of("choice", many=True).from_post(data) == {"chosen": ["rest", "comfort"], "own": "quiet"}


def test_a_plain_mapping_is_read_like_a_form():
    data = {"value-chosen": "rest", "value-own": ""}
    assert block_of("choice").from_post(data) == {"chosen": ["rest"], "own": ""}


# --- Rows ---


def test_rows_keep_what_was_filled_in():
    block = block_of("rows")
    given = [{"fear": "that they leave", "strength": 7, "evidence": None}, {"need": "rest"}]
    value = block.clean(given)
    assert value == [{"fear": "that they leave", "strength": 7}, {"need": "rest"}]
    assert block.as_text(value) == "Fear: that they leave; How strong: 7 of 10\nNeed: Rest"


def test_empty_rows_are_dropped_and_a_table_of_them_is_nothing():
    block = block_of("rows")
    assert block.clean([{}, {"fear": "one"}, {"fear": "", "strength": None}]) == [{"fear": "one"}]
    assert block.clean([{}, {"fear": ""}]) is None
    assert block.clean([]) is None


def test_posted_rows_come_in_the_order_of_the_page_without_the_blank_ones():
    columns = [{"type": "short_text", "key": "fear", "label": "Fear"}]
    data = QueryDict("value-10-fear=third&value-0-fear=first&value-1-fear=&value-2-fear=second&value-x-fear=no")
    assert block_of("rows", columns=columns).from_post(data) == [
        {"fear": "first"},
        {"fear": "second"},
        {"fear": "third"},
    ]


def test_a_refused_cell_says_where_it_is():
    refused = refusal(block_of("rows"), [{"fear": "one"}, {"strength": 11}])
    assert refused.code == "out_of_range"
    assert refused.message.startswith("Row 2, How strong: ")
    assert (refused.params["row"], refused.params["column"]) == (2, "strength")


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("one", "wrong_type"),
        ({"fear": "one"}, "wrong_type"),
        (["one"], "wrong_type"),
        ([{"hope": "one"}], "unknown_column"),
        ([{"need": "sleep"}], "unknown_option"),
        ([{"seen": "2026-02-30"}], "invalid_date"),
        ([{"fear": "a" * 501}], "too_long"),
        ([{"strength": "7"}], "wrong_type"),
    ],
)
def test_rows_of_the_wrong_form_are_refused(raw: Any, code: str):
    assert refusal(block_of("rows"), raw).code == code


def test_more_rows_than_there_is_room_for_are_refused():
    block = block_of("rows", limit=2)
    assert block.clean([{"fear": "a"}] * 2 + [{}])
    assert refusal(block, [{"fear": "a"}] * 3).code == "too_many_rows"


def test_many_long_cells_are_too_much_together():
    assert refusal(block_of("rows"), [{"evidence": "a" * 10_000}] * 11).code == "too_long"


# --- Date ---


@pytest.mark.parametrize("raw", ["2026-03-09", "2024-02-29", "0001-01-01", "9999-12-31"])
def test_a_day_is_taken_as_it_is_written(raw: str):
    assert block_of("date", with_time=False).clean(raw) == raw


@pytest.mark.parametrize(
    "raw",
    ["2026-02-30", "20260309", "2026-W01-1", "9 March", "2026-03-09T14:30", "٢٠٢٦-٠٣-٠٩", "2026-03-09\n"],
)
def test_what_is_no_day_is_refused(raw: str):
    assert refusal(block_of("date", with_time=False), raw).code == "invalid_date"


@pytest.mark.parametrize("raw", ["2026-03-09T25:00", "2026-03-09T14:30:00", "2026-03-09T14:30+01:00", "T14:30"])
def test_what_is_no_moment_is_refused(raw: str):
    assert refusal(block_of("date"), raw).code == "invalid_date"


def test_the_time_may_be_left_out_but_not_the_date():
    block = block_of("date")
    assert block.clean(block.from_post(QueryDict("value-date=2026-03-09&value-time="))) == "2026-03-09"
    assert block.clean(block.from_post(QueryDict("value-date=2026-03-09&value-time=14:30"))) == "2026-03-09T14:30"
    assert "date as well" in refusal(block, block.from_post(QueryDict("value-date=&value-time=14:30"))).message


def test_a_date_is_said_as_people_say_it():
    assert block_of("date").as_text("2026-03-09T14:30") == "Monday 9 March 2026, 14:30"


@pytest.mark.parametrize("raw", [20260309, ["2026-03-09"], True])
def test_a_date_has_to_be_text(raw: Any):
    assert refusal(block_of("date"), raw).code == "wrong_type"


# --- Plan ---


def test_a_plan_has_four_parts_of_which_any_may_be_empty():
    block = block_of("plan")
    value = block.clean({"when": "Tuesday", "if": None})
    assert value == {"when": "Tuesday", "where": "", "if": "", "then": ""}
    assert block.as_text(value) == "When: Tuesday"
    assert block.clean({"when": "", "then": ""}) is None


def test_a_refused_part_of_a_plan_is_named():
    refused = refusal(block_of("plan"), {"then": "a" * 2_001})
    assert refused.message.startswith("Then I will: ")
    assert refused.params["part"] == "then"


@pytest.mark.parametrize("raw", ["Tuesday", ["Tuesday"], {"when": 5}, {"who": "me"}])
def test_a_plan_of_the_wrong_form_is_refused(raw: Any):
    assert refusal(block_of("plan"), raw).code == "wrong_type"
