"""What a therapist does with what was sent."""

from collections.abc import Sequence

from django.db import transaction

from practice.models import Member
from worksheets.actions.moving import locked, make_move
from worksheets.actions.writing import question
from worksheets.models import Assignment, Submission
from worksheets.refusals import NotTheLatest, ReasonMissing


@transaction.atomic
def review(submission: Submission, *, by: Member) -> Assignment:
    """Mark the work as read. Raises NotTheLatest where a newer revision came in meanwhile, CannotMove."""
    assignment = locked(submission.assignment)
    if assignment.submissions.filter(revision__gt=submission.revision).exists():
        raise NotTheLatest()
    make_move(assignment, "review", by=by)
    return assignment


@transaction.atomic
def return_for_changes(assignment: Assignment, *, by: Member, reason: str, keys: Sequence[str] = ()) -> Assignment:
    """Give it back with a reason, about these questions (or all of it). What was sent stays as it is.

    Raises ReasonMissing, NoSuchQuestion, CannotMove.
    """
    assignment = locked(assignment)
    if not reason.strip():
        raise ReasonMissing(field="reason")
    assignment.return_reason = reason.strip()
    assignment.return_keys = [question(assignment, key).key for key in keys]
    make_move(assignment, "return", by=by, fields=("return_reason", "return_keys"))
    return assignment


@transaction.atomic
def reopen(assignment: Assignment, *, by: Member, reason: str) -> Assignment:
    """Open reviewed work again. Raises ReasonMissing, CannotMove."""
    assignment = locked(assignment)
    if not reason.strip():
        raise ReasonMissing(field="reason")
    assignment.return_reason, assignment.return_keys = reason.strip(), []
    make_move(assignment, "reopen", by=by, fields=("return_reason", "return_keys"))
    return assignment
