"""What worksheets refuse, by name. Each has a code that stays, and words for the person who asked."""

from typing import Any

from practice.refusals import Refused


class ClientDischarged(Refused):
    code = "client_discharged"
    message = "This client is discharged. Reactivate them before you assign anything."


class DueInThePast(Refused):
    code = "due_in_the_past"
    status = 422
    message = "That day has already passed where the client is. Choose today or a later day."


class CannotMove(Refused):
    """The table of moves has no such move from the state the assignment is in."""

    code = "not_possible_now"
    message = "This can't be done now: the worksheet has moved on. Reload the page to see where it stands."


class AlreadyReviewed(CannotMove):
    code = "already_reviewed"
    message = "This worksheet was reviewed, so it can't be changed any more. What you wrote is still in the box."


class WasWithdrawn(CannotMove):
    code = "withdrawn"
    message = (
        "Your therapist took this worksheet back, so it can't be saved or sent. What you wrote is still in the box."
    )


class NotOpen(CannotMove):
    code = "not_open"
    message = "This worksheet is not open for writing. What you wrote is still in the box."


class AlreadySubmitted(CannotMove):
    code = "already_submitted"
    message = "Something was sent already, so this can't be taken back any more."


class NoSuchQuestion(Refused):
    code = "no_such_question"
    status = 404
    message = "This worksheet has no such question."


class AnswerRefused(Refused):
    """The answer does not fit the question; `code` is the block's own."""

    status = 422

    def __init__(self, code: str, message: str, *, field: str) -> None:
        super().__init__(message, field=field)
        self.code = code  # type: ignore[misc]


class StaleAnswer(Refused):
    """The answer was changed elsewhere since it was read; carries what is stored now."""

    code = "stale_version"
    message = "This answer was also changed somewhere else. Both texts are here: choose which one to keep."

    def __init__(self, *, value: Any, sharing: str, version: int, field: str) -> None:
        super().__init__(field=field, stored={"value": value, "sharing": sharing, "version": version})
        self.value, self.sharing, self.version = value, sharing, version


class NothingWritten(Refused):
    code = "nothing_written"
    message = "Nothing is written yet. You can send it all the same; it will say “Not answered”."


class RequiredUnanswered(Refused):
    code = "required_unanswered"
    status = 422

    def __init__(self, keys: list[str], labels: list[str]) -> None:
        super().__init__("Still to answer: " + "; ".join(labels), field=keys[0], keys=keys)
        self.keys = keys


class NotTheLatest(Refused):
    code = "not_the_latest"
    message = "A newer revision came in meanwhile. Read that one first."


class ReasonMissing(Refused):
    code = "reason_missing"
    status = 422
    message = "Say in a sentence why you are giving it back; the client reads it."


class StillBeingMade(Refused):
    code = "still_being_made"
    message = "This document is not one that failed, so there is nothing to try again."


class NotReady(Refused):
    code = "not_ready"
    message = "This document is not ready yet."
