"""What an audience reads: the one place that decides it.

The review page, the API, the PDF, and all that comes later render a Reading and nothing else.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from worksheets.blocks import AnswerBlock, Block, Definition
from worksheets.models import Answer, Assignment, Document, Sharing, Submission, SubmittedAnswer

Audience = Document.Audience


@dataclass(frozen=True)
class ReadItem:
    """One block as this audience reads it.

    `state`: "text" (takes no answer), "answered", "blank", "private", "raise". `value` is there only where this
    audience may read it; in the client's own reading every value is, and `sharing` tells what they chose.
    """

    block: Block
    state: str
    sharing: str = ""
    value: Any = None

    @property
    def key(self) -> str:
        return self.block.key

    @property
    def is_question(self) -> bool:
        return self.state != "text"

    @property
    def marked(self) -> bool:
        """In the client's own reading: an answer that nobody else reads."""
        return self.state in {"answered", "blank"} and self.sharing in {Sharing.PRIVATE, Sharing.RAISE}


@dataclass(frozen=True)
class Reading:
    """A submission, or a draft, as one audience reads it."""

    audience: str
    practice_name: str
    client_name: str
    therapist_name: str
    title: str
    language: str
    revision: int
    submitted_at: datetime | None
    time_zone: str
    superseded: bool
    why: str
    closing: str
    items: tuple[ReadItem, ...]
    document_id: str | None = None

    @property
    def questions(self) -> tuple[ReadItem, ...]:
        return tuple(item for item in self.items if item.is_question)

    def _count(self, sharing: str) -> int:
        return sum(item.sharing == sharing for item in self.questions)

    @property
    def shared(self) -> int:
        return self._count(Sharing.SHARED)

    @property
    def private(self) -> int:
        return self._count(Sharing.PRIVATE)

    @property
    def raised(self) -> int:
        return self._count(Sharing.RAISE)

    @property
    def total(self) -> int:
        return len(self.questions)

    @property
    def skipped(self) -> int:
        """Questions without an answer, as far as this audience can tell."""
        return sum(item.state == "blank" for item in self.questions)

    @property
    def is_blank(self) -> bool:
        """Nothing at all was written, as far as this audience can tell."""
        return self.skipped == self.total


def for_audience(submission: Submission, audience: str, *, document_id: str | None = None) -> Reading:
    """What `audience` ("practice" or "client") reads of a submission.

    Give a submission of `Submission.objects.for_reading()`: this asks the database for nothing more. For the practice,
    nothing that is not shared is opened at all.
    """
    answers = {answer.key: answer for answer in submission.answers.all()}
    read = _own_item if audience == Audience.CLIENT else _shared_item
    definition = submission.assignment.definition
    return _reading(
        submission.assignment,
        definition,
        tuple(_item(block, answers, read) for block in definition.blocks),
        audience=audience,
        revision=submission.revision,
        submitted_at=submission.submitted_at,
        superseded=not submission.is_latest,
        document_id=document_id,
    )


def of_draft(assignment: Assignment, answers: Iterable[Answer]) -> Reading:
    """What the client has written so far, for their eyes alone."""
    written = {answer.key: answer for answer in answers}
    definition = assignment.definition
    items = tuple(_item(block, written, _own_item) for block in definition.blocks)
    return _reading(
        assignment, definition, items, audience=Audience.CLIENT, revision=0, submitted_at=None, superseded=False
    )


def _reading(assignment: Assignment, definition: Definition, items: tuple[ReadItem, ...], **facts: Any) -> Reading:
    client = assignment.client
    return Reading(
        practice_name=client.practice.name,
        client_name=client.called,
        therapist_name=assignment.by.name,
        title=definition.title,
        language=definition.language,
        time_zone=client.zone_name,
        why=assignment.why,
        closing=definition.closing,
        items=items,
        **facts,
    )


def _item(block: Block, answers: dict[str, Any], read: Any) -> ReadItem:
    if not isinstance(block, AnswerBlock):
        return ReadItem(block=block, state="text")
    return read(block, answers.get(block.key))


def _own_item(block: AnswerBlock, answer: Answer | SubmittedAnswer | None) -> ReadItem:
    if answer is None:
        return ReadItem(block=block, state="blank", sharing=Sharing.SHARED)
    value = answer.value
    blank = block.is_blank(value)
    withdrawn = isinstance(answer, SubmittedAnswer) and answer.withdrawn_at is not None
    sharing = Sharing.PRIVATE if withdrawn else answer.sharing
    return ReadItem(
        block=block, state="blank" if blank else "answered", sharing=sharing, value=None if blank else value
    )


def _shared_item(block: AnswerBlock, answer: SubmittedAnswer | None) -> ReadItem:
    if answer is None:
        return ReadItem(block=block, state="blank", sharing=Sharing.SHARED)
    if answer.sharing == Sharing.RAISE and answer.withdrawn_at is None:
        return ReadItem(block=block, state="raise", sharing=Sharing.RAISE)
    if answer.sharing != Sharing.SHARED or answer.withdrawn_at is not None:
        return ReadItem(block=block, state="private", sharing=Sharing.PRIVATE)
    return _own_item(block, answer)
