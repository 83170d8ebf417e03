"""Sending what was written, or saying that it was not done."""

from django.db import transaction
from django.utils import timezone

from practice import audit
from practice.models import Member
from practice.queue import after_commit
from worksheets import tasks
from worksheets.actions.moving import locked, make_move, refuse_unless_open
from worksheets.models import Answer, Assignment, Document, Sharing, State, Submission, SubmittedAnswer
from worksheets.refusals import NothingWritten, RequiredUnanswered


@transaction.atomic
def submit(assignment: Assignment, *, by: Member, blank_is_meant: bool = False) -> Submission:
    """Send the answers as they stand, and have both PDFs made.

    With nothing changed since the last time, gives the submission that stands: a double click sends once.
    Raises NothingWritten unless `blank_is_meant`, RequiredUnanswered, and NotOpen, AlreadyReviewed or WasWithdrawn.
    """
    assignment = locked(assignment)
    refuse_unless_open(assignment)
    drafts = {answer.key: answer for answer in assignment.answers.all()}
    for draft in drafts.values():
        draft.assignment = assignment
    standing = standing_submission(assignment)
    if standing and unchanged(assignment, drafts, standing):
        if assignment.state != State.SUBMITTED:
            # Given back, and meant just as it was: the same words go back to the therapist.
            make_move(assignment, "submit", by=by)
        return standing
    refuse_gaps(assignment, drafts, blank_is_meant=blank_is_meant)
    submission = snapshot(assignment, drafts, standing, by=by)
    make_move(assignment, "submit", by=by)
    for audience in Document.Audience.values:
        document = Document.objects.create(
            client=assignment.client, submission=submission, kind=Document.Kind.SUMMARY, audience=audience
        )
        after_commit(tasks.render_document, document.pk)
    return submission


def standing_submission(assignment: Assignment) -> Submission | None:
    """The latest submission, with its answers and with this assignment (and so its keys) on it."""
    submission = assignment.submissions.filter(superseded_at=None).first()
    if submission:
        submission.assignment = assignment
    return submission


def chosen(draft: Answer | None) -> tuple[object, str]:
    """A draft's value and sharing; a question without a draft was left blank, and that is no secret."""
    return (draft.value, draft.sharing) if draft else (None, Sharing.SHARED)


def unchanged(assignment: Assignment, drafts: dict[str, Answer], standing: Submission) -> bool:
    """Whether the drafts say just what was sent last."""
    sent = {answer.key: answer for answer in standing.answers.all()}
    for answer in sent.values():
        answer.submission = standing
    return all(chosen(drafts.get(key)) == (answer.value, answer.sharing) for key, answer in sent.items())


def refuse_gaps(assignment: Assignment, drafts: dict[str, Answer], *, blank_is_meant: bool) -> None:
    """Raise where nothing is written and that was not meant, or where a required answer is missing."""
    blank = {
        block.key: block.label
        for block in assignment.definition.answer_blocks
        if block.is_blank(chosen(drafts.get(block.key))[0])
    }
    missing = [block.key for block in assignment.definition.answer_blocks if block.required and block.key in blank]
    if len(blank) == len(assignment.definition.answer_blocks):
        if not blank_is_meant:
            raise NothingWritten()
    elif missing:
        raise RequiredUnanswered(missing, [blank[key] for key in missing])


def snapshot(
    assignment: Assignment, drafts: dict[str, Answer], standing: Submission | None, *, by: Member
) -> Submission:
    """Copy the drafts into a new submission, and mark the one before as superseded."""
    now = timezone.now()
    if standing:
        standing.superseded_at = now
        standing.save(update_fields=["superseded_at"])
    submission = Submission.objects.create(
        assignment=assignment, revision=standing.revision + 1 if standing else 1, by=by, submitted_at=now
    )
    answers = []
    for block in assignment.definition.answer_blocks:
        value, sharing = chosen(drafts.get(block.key))
        answers.append(SubmittedAnswer(submission=submission, key=block.key, value=value, sharing=sharing))
    SubmittedAnswer.objects.bulk_create(answers)
    audit.record("submission.create", by=by, on=submission, client_id=assignment.client_id)
    return submission


@transaction.atomic
def decline(assignment: Assignment, *, by: Member, barrier: str = "") -> Assignment:
    """The client's "I didn't get to this", with what got in the way in their words. Raises CannotMove."""
    assignment = locked(assignment)
    assignment.barrier = barrier.strip()
    make_move(assignment, "decline", by=by, fields=("barrier",))
    return assignment


@transaction.atomic
def pick_up(assignment: Assignment, *, by: Member) -> Assignment:
    """Take up again what was not done. Raises CannotMove."""
    assignment = locked(assignment)
    sent_before = assignment.submissions.exists()
    make_move(assignment, "pick_up_returned" if sent_before else "pick_up", by=by)
    return assignment
