"""Saving an answer: the one way in for the page, its autosave, and the API."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from practice.models import Member
from worksheets.actions.moving import locked, refuse_unless_open
from worksheets.blocks import AnswerBlock, InvalidAnswer
from worksheets.models import Answer, Assignment, Sharing
from worksheets.refusals import AnswerRefused, NoSuchQuestion, StaleAnswer


@transaction.atomic
def save_answer(
    assignment: Assignment, key: str, raw: Any, *, version: int, by: Member, sharing: str | None = None
) -> Answer:
    """Store a client's answer to one question, and give it with its new version.

    `raw` is what the block's `clean` takes, `version` the version it was written over (0 for none yet). What is
    already stored is not stored again: saving twice is harmless. Without `sharing` the choice stays as it is.
    Raises NoSuchQuestion, AnswerRefused, StaleAnswer (with what is stored), and NotOpen, AlreadyReviewed or
    WasWithdrawn. Autosaves are not audit events.
    """
    assignment = locked(assignment)
    refuse_unless_open(assignment)
    block = question(assignment, key)
    value = cleaned(block, raw)
    answer = Answer.objects.filter(assignment=assignment, key=key).first()
    if answer is None:
        answer = Answer(assignment=assignment, key=key, version=0, value=None)
    answer.assignment = assignment
    sharing = sharing or answer.sharing
    if (answer.value, answer.sharing) == (value, sharing):
        return answer
    if answer.version != version:
        raise StaleAnswer(value=answer.value, sharing=answer.sharing, version=answer.version, field=key)
    answer.value, answer.sharing = value, Sharing(sharing)
    answer.version, answer.saved_at = version + 1, timezone.now()
    answer.save()
    return answer


def question(assignment: Assignment, key: str) -> AnswerBlock:
    """The block that asks `key`. Raises NoSuchQuestion."""
    try:
        block = assignment.definition.block(key)
    except KeyError:
        raise NoSuchQuestion(field=key) from None
    if not isinstance(block, AnswerBlock):
        raise NoSuchQuestion(field=key)
    return block


def cleaned(block: AnswerBlock, raw: Any) -> Any:
    """The block's own cleaning. Raises AnswerRefused."""
    try:
        return block.clean(raw)
    except InvalidAnswer as error:
        raise AnswerRefused(error.code, error.message, field=block.key) from None
