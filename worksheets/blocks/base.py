"""What every kind of block is, and the register they are found in."""

from abc import ABC, abstractmethod
from typing import Any, Literal, TypeVar, get_args

from worksheets.blocks.fields import Key, Label, Paragraph, Part
from worksheets.blocks.values import PostData, posted

Purpose = Literal["fill", "read", "print"]


class Block(Part):
    """One piece of a worksheet.

    A kind sets `type` to a Literal of its name and is marked with `@register`; see
    docs/adding-a-question-kind.md.
    """

    type: str
    key: Key

    @property
    def minutes(self) -> float:
        """How long a client spends here, reading the words apart."""
        return 0

    def wording(self) -> tuple[str, ...]:
        """Everything here that the client reads, as plain text."""
        return ()

    def template(self, purpose: Purpose) -> str:
        """The name of the template that shows this block."""
        return f"worksheets/blocks/{self.type}/{purpose}.html"

    def fill_context(self, value: Any) -> dict[str, Any]:
        """What the `fill` template needs beside block and value (which may be a refused one, as posted)."""
        return {}

    def read_context(self, value: Any) -> dict[str, Any]:
        """What the `read` and `print` templates need beside block and value (which is clean, not blank)."""
        return {}


class AnswerBlock(Block, ABC):
    """A block that takes an answer. Values are made of what JSON knows, and nothing else."""

    label: Label
    help: Paragraph | None = None
    required: bool = False

    def from_post(self, data: PostData) -> Any:
        """What a form says, for `clean`. Raises InvalidAnswer (`missing`) for a form without the field."""
        return posted(data, "value")

    @abstractmethod
    def clean(self, raw: Any) -> Any:
        """The value to store, or None when it was emptied; the same for pages and API.

        Cleaning what is clean changes nothing. Raises InvalidAnswer.
        """

    @abstractmethod
    def is_blank(self, value: Any) -> bool:
        """Whether a reader would see no answer in this clean value."""

    @abstractmethod
    def as_text(self, value: Any) -> str:
        """This clean value in plain words, for exports and for comparing two of them."""

    def points(self, value: Any) -> int | None:
        """What this clean value counts in a score; None where it counts nothing."""
        return None

    @property
    def has_points(self) -> bool:
        """Whether a score may be made from this block."""
        return False

    def wording(self) -> tuple[str, ...]:
        return (self.label, self.help) if self.help else (self.label,)


BlockKind = TypeVar("BlockKind", bound=Block)

REGISTRY: dict[str, type[Block]] = {}


def register(kind: type[BlockKind]) -> type[BlockKind]:
    """Makes a kind known to the worksheet format; used as a class decorator.

    Raises ValueError when another class has the same `type`.
    """
    (name,) = get_args(kind.model_fields["type"].annotation)
    if REGISTRY.setdefault(name, kind) is not kind:
        raise ValueError(f"There is a kind of block called {name!r} already.")
    return kind
