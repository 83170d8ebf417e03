"""Definitions: read from mappings, written back, and refused with place and reason."""

import copy
from typing import Any

import pytest
from pydantic import ValidationError

from worksheets.blocks import InvalidDefinition, load_definition, upgrades

from .samples import NEEDED, fields_of, sheet

EVERY_KIND = [
    {"type": "text", "key": "opening", "heading": "Before you begin", "body": "Think of *today*."},
    *(fields_of(kind, key=f"the_{kind}") for kind in NEEDED),
    {"type": "text", "key": "ending", "body": "That is all."},
]


def problems_of(data: object) -> list[tuple[str, str]]:
    """The places and codes of what is wrong with a definition."""
    with pytest.raises(InvalidDefinition) as refused:
        load_definition(data, "sheet.yaml")
    assert all(problem.message for problem in refused.value.problems)
    assert str(refused.value).startswith("sheet.yaml: ")
    return [(problem.place, problem.code) for problem in refused.value.problems]


def test_every_kind_survives_being_written_and_read():
    definition = load_definition(sheet(blocks=EVERY_KIND))
    written = definition.model_dump(mode="json", exclude_none=True)
    assert load_definition(written) == definition
    assert load_definition(written).digest == definition.digest


def test_reading_does_not_change_what_was_given():
    data = sheet(blocks=EVERY_KIND)
    before = copy.deepcopy(data)
    load_definition(data)
    assert data == before


def test_a_definition_cannot_be_changed():
    definition = load_definition(sheet())
    with pytest.raises(ValidationError):
        setattr(definition, "title", "Another")  # noqa: B010


def test_the_digest_is_of_what_is_said_not_of_how():
    plain = load_definition(sheet())
    spelled_out = load_definition(dict(reversed(sheet(scores=[]).items())))
    spelled_out_blocks = load_definition(sheet(blocks=[fields_of("long_text", key="minute", required=False)]))
    assert plain.digest == spelled_out.digest == spelled_out_blocks.digest
    assert plain.digest != load_definition(sheet(title="A quiet hour")).digest
    assert len(plain.digest) == 64


def test_line_ends_in_a_definition_are_made_one():
    windows, unix = sheet(closing="One.\r\nTwo."), sheet(closing="One.\nTwo.")
    assert load_definition(windows).digest == load_definition(unix).digest


def test_a_block_is_found_by_its_key():
    definition = load_definition(sheet())
    assert definition.block("minute").key == "minute"
    with pytest.raises(KeyError):
        definition.block("hour")


def test_each_screen_has_one_prompt_and_the_texts_above_it():
    texts = [{"type": "text", "key": f"text_{n}", "heading": "Read"} for n in range(4)]
    first, second = fields_of("long_text", key="first"), fields_of("plan", key="second")
    definition = load_definition(sheet(blocks=[*texts[:2], first, second, *texts[2:]]))
    assert [(s.block.key, [t.key for t in s.texts]) for s in definition.screens] == [
        ("first", ["text_0", "text_1"]),
        ("second", []),
    ]
    assert [text.key for text in definition.tail_texts] == ["text_2", "text_3"]
    assert [block.key for block in definition.answer_blocks] == ["first", "second"]


def test_more_to_read_and_to_answer_takes_longer():
    short = load_definition(sheet())
    long = load_definition(sheet(blocks=[*EVERY_KIND, {"type": "text", "key": "more", "body": "word " * 900}]))
    assert 1 <= short.estimated_minutes < long.estimated_minutes


