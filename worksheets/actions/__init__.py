"""What people do. One keyword-only function a verb: `by=` says who, the row is locked first, the audit event is
written beside the change, and work for the background is queued after commit."""

from worksheets.actions.assigning import assign, release, withdraw
from worksheets.actions.making import make_again
from worksheets.actions.reviewing import reopen, return_for_changes, review
from worksheets.actions.sending import decline, pick_up, submit
from worksheets.actions.writing import save_answer

__all__ = [
    "assign",
    "decline",
    "make_again",
    "pick_up",
    "release",
    "reopen",
    "return_for_changes",
    "review",
    "save_answer",
    "submit",
    "withdraw",
]
