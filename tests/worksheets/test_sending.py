"""Sending: once however often the button is pressed, as a snapshot, and with both documents asked for."""

import pytest
from django.db import IntegrityError, connection, transaction

from practice.crypto import KeyOutOfReach, key_scope
from practice.models import RECORD, AuditEvent
from tests.cast import give, make_sheet, their
from worksheets.actions import decline, pick_up, return_for_changes, review, save_answer, submit, withdraw
from worksheets.models import Answer, Assignment, Document, Sharing, State, Submission, SubmittedAnswer
from worksheets.refusals import AlreadyReviewed, CannotMove, NothingWritten, NotOpen, RequiredUnanswered, WasWithdrawn

pytestmark = pytest.mark.usefixtures("keys", "queued")
WORDS = "On Tuesday he did not call."


def write(assignment, words=WORDS, *, key="moment", sharing=Sharing.SHARED):
    standing = Answer.objects.filter(assignment=assignment, key=key).first()
    version = standing.version if standing else 0
    return save_answer(assignment, key, words, version=version, by=their(assignment.client), sharing=sharing)


def send(assignment, **options) -> Submission:
    return submit(assignment, by=their(assignment.client), **options)


def sent(submission: Submission) -> dict[str, tuple[object, str]]:
    answers = SubmittedAnswer.objects.select_related("submission__assignment__client__own_key").filter(
        submission=submission
    )
    return {answer.key: (answer.value, answer.sharing) for answer in answers}


def state(assignment) -> str:
    return Assignment.objects.only("state").get(pk=assignment.pk).state


def test_sending_keeps_a_snapshot_that_later_writing_does_not_touch(assignment):
    write(assignment)
    submission = send(assignment)
    write(assignment, "Something else")
    assert sent(submission) == {"moment": (WORDS, "shared"), "need": (None, "shared")}
    assert state(assignment) == State.SUBMITTED


def test_sending_twice_sends_once(assignment):
    write(assignment)
    assert send(assignment) == send(assignment)
    assert Submission.objects.count() == 1
    assert Document.objects.count() == 2
    assert AuditEvent.objects.filter(verb="submission.create").count() == 1


def test_a_change_makes_the_next_revision_and_the_first_one_stays(assignment):
    write(assignment)
    first = send(assignment)
    write(assignment, "More")
    second = send(assignment)
    first.refresh_from_db()
    assert (first.revision, second.revision) == (1, 2)
    assert not first.is_latest
    assert second.is_latest
    assert sent(first)["moment"] == (WORDS, "shared")
    assert sent(second)["moment"] == ("More", "shared")


def test_a_changed_choice_alone_makes_the_next_revision(assignment):
    write(assignment)
    send(assignment)
    write(assignment, sharing=Sharing.PRIVATE)
    assert send(assignment).revision == 2


def test_words_that_came_back_to_what_was_sent_send_nothing_new(assignment):
    write(assignment)
    first = send(assignment)
    write(assignment, "Something else")
    write(assignment, WORDS)
    assert send(assignment) == first


def test_both_documents_are_asked_for_after_the_commit(assignment, queued, django_capture_on_commit_callbacks):
    write(assignment)
    with django_capture_on_commit_callbacks() as callbacks:
        submission = send(assignment)
    assert queued == []
    for callback in callbacks:
        callback()
    documents = Document.objects.filter(submission=submission)
    assert {one.audience for one in documents} == {"practice", "client"}
    assert set(queued) == {("worksheets.tasks.render_document", one.pk) for one in documents}


def test_sending_twice_queues_nothing_the_second_time(assignment, queued, django_capture_on_commit_callbacks):
    write(assignment)
    send(assignment)
    with django_capture_on_commit_callbacks(execute=True):
        send(assignment)
    assert queued == []


def test_shared_words_are_sealed_with_the_record_and_the_others_with_the_clients_own_key(assignment, keys):
    write(assignment)
    write(assignment, "Nobody reads this", key="need", sharing=Sharing.PRIVATE)
    answers = {one.key: one for one in Submission.objects.for_reading().get(pk=send(assignment).pk).answers.all()}
    with key_scope(RECORD):
        assert answers["moment"].value == WORDS
        with pytest.raises(KeyOutOfReach):
            _ = answers["need"].value


def test_blank_is_sent_only_when_it_is_meant(assignment):
    write(assignment, " \u200b\n ")
    with pytest.raises(NothingWritten):
        send(assignment)
    assert Submission.objects.count() == 0
    assert send(assignment, blank_is_meant=True).revision == 1


@pytest.fixture
def strict(ana):
    sheet = make_sheet(
        "two-required",
        {"type": "short_text", "key": "one", "label": "First", "required": True},
        {"type": "short_text", "key": "two", "label": "Second", "required": True},
        {"type": "short_text", "key": "three", "label": "Third"},
    )
    return give(sheet, ana)


