"""Locking an assignment and making a move of the table."""

from django.utils import timezone

from practice import audit
from practice.audit import By
from worksheets.models import MOVES, Assignment, State
from worksheets.refusals import AlreadyReviewed, AlreadySubmitted, CannotMove, NotOpen, WasWithdrawn


def locked(assignment: Assignment) -> Assignment:
    """The same assignment, read again with its row locked until the transaction ends."""
    return Assignment.objects.with_client().select_for_update(of=("self",)).get(pk=assignment.pk)


def refuse_unless_open(assignment: Assignment) -> None:
    """Raise, by name, where the client may not write in it or send it."""
    if assignment.is_open:
        return
    named = {State.REVIEWED: AlreadyReviewed, State.WITHDRAWN: WasWithdrawn}
    raise named.get(State(assignment.state), NotOpen)()


def make_move(assignment: Assignment, name: str, *, by: By, fields: tuple[str, ...] = ()) -> None:
    """Make the move, save it with `fields`, and write its event. Raises CannotMove or AlreadySubmitted."""
    if not assignment.can(name):
        raise CannotMove()
    if MOVES[name].unsubmitted and assignment.submissions.exists():
        raise AlreadySubmitted()
    moved = assignment.move(name, timezone.now())
    assignment.save(update_fields=[*moved, *fields])
    audit.record(f"assignment.{name}", by=by, on=assignment, client_id=assignment.client_id)
