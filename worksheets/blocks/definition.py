"""A worksheet's definition: what it says, what it asks, and how it is read from a mapping."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache, reduce
from operator import or_
from typing import Annotated, Any, Literal, NamedTuple, Self

from pydantic import Field, ValidationError, create_model, model_validator
from pydantic_core import PydanticCustomError

from worksheets.blocks import limits
from worksheets.blocks.base import REGISTRY, AnswerBlock, Block
from worksheets.blocks.errors import InvalidDefinition, Problem
from worksheets.blocks.explain import explained
from worksheets.blocks.fields import (
    Explanation,
    Key,
    Language,
    Line,
    Paragraph,
    Part,
    Several,
    Slug,
)
from worksheets.blocks.kinds.scale import Scale
from worksheets.blocks.options import repeated
from worksheets.blocks.upgrades import FORMAT, upgraded

# Words a minute, for a reader who is tired and on a phone.
READING_SPEED = 180


class TherapistNote(Part):
    """For the therapist alone: what the worksheet is for, and when it is better left."""

    aim: Paragraph
    when_not: Paragraph


class Band(Part):
    """A range of a score, both ends included, and what it is called."""

    low: int
    high: int
    label: Line

    @model_validator(mode="after")
    def _runs_upwards(self) -> Self:
        if self.low > self.high:
            raise PydanticCustomError("out_of_range", "The low end of a band is above its high end.")
        return self


class Score(Part):
    """A number made by adding up the points of blocks, times a factor."""

    key: Key
    sum_of: Annotated[tuple[Key, ...], Several, Field(min_length=1, max_length=limits.BLOCKS_MOST)]
    times: Annotated[int, Field(ge=1, le=100)] = 1
    bands: Annotated[tuple[Band, ...], Several, Field(max_length=20)] = ()


class Screen(NamedTuple):
    """One step of the client's way: a prompt, and the texts that stand above it."""

    block: AnswerBlock
    texts: tuple[Block, ...]


class Definition(Part):
    """A worksheet in full. Read one with `load_definition`, which knows every registered kind of block."""

    format: Literal[1]
    slug: Slug
    title: Annotated[Paragraph, Field(max_length=200)]
    summary: Line
    minutes: Annotated[int, Field(ge=1, le=240)]
    language: Language
    author: Line
    licence: Line
    version: Annotated[int, Field(ge=1, le=1_000_000)]
    pattern: Slug
    therapist_note: TherapistNote
    explanation: Explanation
    blocks: Annotated[tuple[Block, ...], Several, Field(min_length=1, max_length=limits.BLOCKS_MOST)]
    closing: Paragraph
    session_question: Paragraph
    scores: Annotated[tuple[Score, ...], Several, Field(max_length=20)] = ()

    @cached_property
    def answer_blocks(self) -> tuple[AnswerBlock, ...]:
        return tuple(block for block in self.blocks if isinstance(block, AnswerBlock))

    def block(self, key: str) -> Block:
        """The block of this key. Raises KeyError."""
        return self._by_key[key]

    @cached_property
    def _by_key(self) -> dict[str, Block]:
        return {block.key: block for block in self.blocks}

    @cached_property
    def screens(self) -> tuple[Screen, ...]:
        """The client's way through, one prompt a screen."""
        return self._walk[0]

    @cached_property
    def tail_texts(self) -> tuple[Block, ...]:
        """The texts after the last prompt, for the page where the client looks it over."""
        return self._walk[1]

    @cached_property
    def _walk(self) -> tuple[tuple[Screen, ...], tuple[Block, ...]]:
        screens: list[Screen] = []
        texts: list[Block] = []
        for block in self.blocks:
            if isinstance(block, AnswerBlock):
                screens.append(Screen(block, tuple(texts)))
                texts = []
            else:
                texts.append(block)
        return tuple(screens), tuple(texts)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of what this says. A field that is written out with its default changes nothing."""
        content = self.model_dump(mode="json", exclude_defaults=True)
        canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(canonical.encode()).hexdigest()

    @property
    def wording(self) -> tuple[str, ...]:
        """Everything that the client reads, as plain text, in the order of the pages."""
        blocks = (words for block in self.blocks for words in block.wording())
        return (self.title, self.summary, self.explanation, *blocks, self.closing)

    @property
    def estimated_minutes(self) -> int:
        """How long this takes, judged by what there is to read and to answer."""
        words = sum(len(text.split()) for text in self.wording)
        return max(1, round(words / READING_SPEED + sum(block.minutes for block in self.blocks)))


def load_definition(data: object, name: str = "definition") -> Definition:
    """A definition from what a file or a row holds; `name` is what errors call it.

    Raises InvalidDefinition with each place and what is wrong there.
    """
    if not isinstance(data, Mapping):
        problem = Problem("", "A worksheet has to be a mapping of names to values.", "wrong_type")
        raise InvalidDefinition(name, [problem])
    current = upgraded(data, name)
    try:
        definition = _model().model_validate(current)
    except ValidationError as error:
        # The cause is left out: it quotes what the file holds.
        raise InvalidDefinition(name, explained(error, current)) from None
    if problems := list(_problems(definition)):
        raise InvalidDefinition(name, problems)
    return definition


def definition_schema() -> dict[str, Any]:
    """The JSON Schema of the format, with every registered kind of block."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return schema | _model().model_json_schema() | {"title": f"Holdfast worksheet, format {FORMAT}"}


