"""An assignment's states and the moves between them: the whole table, as data."""

from dataclasses import dataclass

from django.db import models


class State(models.TextChoices):
    SCHEDULED = "scheduled", "Scheduled"
    SENT = "sent", "Sent"
    SUBMITTED = "submitted", "Submitted"
    REVIEWED = "reviewed", "Reviewed"
    RETURNED = "returned", "Returned"
    NOT_DONE = "not_done", "Not done"
    WITHDRAWN = "withdrawn", "Withdrawn"


@dataclass(frozen=True)
class Move:
    """From which states, to which one, and the field that keeps when. `unsubmitted`: only with no submission."""

    sources: frozenset[State]
    to: State
    stamp: str
    unsubmitted: bool = False


MOVES: dict[str, Move] = {
    "release": Move(frozenset({State.SCHEDULED}), State.SENT, "sent_at"),
    "submit": Move(frozenset({State.SENT, State.RETURNED, State.SUBMITTED}), State.SUBMITTED, "submitted_at"),
    "review": Move(frozenset({State.SUBMITTED}), State.REVIEWED, "reviewed_at"),
    "return": Move(frozenset({State.SUBMITTED}), State.RETURNED, "returned_at"),
    "reopen": Move(frozenset({State.REVIEWED}), State.RETURNED, "returned_at"),
    "decline": Move(frozenset({State.SENT, State.RETURNED}), State.NOT_DONE, "not_done_at"),
    "pick_up": Move(frozenset({State.NOT_DONE}), State.SENT, "picked_up_at"),
    "pick_up_returned": Move(frozenset({State.NOT_DONE}), State.RETURNED, "picked_up_at"),
    "withdraw": Move(
        frozenset({State.SCHEDULED, State.SENT, State.NOT_DONE}), State.WITHDRAWN, "withdrawn_at", unsubmitted=True
    ),
}

# Where the client may write; what they wrote after sending becomes the next revision.
OPEN = frozenset({State.SENT, State.RETURNED, State.SUBMITTED})
# Where it is the client's turn.
TO_DO = frozenset({State.SENT, State.RETURNED})
