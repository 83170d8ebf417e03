"""A number on a line with labelled ends."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from worksheets.blocks import limits
from worksheets.blocks.base import AnswerBlock, register
from worksheets.blocks.fields import Line
from worksheets.blocks.values import PostData, clean_number, posted_number


@register
class Scale(AnswerBlock):
    """A whole number from `low` to `high`, which is the value. Those with a `track` are charted over time."""

    type: Literal["scale"]
    low: Annotated[int, Field(ge=0, le=1)] = 0
    high: Annotated[int, Field(ge=1, le=limits.SCALE_STEPS_MOST)] = 10
    low_label: Line
    high_label: Line
    track: Literal["intensity"] | None = None
    when: Literal["before", "after"] | None = None

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.low >= self.high:
            raise PydanticCustomError("out_of_range", "The low end of a scale has to be below its high end.")
        if self.when and not self.track:
            raise PydanticCustomError("track_missing", "A scale with `when` needs a `track` as well.")
        return self

    @property
    def steps(self) -> range:
        return range(self.low, self.high + 1)

    def from_post(self, data: PostData) -> Any:
        return posted_number(data, "value")

    def clean(self, raw: Any) -> int | None:
        return clean_number(raw, self.low, self.high)

    def is_blank(self, value: Any) -> bool:
        return value is None

    def points(self, value: Any) -> int | None:
        return None if value is None else int(value)

    def as_text(self, value: Any) -> str:
        return "" if value is None else f"{value} of {self.high}"

    @property
    def has_points(self) -> bool:
        return True

    @property
    def minutes(self) -> float:
        return 0.25

    def wording(self) -> tuple[str, ...]:
        return (*super().wording(), self.low_label, self.high_label)
