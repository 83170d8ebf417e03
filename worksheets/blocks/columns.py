"""The columns of `rows`: each reads, checks and words one cell."""

from typing import Annotated, Any, Literal

from pydantic import Field

from worksheets.blocks import limits
from worksheets.blocks.fields import Key, Label, Line, Part
from worksheets.blocks.options import Option, Options
from worksheets.blocks.typed import is_invisible
from worksheets.blocks.values import (
    PostData,
    clean_moment,
    clean_number,
    clean_option,
    clean_text,
    moment_in_words,
    posted,
    posted_moment,
    posted_number,
)


class Column(Part):
    """What every column has. A cell's value is text or a number; an empty one is left out of its row."""

    type: str
    key: Key
    label: Label

    def from_post(self, data: PostData, name: str) -> Any:
        return posted(data, name)

    def clean(self, raw: Any) -> Any:
        raise NotImplementedError

    def is_blank(self, value: Any) -> bool:
        return value is None

    def as_text(self, value: Any) -> str:
        return "" if value is None else str(value)

    @property
    def choices(self) -> list[tuple[str, str]]:
        """What the page lets one choose from: pairs of posted value and label. Empty where one writes."""
        return []

    @property
    def minutes(self) -> float:
        return 0.25


class _TextColumn(Column):
    limit: int

    @property
    def lines(self) -> int:
        return 2

    def clean(self, raw: Any) -> str | None:
        return clean_text(raw, self.limit)

    def is_blank(self, value: Any) -> bool:
        return value is None or is_invisible(value)


class ShortTextColumn(_TextColumn):
    """A few words."""

    type: Literal["short_text"]
    limit: Annotated[int, Field(ge=1, le=limits.SHORT_TEXT_MOST)] = limits.SHORT_TEXT


class LongTextColumn(_TextColumn):
    """Some sentences."""

    type: Literal["long_text"]
    limit: Annotated[int, Field(ge=1, le=limits.CELL_TEXT)] = limits.CELL_TEXT

    @property
    def lines(self) -> int:
        return 4

    @property
    def minutes(self) -> float:
        return 1


class ScaleColumn(Column):
    """A whole number from 0 to 10, or to `high`."""

    type: Literal["scale"]
    low: Annotated[int, Field(ge=0, le=1)] = 0
    high: Annotated[int, Field(ge=2, le=limits.SCALE_STEPS_MOST)] = 10
    low_label: Line | None = None
    high_label: Line | None = None

    def from_post(self, data: PostData, name: str) -> Any:
        return posted_number(data, name)

    def clean(self, raw: Any) -> int | None:
        return clean_number(raw, self.low, self.high)

    def as_text(self, value: Any) -> str:
        return "" if value is None else f"{value} of {self.high}"

    @property
    def choices(self) -> list[tuple[str, str]]:
        ends = {self.low: self.low_label, self.high: self.high_label}
        numbers = range(self.low, self.high + 1)
        return [(str(n), f"{n}, {ends[n]}" if ends.get(n) else str(n)) for n in numbers]


class DateColumn(Column):
    """A day; with `with_time` also a time, which may be left out."""

    type: Literal["date"]
    with_time: bool = False

    def from_post(self, data: PostData, name: str) -> Any:
        return posted_moment(data, name) if self.with_time else posted(data, name)

    def clean(self, raw: Any) -> str | None:
        return clean_moment(raw, with_time=self.with_time)

    def as_text(self, value: Any) -> str:
        return moment_in_words(value) if value else ""


class ChoiceColumn(Column):
    """One of a list; the cell's value is the option's key."""

    type: Literal["choice"]
    options: Options[Option]

    def clean(self, raw: Any) -> str | None:
        return clean_option(raw, [option.key for option in self.options])

    def as_text(self, value: Any) -> str:
        return dict(self.choices).get(value, "")

    @property
    def choices(self) -> list[tuple[str, str]]:
        return [(option.key, option.label) for option in self.options]


AnyColumn = Annotated[
    ShortTextColumn | LongTextColumn | ScaleColumn | DateColumn | ChoiceColumn, Field(discriminator="type")
]
