"""Giving a worksheet, and taking it back."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from clients.models import Appointment, Client
from practice import audit
from practice.audit import By
from practice.models import Member
from worksheets.actions.moving import locked, make_move
from worksheets.models import Assignment, State, WorksheetVersion
from worksheets.refusals import ClientDischarged, DueInThePast


@transaction.atomic
def assign(
    version: WorksheetVersion,
    *,
    to: Client,
    by: Member,
    why: str = "",
    due_on: date | None = None,
    before: Appointment | None = None,
    release_on: date | None = None,
) -> Assignment:
    """Give a client a worksheet: by a date of theirs, before an appointment, or with no date.

    A client who has not joined yet sees it once they have. With `release_on` (a date where the client is) it waits
    until that day. Raises ClientDischarged, DueInThePast.
    """
    client = Client.objects.with_keys().select_for_update(of=("self",)).get(pk=to.pk)
    if not client.is_active:
        raise ClientDischarged()
    if due_on and due_on < max(client.today, release_on or client.today):
        raise DueInThePast(field="due_on")
    later = release_on is not None and release_on > client.today
    assignment = Assignment(
        client=client,
        version=version,
        by=by,
        why=why.strip(),
        due_on=due_on,
        due_appointment=before,
        release_on=release_on,
        state=State.SCHEDULED if later else State.SENT,
        sent_at=None if later else timezone.now(),
    )
    assignment.save(force_insert=True)
    audit.record("assignment.assign", by=by, on=assignment, client_id=client.pk)
    return assignment


@transaction.atomic
def release(assignment: Assignment, *, by: By) -> Assignment:
    """Send what was scheduled. Raises CannotMove."""
    assignment = locked(assignment)
    make_move(assignment, "release", by=by)
    return assignment


@transaction.atomic
def withdraw(assignment: Assignment, *, by: Member) -> Assignment:
    """Take back what nothing was sent for. Raises CannotMove, AlreadySubmitted."""
    assignment = locked(assignment)
    make_move(assignment, "withdraw", by=by)
    return assignment