def test_what_is_required_is_named_when_it_is_missing(strict):
    write(strict, "something", key="two")
    with pytest.raises(RequiredUnanswered) as refused:
        send(strict)
    assert refused.value.keys == ["one"]
    assert "First" in refused.value.text
    assert "Second" not in refused.value.text


def test_a_required_answer_may_be_kept_private(strict):
    write(strict, "mine", key="one", sharing=Sharing.PRIVATE)
    write(strict, "shared", key="two")
    assert sent(send(strict))["one"] == ("mine", "private")


def test_an_empty_sheet_may_be_sent_blank_even_where_answers_are_required(strict):
    assert send(strict, blank_is_meant=True).revision == 1


def test_nothing_is_sent_after_review(assignment, dana):
    write(assignment)
    review(send(assignment), by=dana)
    with pytest.raises(AlreadyReviewed):
        send(assignment)


def test_nothing_is_sent_of_what_was_taken_back(assignment, dana):
    write(assignment)
    withdraw(assignment, by=dana)
    with pytest.raises(WasWithdrawn):
        send(assignment)
    assert Submission.objects.count() == 0


def test_nothing_is_sent_while_it_counts_as_not_done(assignment):
    write(assignment)
    decline(assignment, by=their(assignment.client))
    with pytest.raises(NotOpen):
        send(assignment)


def test_returned_work_is_sent_again_when_it_changed(assignment, dana):
    write(assignment)
    send(assignment)
    return_for_changes(assignment, by=dana, reason="A little more, please.")
    write(assignment, "A little more")
    assert send(assignment).revision == 2
    assert state(assignment) == State.SUBMITTED


def test_returned_work_sent_unchanged_comes_back_to_the_therapist(assignment, dana):
    write(assignment)
    first = send(assignment)
    return_for_changes(assignment, by=dana, reason="A little more, please.")
    again = send(assignment)
    assert state(assignment) == State.SUBMITTED
    assert sent(again) == sent(first)


def test_not_done_keeps_what_got_in_the_way_and_what_was_written(assignment):
    write(assignment)
    decline(assignment, by=their(assignment.client), barrier="  It felt too close.\n")
    found = Assignment.objects.with_client().get(pk=assignment.pk)
    assert (found.state, found.barrier) == (State.NOT_DONE, "It felt too close.")
    pick_up(assignment, by=their(assignment.client))
    assert state(assignment) == State.SENT
    assert send(assignment).revision == 1


def test_what_was_returned_and_not_done_is_picked_up_as_returned(assignment, dana):
    write(assignment)
    send(assignment)
    return_for_changes(assignment, by=dana, reason="More.")
    decline(assignment, by=their(assignment.client))
    pick_up(assignment, by=their(assignment.client))
    assert state(assignment) == State.RETURNED


def test_what_was_sent_cannot_be_called_not_done(assignment):
    write(assignment)
    send(assignment)
    with pytest.raises(CannotMove):
        decline(assignment, by=their(assignment.client))


def test_the_database_insists_on_one_standing_submission(assignment, ana):
    write(assignment)
    send(assignment)
    with pytest.raises(IntegrityError), transaction.atomic():
        Submission.objects.create(assignment=assignment, revision=2, by=their(ana))


def test_a_submission_that_fails_halfway_leaves_nothing(assignment, monkeypatch):
    write(assignment)

    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("worksheets.actions.sending.make_move", broken)
    with pytest.raises(RuntimeError):
        send(assignment)
    assert Submission.objects.count() == SubmittedAnswer.objects.count() == Document.objects.count() == 0


def test_sending_needs_the_same_number_of_queries_for_many_questions(ana, django_assert_max_num_queries):
    blocks = [{"type": "short_text", "key": f"q{place}", "label": "A word"} for place in range(30)]
    many = give(make_sheet("thirty", *blocks), ana)
    for block in blocks:
        write(many, "word", key=block["key"])
    with django_assert_max_num_queries(20, connection=connection):
        send(many)


# Through the page


def test_pressing_send_twice_sends_once(assignment, ana, browser_of):
    write(assignment)
    phone = browser_of(their(ana))
    for _ in range(2):
        answer = phone.post(f"/homework/{assignment.pk}/send-it/", follow=True)
        assert "Sent. You can still read it here." in answer.content.decode()
    assert Submission.objects.count() == 1


def test_sending_nothing_asks_first(assignment, ana, browser_of):
    phone = browser_of(their(ana))
    address = f"/homework/{assignment.pk}/send-it/"
    assert 'name="blank_is_meant"' in phone.post(address, follow=True).content.decode()
    assert Submission.objects.count() == 0
    phone.post(address, {"blank_is_meant": "1"})
    assert Submission.objects.count() == 1
