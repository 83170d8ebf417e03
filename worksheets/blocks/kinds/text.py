"""Words to read; takes no answer."""

from typing import Literal, Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from worksheets.blocks.base import Block, register
from worksheets.blocks.fields import Body, Line
from worksheets.blocks.markdown import plain_text


@register
class Text(Block):
    """A heading, some Markdown, or both, for the client to read; a decorative drawing may stand above."""

    type: Literal["text"]
    heading: Line | None = None
    body: Body | None = None
    drawing: Literal["open_hands"] | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.heading is None and self.body is None:
            raise PydanticCustomError("missing", "A text needs a heading, a body or both.")
        return self

    @property
    def drawing_file(self) -> str:
        return f"drawings/{self.drawing}.svg"

    def wording(self) -> tuple[str, ...]:
        body = plain_text(self.body) if self.body else None
        return tuple(words for words in (self.heading, body) if words)