def _model() -> type[Definition]:
    return _model_of(tuple(REGISTRY.values()))


@lru_cache(maxsize=4)
def _model_of(kinds: tuple[type[Block], ...]) -> type[Definition]:
    """Definition with these kinds of block: built on first use, and anew once a kind is registered."""
    block: Any = Annotated[reduce(or_, kinds), Field(discriminator="type")]
    blocks: Any = Annotated[tuple[block, ...], Several, Field(min_length=1, max_length=limits.BLOCKS_MOST)]
    return create_model("Definition", __base__=Definition, __doc__=Definition.__doc__, blocks=(blocks, ...))


def _problems(definition: Definition) -> Iterator[Problem]:
    """What can only be seen with the whole worksheet in view."""
    if not definition.answer_blocks:
        yield Problem("blocks", "A worksheet has to ask something, and nothing here does.", "no_question")
    for number, key in repeated(block.key for block in definition.blocks):
        yield Problem(f"blocks.{number}.key", f"The key '{key}' is used above already.", "repeated_key")
    for number, key in repeated(score.key for score in definition.scores):
        yield Problem(f"scores.{number}.key", f"The key '{key}' is used above already.", "repeated_key")
    yield from _score_problems(definition)
    yield from _track_problems(definition)


def _score_problems(definition: Definition) -> Iterator[Problem]:
    counting = {block.key for block in definition.answer_blocks if block.has_points}
    for number, score in enumerate(definition.scores):
        for key in score.sum_of:
            if key not in counting:
                message = f"'{key}' is no block of this worksheet that counts points."
                yield Problem(f"scores.{number}.sum_of", message, "no_points")
        for lower, upper in zip(score.bands, score.bands[1:], strict=False):
            if upper.low <= lower.high:
                message = f"'{upper.label}' has to begin above the end of '{lower.label}'."
                yield Problem(f"scores.{number}.bands", message, "bands_overlap")


def _track_problems(definition: Definition) -> Iterator[Problem]:
    seen = set[tuple[str, str | None]]()
    for number, block in enumerate(definition.blocks):
        if not isinstance(block, Scale) or not block.track:
            continue
        if (block.track, block.when) in seen:
            message = f"'{block.track}' is measured twice at the same point; say `before` and `after`."
            yield Problem(f"blocks.{number}.when", message, "repeated_track")
        if block.when == "after" and (block.track, "before") not in seen:
            message = f"'{block.track}' has an `after` without a `before` above it."
            yield Problem(f"blocks.{number}.when", message, "track_without_before")
        seen.add((block.track, block.when))
