"""Small worksheets and blocks to test with."""

from typing import Any

from hypothesis import strategies as st

from worksheets.blocks import REGISTRY

OPTIONS: list[dict[str, Any]] = [
    {"key": "rest", "label": "Rest", "points": 1},
    {"key": "comfort", "label": "Comfort", "points": 3},
]
COLUMNS: list[dict[str, Any]] = [
    {"type": "short_text", "key": "fear", "label": "Fear"},
    {"type": "long_text", "key": "evidence", "label": "Evidence"},
    {"type": "scale", "key": "strength", "label": "How strong"},
    {"type": "date", "key": "seen", "label": "When", "with_time": True},
    {"type": "choice", "key": "need", "label": "Need", "options": [{"key": "rest", "label": "Rest"}]},
]
NEEDED: dict[str, dict[str, Any]] = {
    "short_text": {"stem": "I noticed that"},
    "long_text": {},
    "scale": {"low_label": "calm", "high_label": "very strong"},
    "choice": {"options": OPTIONS, "own_word": True},
    "rows": {"columns": COLUMNS},
    "date": {"with_time": True},
    "plan": {},
}


def fields_of(kind: str, **options: Any) -> dict[str, Any]:
    """A block of this kind as a file would hold it."""
    needed = {"label": "What was it?", **NEEDED[kind]} if kind in NEEDED else {"label": "What was it?"}
    return {"type": kind, "key": "it"} | needed | options


def block_of(kind: str, **options: Any) -> Any:
    """A block of this kind."""
    return REGISTRY[kind].model_validate(fields_of(kind, **options))


def sheet(**changes: Any) -> dict[str, Any]:
    """A worksheet with one question, as a file would hold it."""
    return {
        "format": 1,
        "slug": "a-quiet-minute",
        "title": "A quiet minute",
        "summary": "Notice one good minute.",
        "minutes": 5,
        "language": "en",
        "author": "Holdfast",
        "licence": "CC BY-SA 4.0",
        "version": 1,
        "pattern": "anyone",
        "therapist_note": {"aim": "To notice.", "when_not": "In an acute crisis."},
        "explanation": "A calm minute is easy to miss.",
        "blocks": [fields_of("long_text", key="minute")],
        "closing": "You noticed.",
        "session_question": "What made room for it?",
    } | changes


# What can be typed, stored and sent back: any text, and line ends, spaces and markup more often than chance has them.
typed = st.text(st.sampled_from("\n\r\t <>&\"'{%a🙂\u200b"), max_size=12) | st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40
)

_days = st.dates().map(str)
_moments = st.one_of(_days, st.datetimes().map(lambda moment: moment.isoformat(timespec="minutes")))
_rows = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "fear": typed,
            "evidence": st.none() | typed,
            "strength": st.integers(0, 10),
            "seen": _moments,
            "need": st.just("rest"),
        },
    ),
    max_size=4,
)
ANSWERS: dict[str, st.SearchStrategy[Any]] = {
    "short_text": typed,
    "long_text": typed,
    "scale": st.integers(0, 10),
    "choice": st.fixed_dictionaries(
        {"chosen": st.lists(st.sampled_from(["rest", "comfort"]), max_size=1)},
        optional={"own": st.none() | typed},
    ),
    "rows": _rows,
    "date": _moments,
    "plan": st.fixed_dictionaries({}, optional=dict.fromkeys(["when", "where", "if", "then"], typed)),
}
