"""A plan to try something: when, where, and if this happens, then I do that."""

from typing import Any, Literal, NamedTuple

from worksheets.blocks import limits
from worksheets.blocks.base import AnswerBlock, register
from worksheets.blocks.errors import InvalidAnswer
from worksheets.blocks.typed import is_invisible
from worksheets.blocks.values import (
    PostData,
    clean_text,
    posted,
    refuse_unknown,
    wrong_type,
)

LABELS = {"when": "When", "where": "Where", "if": "If", "then": "Then I will"}


class PlanPart(NamedTuple):
    """One of the four parts, with what was written there."""

    name: str
    label: str
    text: str


@register
class Plan(AnswerBlock):
    """When, where, and an if-then.

    The value is `{"when": text, "where": text, "if": text, "then": text}`, parts left out being "".
    """

    type: Literal["plan"]

    def from_post(self, data: PostData) -> Any:
        return {name: posted(data, f"value-{name}") for name in LABELS}

    def clean(self, raw: Any) -> dict[str, str] | None:
        if raw is None:
            return None
        if not isinstance(raw, dict):
            raise wrong_type("a plan")
        refuse_unknown(raw, LABELS, "wrong_type")
        value = {name: self._clean_part(name, raw.get(name)) for name in LABELS}
        return value if any(value.values()) else None

    def _clean_part(self, name: str, raw: Any) -> str:
        try:
            return clean_text(raw, limits.PLAN_TEXT) or ""
        except InvalidAnswer as invalid:
            raise invalid.within(LABELS[name], part=name) from None

    def is_blank(self, value: Any) -> bool:
        return value is None or all(is_invisible(text) for text in value.values())

    def as_text(self, value: Any) -> str:
        return "\n".join(f"{part.label}: {part.text}" for part in self._parts(value) if part.text)

    @property
    def part_limit(self) -> int:
        return limits.PLAN_TEXT

    @property
    def minutes(self) -> float:
        return 2

    def wording(self) -> tuple[str, ...]:
        return (*super().wording(), *LABELS.values())

    def fill_context(self, value: Any) -> dict[str, Any]:
        return {"parts": self._parts(value)}

    def read_context(self, value: Any) -> dict[str, Any]:
        return {"parts": [part for part in self._parts(value) if not is_invisible(part.text)]}

    def _parts(self, value: Any) -> list[PlanPart]:
        given = value if isinstance(value, dict) else {}
        return [PlanPart(name, label, given.get(name) or "") for name, label in LABELS.items()]
