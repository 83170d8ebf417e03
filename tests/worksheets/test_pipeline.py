"""From sending to the finished PDFs, through a real broker and a real worker; and what happens when either dies."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from practice import queue
from practice.crypto import key_scope
from practice.models import OWN, RECORD
from tests.cast import give, their
from tests.services import Valkey, Worker, wait_until
from worksheets import documents
from worksheets.actions import save_answer, submit
from worksheets.models import Document, Submission
from worksheets.schedule import sweep_documents

pytestmark = pytest.mark.django_db(transaction=True)


def send(sheet, ana) -> Submission:
    """Ana writes something and sends it, as a request would have her do it."""
    assignment = give(sheet, ana)
    key = sheet.loaded.answer_blocks[0].key
    with key_scope(OWN, RECORD):
        save_answer(assignment, key, "What happened on Tuesday", version=0, by=their(ana))
        return submit(assignment, by=their(ana))


def statuses(submission: Submission) -> set[str]:
    return set(Document.objects.filter(submission=submission).values_list("status", flat=True))


def stored_files(submission: Submission) -> list[str]:
    return [document.file for document in Document.objects.filter(submission=submission)]


def make_due() -> None:
    """As after a while: messages are old, and leases have run out."""
    then = timezone.now() - timedelta(minutes=10)
    Document.objects.filter(status="pending").update(queued_at=then)
    Document.objects.filter(status="pending", lease_until__isnull=False).update(lease_until=then)


def test_both_pdfs_are_made_by_a_real_worker(sheet, ana, live_pipeline: Worker):
    submission = send(sheet, ana)
    wait_until(lambda: statuses(submission) == {"ready"}, what="both documents")
    with key_scope(OWN, RECORD):
        for document in Document.objects.filter(submission=submission).for_making():
            assert documents.content(document).startswith(b"%PDF")
            assert document.attempts == 1


def test_sending_works_without_a_broker_and_the_pdfs_follow(sheet, ana, broker_outage: Valkey, start_worker):
    submission = send(sheet, ana)
    assert statuses(submission) == {"pending"}
    broker_outage.start()
    queue.Rest.until = 0.0
    start_worker()
    make_due()
    sweep_documents()
    wait_until(lambda: statuses(submission) == {"ready"}, what="both documents")


def test_worker_that_is_killed_in_the_middle_costs_a_delay_and_no_document(sheet, ana, start_worker):
    first = start_worker()
    submission = send(sheet, ana)
    first.kill()
    make_due()
    start_worker()
    sweep_documents()
    wait_until(lambda: statuses(submission) == {"ready"}, what="both documents")
    assert len(set(stored_files(submission))) == 2


def test_message_that_comes_twice_makes_one_document(sheet, ana, start_worker):
    submission = send(sheet, ana)
    pks: list[UUID] = list(Document.objects.filter(submission=submission).values_list("pk", flat=True))
    make_due()
    sweep_documents()
    start_worker()
    wait_until(lambda: statuses(submission) == {"ready"}, what="both documents")
    assert [Document.objects.get(pk=pk).attempts for pk in pks] == [1, 1]
