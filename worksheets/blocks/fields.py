"""The field types that definitions are made of."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, Strict
from pydantic_core import PydanticCustomError

from worksheets.blocks import limits
from worksheets.blocks.typed import is_invisible, is_storable, with_plain_line_ends

KEY_PATTERN = r"^[a-z][a-z0-9_]{0,39}$"


def _storable(text: str) -> str:
    if not is_storable(text):
        raise PydanticCustomError(
            "invalid_characters", "This holds a character that cannot be stored (a null or half a character)."
        )
    return with_plain_line_ends(text)


def _visible(text: str) -> str:
    if is_invisible(text):
        raise PydanticCustomError("blank", "This is blank.")
    return text


def _one_line(text: str) -> str:
    if "\n" in text:
        raise PydanticCustomError("more_than_one_line", "This has to fit on one line.")
    return text


def _short_enough(text: str) -> str:
    count = len(text.split())
    if count > limits.EXPLANATION_WORDS:
        raise PydanticCustomError(
            "too_many_words",
            "This has {count} words, and there is room for {limit}.",
            {"count": count, "limit": limits.EXPLANATION_WORDS},
        )
    return text


Key = Annotated[str, Field(pattern=KEY_PATTERN)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=35)]

_Words = Annotated[str, Field(min_length=1), AfterValidator(_storable), AfterValidator(_visible)]
Label = Annotated[_Words, Field(max_length=500)]
Paragraph = Annotated[_Words, Field(max_length=2_000)]
Body = Annotated[_Words, Field(max_length=20_000)]
Line = Annotated[_Words, Field(max_length=300), AfterValidator(_one_line)]
Explanation = Annotated[_Words, Field(max_length=2_000), AfterValidator(_short_enough)]

# A list in the file; a tuple here, so that nothing can be added to a definition once it is read.
Several = Strict(False)


class Part(BaseModel):
    """A piece of a definition: unchangeable, no field that the format does not name, no type guessed."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