def test_the_wording_is_everything_the_client_reads():
    words = " ".join(load_definition(sheet(blocks=EVERY_KIND)).wording)
    for part in (
        "A quiet minute",
        "Think of today.",
        "I noticed that",
        "very strong",
        "Comfort",
        "Evidence",
        "You noticed.",
    ):
        assert part in words
    assert "acute crisis" not in words


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"title": None}, ("title", "wrong_type")),
        ({"title": " \u200b"}, ("title", "blank")),
        ({"title": ""}, ("title", "blank")),
        ({"title": "a\x00"}, ("title", "invalid_characters")),
        ({"title": "a\ud800"}, ("title", "invalid_characters")),
        ({"summary": "two\nlines"}, ("summary", "more_than_one_line")),
        ({"minutes": "5"}, ("minutes", "wrong_type")),
        ({"minutes": True}, ("minutes", "wrong_type")),
        ({"minutes": 0}, ("minutes", "out_of_range")),
        ({"minutes": 10**40}, ("minutes", "out_of_range")),
        ({"slug": "A Quiet Minute"}, ("slug", "wrong_form")),
        ({"slug": "minute\n"}, ("slug", "wrong_form")),
        ({"language": "English"}, ("language", "wrong_form")),
        ({"explanation": "word " * 121}, ("explanation", "too_many_words")),
        ({"therapist_note": "none"}, ("therapist_note", "wrong_type")),
        ({"therapist_note": {"aim": "To notice."}}, ("therapist_note.when_not", "missing")),
        ({"colour": "red"}, ("colour", "unknown_field")),
        ({"blocks": []}, ("blocks", "too_short")),
        ({"blocks": {}}, ("blocks", "wrong_type")),
        ({"blocks": "none"}, ("blocks", "wrong_type")),
        ({"blocks": ["none"]}, ("blocks.0", "wrong_type")),
        ({"blocks": [{"key": "a", "label": "b"}]}, ("blocks.0", "missing")),
        ({"blocks": [fields_of("hologram")]}, ("blocks.0", "unknown_kind")),
        ({"blocks": [fields_of("plan", key="Two Words")]}, ("blocks.0.key", "wrong_form")),
        ({"blocks": [fields_of("plan", colour="red")]}, ("blocks.0.colour", "unknown_field")),
        ({"blocks": [fields_of("plan", label=5)]}, ("blocks.0.label", "wrong_type")),
        ({"blocks": [fields_of("plan", required="yes")]}, ("blocks.0.required", "wrong_type")),
        ({"blocks": [{"type": "text", "key": "a", "body": "b"}]}, ("blocks", "no_question")),
        ({"blocks": [fields_of("plan"), {"type": "text", "key": "a"}]}, ("blocks.1", "missing")),
        ({"blocks": [fields_of("plan"), fields_of("date")]}, ("blocks.1.key", "repeated_key")),
        ({"blocks": [fields_of("long_text", limit=100_001)]}, ("blocks.0.limit", "out_of_range")),
        ({"blocks": [fields_of("scale", low=1, high=1)]}, ("blocks.0", "out_of_range")),
        ({"blocks": [fields_of("scale", when="before")]}, ("blocks.0", "track_missing")),
        ({"blocks": [fields_of("scale", track="mood")]}, ("blocks.0.track", "unknown_option")),
        ({"blocks": [fields_of("choice", options=[])]}, ("blocks.0.options", "too_short")),
        (
            {"blocks": [fields_of("choice", options=[{"key": "a", "label": "b"}] * 2)]},
            ("blocks.0.options", "repeated_key"),
        ),
        ({"blocks": [fields_of("rows", columns=[{"type": "plan"}])]}, ("blocks.0.columns.0", "unknown_kind")),
        ({"blocks": [fields_of("rows", paired=True)]}, ("blocks.0", "not_a_pair")),
        ({"blocks": [fields_of("rows", min_shown=5, limit=2)]}, ("blocks.0", "out_of_range")),
        (
            {"blocks": [fields_of("rows", columns=[{"type": "scale", "key": "a", "label": "b", "unit": "c"}])]},
            ("blocks.0.columns.0.unit", "unknown_field"),
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_place(changes: dict[str, Any], expected: tuple[str, str]):
    assert expected in problems_of(sheet(**changes))


def test_a_missing_field_is_named():
    data = sheet()
    del data["closing"]
    assert problems_of(data) == [("closing", "missing")]


def test_all_problems_are_told_at_once():
    assert set(problems_of(sheet(minutes=0, slug="A B", colour="red"))) == {
        ("minutes", "out_of_range"),
        ("slug", "wrong_form"),
        ("colour", "unknown_field"),
    }


@pytest.mark.parametrize("data", [None, [], "text", 5])
def test_a_definition_is_a_mapping(data: object):
    assert problems_of(data) == [("", "wrong_type")]


# --- Scores and tracks ---


def score(**changes: Any) -> dict[str, Any]:
    return {"key": "total", "sum_of": ["calm"], "bands": [{"low": 0, "high": 4, "label": "low"}]} | changes


def test_a_score_adds_up_blocks_that_count():
    data = sheet(blocks=[fields_of("scale", key="calm"), fields_of("choice", key="need")])
    definition = load_definition(data | {"scores": [score(sum_of=["calm", "need"], times=2)]})
    assert definition.scores[0].sum_of == ("calm", "need")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"sum_of": ["warm"]}, ("scores.0.sum_of", "no_points")),
        ({"sum_of": ["minute"]}, ("scores.0.sum_of", "no_points")),
        ({"sum_of": []}, ("scores.0.sum_of", "too_short")),
        ({"bands": [{"low": 5, "high": 4, "label": "low"}]}, ("scores.0.bands.0", "out_of_range")),
        (
            {"bands": [{"low": 0, "high": 4, "label": "low"}, {"low": 4, "high": 8, "label": "high"}]},
            ("scores.0.bands", "bands_overlap"),
        ),
    ],
)
def test_a_score_that_cannot_be_made_is_refused(changes: dict[str, Any], expected: tuple[str, str]):
    blocks = [fields_of("scale", key="calm"), fields_of("long_text", key="minute")]
    assert expected in problems_of(sheet(blocks=blocks, scores=[score(**changes)]))


