"""The client's own words, a line or many pages."""

from typing import Annotated, Any, Literal

from pydantic import Field

from worksheets.blocks import limits
from worksheets.blocks.base import AnswerBlock, register
from worksheets.blocks.fields import Label
from worksheets.blocks.typed import is_invisible
from worksheets.blocks.values import clean_text


class Written(AnswerBlock):
    """What the two kinds of written answer share. The value is the text as typed."""

    limit: int

    def clean(self, raw: Any) -> str | None:
        return clean_text(raw, self.limit)

    def is_blank(self, value: Any) -> bool:
        return value is None or is_invisible(value)

    def as_text(self, value: Any) -> str:
        return str(value or "")


@register
class ShortText(Written):
    """A few words; `stem` is the beginning of a sentence for the client to complete."""

    type: Literal["short_text"]
    stem: Label | None = None
    limit: Annotated[int, Field(ge=1, le=limits.SHORT_TEXT_MOST)] = limits.SHORT_TEXT

    @property
    def minutes(self) -> float:
        return 1

    def wording(self) -> tuple[str, ...]:
        return (*super().wording(), self.stem) if self.stem else super().wording()


@register
class LongText(Written):
    """As many words as the client wants."""

    type: Literal["long_text"]
    limit: Annotated[int, Field(ge=1, le=limits.LONG_TEXT_MOST)] = limits.LONG_TEXT

    @property
    def minutes(self) -> float:
        return 3
