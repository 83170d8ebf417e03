"""What each audience reads. The one place that decides it, tried with every kind of sharing."""

import itertools

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from practice.crypto import KeyOutOfReach, key_scope
from practice.models import OWN, RECORD
from tests.cast import WHY, give, make_sheet, their
from worksheets import reading
from worksheets.actions import save_answer, submit
from worksheets.models import Sharing, Submission, SubmittedAnswer

pytestmark = pytest.mark.usefixtures("queued")
CANARY = "canary that nobody else reads"
# Two questions for each choice: one with words, one left blank.
QUESTIONS = {f"{choice}_{how}": (choice, how) for choice, how in itertools.product(Sharing.values, ("full", "blank"))}


@pytest.fixture
def submission(ana):
    blocks = [{"type": "text", "key": "intro", "heading": "To begin", "body": "Read this first."}]
    blocks += [{"type": "long_text", "key": key, "label": f"About {key}?"} for key in QUESTIONS]
    blocks += [{"type": "short_text", "key": "untouched", "label": "A word?"}]
    with key_scope(OWN, RECORD):
        assignment = give(make_sheet("all-choices", *blocks), ana)
        for key, (sharing, how) in QUESTIONS.items():
            words = f"{CANARY} {key}" if how == "full" else " "
            save_answer(assignment, key, words, version=0, by=their(ana), sharing=sharing)
        return submit(assignment, by=their(ana))


def read(submission, audience, *kinds):
    with key_scope(*kinds):
        return reading.for_audience(Submission.objects.for_reading().get(pk=submission.pk), audience)


def items(read) -> dict[str, tuple[str, object]]:
    return {item.key: (item.state, item.value) for item in read.items}


def test_the_client_reads_everything(submission):
    mine = items(read(submission, "client", OWN, RECORD))
    for key, (_, how) in QUESTIONS.items():
        wanted = ("answered", f"{CANARY} {key}") if how == "full" else ("blank", None)
        assert mine[key] == wanted
    assert mine["intro"] == ("text", None)
    assert mine["untouched"] == ("blank", None)


def test_the_practice_reads_what_was_shared_and_nothing_else(submission):
    theirs = items(read(submission, "practice", OWN, RECORD))
    assert theirs == {
        "intro": ("text", None),
        "shared_full": ("answered", f"{CANARY} shared_full"),
        "shared_blank": ("blank", None),
        "private_full": ("private", None),
        "private_blank": ("private", None),
        "raise_full": ("raise", None),
        "raise_blank": ("raise", None),
        "untouched": ("blank", None),
    }


def test_reading_for_the_practice_needs_no_key_of_the_client(submission):
    assert read(submission, "practice", RECORD).shared == 3
    with pytest.raises(KeyOutOfReach):
        read(submission, "client", RECORD)


def test_whether_a_private_answer_was_left_blank_is_not_told(submission):
    theirs = {item.key: item for item in read(submission, "practice", RECORD).items}
    for choice in (Sharing.PRIVATE, Sharing.RAISE):
        full, blank = theirs[f"{choice}_full"], theirs[f"{choice}_blank"]
        assert (full.state, full.sharing, full.value) == (blank.state, blank.sharing, blank.value)


def test_what_was_shared_and_then_taken_back_is_private(submission):
    SubmittedAnswer.objects.filter(key__in=["shared_full", "raise_full"]).update(withdrawn_at=timezone.now())
    theirs = items(read(submission, "practice", RECORD))
    assert theirs["shared_full"] == theirs["raise_full"] == ("private", None)
    mine = {item.key: item for item in read(submission, "client", OWN, RECORD).items}
    assert mine["shared_full"].value == f"{CANARY} shared_full"
    assert mine["shared_full"].marked


def test_the_numbers_are_of_questions(submission):
    theirs = read(submission, "practice", RECORD)
    assert (theirs.shared, theirs.private, theirs.raised, theirs.total) == (3, 2, 2, 7)
    assert theirs.skipped == 2
    assert not theirs.is_blank


def test_a_reading_says_who_when_and_why(submission, ana, dana):
    theirs = read(submission, "practice", RECORD)
    assert (theirs.client_name, theirs.therapist_name, theirs.practice_name) == ("Ana", "Dana", "Harbour")
    assert (theirs.why, theirs.title, theirs.revision) == (WHY, "All choices", 1)
    assert theirs.time_zone == ana.zone_name
    assert theirs.submitted_at == submission.submitted_at
    assert not theirs.superseded


def test_an_older_revision_says_that_it_is_one(submission, ana):
    with key_scope(OWN, RECORD):
        save_answer(submission.assignment, "shared_full", "Newer", version=1, by=their(ana))
        submit(submission.assignment, by=their(ana))
    assert read(submission, "practice", RECORD).superseded


def test_a_draft_is_read_as_the_client_reads(submission):
    with key_scope(OWN, RECORD):
        answers = submission.assignment.answers.select_related("assignment__client__own_key")
        draft = reading.of_draft(submission.assignment, answers)
        assert draft.audience == "client"
        assert items(draft)["private_full"] == ("answered", f"{CANARY} private_full")


def test_reading_takes_the_same_queries_for_one_answer_and_for_many(submission, assignment, ana):
    with key_scope(OWN, RECORD):
        save_answer(assignment, "moment", "One", version=0, by=their(ana))
        small = submit(assignment, by=their(ana))
    counts = []
    for one in (small, submission):
        with CaptureQueriesContext(connection) as queries:
            read(one, "client", OWN, RECORD)
        counts.append(len(queries))
    assert counts[0] == counts[1] == 2