def tracked(*whens: str | None) -> dict[str, Any]:
    """A worksheet that measures intensity at these points."""
    extra = [{"track": "intensity"} | ({"when": when} if when else {}) for when in whens]
    return sheet(blocks=[fields_of("scale", key=f"at_{n}", **more) for n, more in enumerate(extra)])


@pytest.mark.parametrize("whens", [(None,), ("before",), ("before", "after")])
def test_a_track_is_measured_once_or_before_and_after(whens: tuple[str | None, ...]):
    assert load_definition(tracked(*whens))


def test_a_track_without_its_pair_is_refused():
    assert problems_of(tracked("after")) == [("blocks.0.when", "track_without_before")]
    assert problems_of(tracked("after", "before")) == [("blocks.0.when", "track_without_before")]
    assert problems_of(tracked("before", "before")) == [("blocks.1.when", "repeated_track")]


# --- Formats ---


def test_a_newer_format_is_refused_by_name():
    with pytest.raises(InvalidDefinition) as refused:
        load_definition(sheet(format=2, from_the_future=True), "sheet.yaml")
    assert refused.value.code == "newer_format"
    assert "format 2" in str(refused.value)


@pytest.mark.parametrize("number", [0, -1, "1", 1.0, True])
def test_a_format_is_a_whole_number(number: Any):
    assert problems_of(sheet(format=number)) == [("format", "unknown_format")]


def test_a_format_has_to_be_said():
    data = sheet()
    del data["format"]
    assert problems_of(data) == [("format", "missing")]


def test_an_older_format_is_brought_up_to_date_when_it_is_read(monkeypatch: pytest.MonkeyPatch):
    def name_to_slug(data: dict[str, Any]) -> dict[str, Any]:
        rest = {key: value for key, value in data.items() if key != "name"}
        return rest | {"format": 2, "slug": data["name"]}

    monkeypatch.setattr(upgrades, "FORMAT", 2)
    monkeypatch.setattr(upgrades, "UPGRADES", {1: name_to_slug})
    assert upgrades.upgraded({"format": 1, "name": "a"}, "row") == {"format": 2, "slug": "a"}
