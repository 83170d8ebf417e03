"""What a therapist does with what was sent: read it, give it back, open it again."""

import pytest

from practice.models import AuditEvent
from tests.cast import their
from worksheets.actions import reopen, return_for_changes, review, save_answer, submit
from worksheets.models import Answer, Assignment, State, Submission
from worksheets.refusals import CannotMove, NoSuchQuestion, NotTheLatest, ReasonMissing

pytestmark = pytest.mark.usefixtures("keys", "queued")


def write_and_send(assignment: Assignment, words: str = "On Tuesday.") -> Submission:
    me = their(assignment.client)
    standing = Answer.objects.filter(assignment=assignment, key="moment").first()
    save_answer(assignment, "moment", words, version=standing.version if standing else 0, by=me)
    return submit(assignment, by=me)


@pytest.fixture
def submission(assignment):
    return write_and_send(assignment)


def found(assignment: Assignment) -> Assignment:
    return Assignment.objects.with_client().get(pk=assignment.pk)


def test_review_says_when_and_by_whom(submission, assignment, dana):
    review(submission, by=dana)
    assert found(assignment).state == State.REVIEWED
    assert found(assignment).reviewed_at
    event = AuditEvent.objects.get(verb="assignment.review")
    assert (event.actor, event.object_id, event.client_id) == (dana, assignment.pk, assignment.client_id)


def test_a_newer_revision_is_not_reviewed_unread(submission, assignment, dana):
    newer = write_and_send(assignment, "And on Thursday.")
    with pytest.raises(NotTheLatest):
        review(submission, by=dana)
    assert found(assignment).state == State.SUBMITTED
    review(newer, by=dana)
    assert found(assignment).state == State.REVIEWED


def test_reviewing_twice_is_refused_and_recorded_once(submission, dana):
    review(submission, by=dana)
    with pytest.raises(CannotMove):
        review(submission, by=dana)
    assert AuditEvent.objects.filter(verb="assignment.review").count() == 1


def test_giving_back_keeps_the_reason_and_the_questions_and_what_was_sent(submission, assignment, dana):
    return_for_changes(assignment, by=dana, reason=" Say more about Tuesday. ", keys=["moment"])
    now = found(assignment)
    assert (now.state, now.return_reason, now.return_keys) == (
        State.RETURNED,
        "Say more about Tuesday.",
        ["moment"],
    )
    submission.refresh_from_db()
    assert submission.is_latest


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_giving_back_needs_a_reason(submission, assignment, dana, reason):
    with pytest.raises(ReasonMissing):
        return_for_changes(assignment, by=dana, reason=reason)
    assert found(assignment).state == State.SUBMITTED


def test_giving_back_names_only_questions_that_are_asked(submission, assignment, dana):
    with pytest.raises(NoSuchQuestion):
        return_for_changes(assignment, by=dana, reason="More.", keys=["moment", "elsewhere"])
    assert found(assignment).state == State.SUBMITTED


def test_what_was_not_sent_cannot_be_given_back(assignment, dana):
    with pytest.raises(CannotMove):
        return_for_changes(assignment, by=dana, reason="More.")


def test_reviewed_work_is_opened_again_with_a_reason(submission, assignment, dana):
    review(submission, by=dana)
    with pytest.raises(ReasonMissing):
        reopen(assignment, by=dana, reason=" ")
    reopen(assignment, by=dana, reason="Let us look at it once more.")
    assert found(assignment).state == State.RETURNED
    assert write_and_send(assignment, "More").revision == 2


def test_opening_again_drops_the_questions_of_an_earlier_return(submission, assignment, dana):
    return_for_changes(assignment, by=dana, reason="More.", keys=["moment"])
    review(write_and_send(assignment, "More"), by=dana)
    reopen(assignment, by=dana, reason="All of it.")
    assert found(assignment).return_keys == []


# Through the page


def test_the_page_reviews_the_revision_that_was_on_it(submission, assignment, dana, browser_of):
    desk = browser_of(dana)
    write_and_send(assignment, "Newer")
    answer = desk.post(f"/assignments/{assignment.pk}/review/", {"revision": "1"}, follow=True)
    assert "A newer revision came in meanwhile" in answer.content.decode()
    assert found(assignment).state == State.SUBMITTED
    desk.post(f"/assignments/{assignment.pk}/review/", {"revision": "2"})
    assert found(assignment).state == State.REVIEWED


@pytest.mark.parametrize("revision", ["", "0", "7", "x", "٢", "9" * 30])
def test_a_revision_that_is_not_there_is_not_found(submission, assignment, dana, browser_of, revision):
    answer = browser_of(dana).post(f"/assignments/{assignment.pk}/review/", {"revision": revision})
    assert answer.status_code == 404
    assert found(assignment).state == State.SUBMITTED


def test_the_client_reads_why_it_came_back_and_about_which_question(submission, assignment, dana, browser_of):
    form = {"reason": "Say more about Tuesday.", "keys": ["moment"]}
    assert browser_of(dana).post(f"/assignments/{assignment.pk}/return/", form).status_code == 302
    page = browser_of(their(assignment.client)).get(f"/homework/{assignment.pk}/").content.decode()
    assert "Say more about Tuesday." in page


def test_a_colleague_and_a_supervisor_change_nothing(submission, assignment, theo, sol, browser_of):
    for member in (theo, sol):
        desk = browser_of(member)
        assert desk.post(f"/assignments/{assignment.pk}/review/", {"revision": "1"}).status_code == 404
        assert desk.post(f"/assignments/{assignment.pk}/return/", {"reason": "More."}).status_code == 404
    assert found(assignment).state == State.SUBMITTED
