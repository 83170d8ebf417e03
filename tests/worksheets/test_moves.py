"""The table of moves, cell by cell: what is in it works, and everything else is refused and changes nothing."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from practice.models import AuditEvent
from tests.cast import give, their
from worksheets import actions
from worksheets.models import MOVES, Assignment, State, Submission
from worksheets.refusals import CannotMove

pytestmark = pytest.mark.usefixtures("keys", "queued")
STAMPS = {
    State.SENT: "sent_at",
    State.SUBMITTED: "submitted_at",
    State.REVIEWED: "reviewed_at",
    State.RETURNED: "returned_at",
    State.NOT_DONE: "not_done_at",
    State.WITHDRAWN: "withdrawn_at",
}
# From the design: who moves what, and where it ends.
TABLE = {
    ("release", State.SCHEDULED): State.SENT,
    ("withdraw", State.SCHEDULED): State.WITHDRAWN,
    ("withdraw", State.SENT): State.WITHDRAWN,
    ("withdraw", State.NOT_DONE): State.WITHDRAWN,
    ("submit", State.SENT): State.SUBMITTED,
    ("submit", State.RETURNED): State.SUBMITTED,
    ("submit", State.SUBMITTED): State.SUBMITTED,
    ("decline", State.SENT): State.NOT_DONE,
    ("decline", State.RETURNED): State.NOT_DONE,
    ("pick_up", State.NOT_DONE): State.SENT,
    ("review", State.SUBMITTED): State.REVIEWED,
    ("return", State.SUBMITTED): State.RETURNED,
    ("reopen", State.REVIEWED): State.RETURNED,
}


def in_state(sheet, client, state: State) -> Assignment:
    """An assignment put into a state past the actions, so that each cell is tried by itself."""
    assignment = give(sheet, client)
    stamp = {STAMPS[state]: timezone.now()} if state in STAMPS else {}
    Assignment.objects.filter(pk=assignment.pk).update(state=state, **stamp)
    return Assignment.objects.with_client().get(pk=assignment.pk)


def make(move: str, assignment: Assignment, dana) -> None:
    me = their(assignment.client)
    if move == "review":
        submission = Submission.objects.create(assignment=assignment, revision=1, by=me)
        actions.review(submission, by=dana)
    elif move == "submit":
        actions.submit(assignment, by=me, blank_is_meant=True)
    elif move in {"decline", "pick_up"}:
        getattr(actions, move)(assignment, by=me)
    elif move in {"return", "reopen"}:
        action = {"return": actions.return_for_changes, "reopen": actions.reopen}[move]
        action(assignment, by=dana, reason="More.")
    else:
        getattr(actions, move)(assignment, by=dana)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("move", sorted({move for move, _ in TABLE}))
def test_a_move_goes_where_the_table_says_or_nowhere(sheet, ana, dana, move, state):
    assignment = in_state(sheet, ana, state)
    wanted = TABLE.get((move, state))
    if wanted is None:
        with pytest.raises(CannotMove):
            make(move, assignment, dana)
    else:
        make(move, assignment, dana)
    assert Assignment.objects.get(pk=assignment.pk).state == (wanted or state)
    assert AuditEvent.objects.filter(verb=f"assignment.{move}").count() == (1 if wanted else 0)


def test_the_code_has_no_move_that_the_table_here_has_not():
    coded = {(name, state): move.to for name, move in MOVES.items() for state in move.sources}
    assert coded.pop(("pick_up_returned", State.NOT_DONE)) == State.RETURNED
    assert coded == TABLE


@pytest.mark.parametrize(("state", "stamp"), STAMPS.items())
def test_the_database_refuses_a_state_without_its_time(sheet, ana, state, stamp):
    assignment = give(sheet, ana)
    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.filter(pk=assignment.pk).update(state=state, **{stamp: None})


def test_the_database_refuses_a_state_that_is_none(sheet, ana):
    assignment = give(sheet, ana)
    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.filter(pk=assignment.pk).update(state="lost")


def test_a_state_says_since_when(sheet, ana, time_machine):
    time_machine.move_to("2026-03-01T10:00:00+00:00", tick=False)
    assignment = give(sheet, ana)
    time_machine.shift(timedelta(days=1))
    actions.decline(assignment, by=their(ana))
    time_machine.shift(timedelta(days=1))
    actions.pick_up(assignment, by=their(ana))
    assert Assignment.objects.get(pk=assignment.pk).state_since == timezone.now()
