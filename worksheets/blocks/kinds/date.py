"""A day, and a time if the worksheet asks for one."""

from typing import Any, Literal

from worksheets.blocks.base import AnswerBlock, register
from worksheets.blocks.values import (
    PostData,
    clean_moment,
    moment_in_words,
    posted_moment,
)


@register
class Date(AnswerBlock):
    """A day; with `with_time` also a time, which may be left out.

    The value is "YYYY-MM-DD" or "YYYY-MM-DDTHH:MM", in the client's own time.
    """

    type: Literal["date"]
    with_time: bool = False

    def from_post(self, data: PostData) -> Any:
        return posted_moment(data, "value") if self.with_time else super().from_post(data)

    def clean(self, raw: Any) -> str | None:
        return clean_moment(raw, with_time=self.with_time)

    def is_blank(self, value: Any) -> bool:
        return value is None

    def as_text(self, value: Any) -> str:
        return moment_in_words(value) if value else ""

    @property
    def minutes(self) -> float:
        return 0.25

    def fill_context(self, value: Any) -> dict[str, Any]:
        day, _, time = (value if isinstance(value, str) else "").partition("T")
        return {"day": day, "time": time}

    def read_context(self, value: Any) -> dict[str, Any]:
        return {"words": self.as_text(value)}
