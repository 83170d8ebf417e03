"""Documents: made once, whatever happens to workers, files and messages; and given to whom they are for."""

from datetime import timedelta

import pypdfium2
import pytest
from billiard.exceptions import SoftTimeLimitExceeded
from django.core.files.storage import default_storage
from django.utils import timezone

from practice.crypto import KeyOutOfReach, key_scope
from practice.models import OWN, RECORD, AuditEvent, DataKey
from tests.cast import their
from worksheets import documents, pdf, schedule
from worksheets.actions import make_again, save_answer, submit
from worksheets.models import Document, Sharing
from worksheets.refusals import StillBeingMade

pytestmark = pytest.mark.usefixtures("queued")
SHARED, PRIVATE = "On Tuesday he did not call.", "canary nobody else reads this"
Status, Reason = Document.Status, Document.Reason


@pytest.fixture
def submission(assignment, ana):
    with key_scope(OWN, RECORD):
        save_answer(assignment, "moment", SHARED, version=0, by=their(ana))
        save_answer(assignment, "need", PRIVATE, version=0, by=their(ana), sharing=Sharing.PRIVATE)
        return submit(assignment, by=their(ana))


@pytest.fixture
def document(submission):
    """What the practice gets."""
    return Document.objects.get(submission=submission, audience="practice")


@pytest.fixture
def own(submission):
    """What the client gets."""
    return Document.objects.get(submission=submission, audience="client")


@pytest.fixture
def rendering(monkeypatch):
    """Stands around the renderer: counts, and does instead what a test says."""

    class Rendering:
        calls = 0
        real = staticmethod(documents.render)
        does = real

    def render(document):
        Rendering.calls += 1
        return Rendering.does(document)

    monkeypatch.setattr(documents, "render", render)
    return Rendering


def again(document: Document) -> Document:
    return Document.objects.for_making().get(pk=document.pk)


def lapse(document: Document) -> None:
    """Let the lease, and the pause after a failed try, run out."""
    past = timezone.now() - timedelta(seconds=1)
    Document.objects.filter(pk=document.pk).update(lease_until=past)


def text_of(content: bytes) -> str:
    with pypdfium2.PdfDocument(content) as file:
        return " ".join(" ".join(page.get_textpage().get_text_range() for page in file).split())


def plain(document: Document) -> bytes:
    with key_scope(OWN, RECORD):
        return documents.content(again(document))


def raiser(error: Exception):
    def fail(document):
        raise error

    return fail


# Making


def test_the_practice_gets_what_was_shared_and_the_client_everything(document, own):
    for one in (document, own):
        documents.make(one.pk)
    assert SHARED in text_of(plain(document))
    assert PRIVATE not in text_of(plain(document))
    assert SHARED in text_of(plain(own))
    assert PRIVATE in text_of(plain(own))


def test_a_finished_document_says_what_it_is(document):
    documents.make(document.pk)
    made = again(document)
    content = plain(document)
    assert (made.status, made.bytes, made.template_version) == (Status.READY, len(content), pdf.TEMPLATE_VERSION)
    assert made.pages == 1
    assert made.ready_at
    assert made.lease_until is None


def test_the_stored_file_is_sealed(document):
    documents.make(document.pk)
    with default_storage.open(again(document).file) as file:
        stored = file.read()
    assert b"%PDF" not in stored
    assert stored[1:17] == again(document).sealing_key.id.bytes


def test_a_clients_file_does_not_open_with_the_practices_keys(own):
    documents.make(own.pk)
    with key_scope(RECORD), pytest.raises(KeyOutOfReach):
        documents.content(again(own))


def test_making_twice_makes_once(document, rendering):
    documents.make(document.pk)
    documents.make(document.pk)
    assert rendering.calls == 1


def test_a_document_that_somebody_is_at_is_left_alone(document, rendering):
    assert documents.claim(document.pk)
    documents.make(document.pk)
    assert rendering.calls == 0
    assert again(document).attempts == 1


def test_a_lease_that_ran_out_is_taken_over(document, rendering):
    documents.claim(document.pk)
    lapse(document)
    documents.make(document.pk)
    assert again(document).status == Status.READY
    assert again(document).attempts == 2


def test_whoever_lost_the_lease_changes_nothing_and_leaves_no_file(document, rendering):
    def slow(claimed):
        lapse(claimed)
        rendering.does = rendering.real
        documents.make(claimed.pk)
        return rendering.real(claimed)

    rendering.does = staticmethod(slow)
    documents.make(document.pk)
    made = again(document)
    assert (made.status, made.attempts) == (Status.READY, 2)
    assert SHARED in text_of(plain(document))
    folder, name = made.file.rsplit("/", 1)
    assert [file for file in default_storage.listdir(folder)[1] if file.startswith(str(document.pk))] == [name]


def test_a_retired_document_is_not_made(document, rendering):
    Document.objects.filter(pk=document.pk).update(retired_at=timezone.now())
    documents.make(document.pk)
    assert rendering.calls == 0


# Failing

FAILURES = [
    (SoftTimeLimitExceeded(), Reason.TOO_LONG),
    (MemoryError(), Reason.TOO_LARGE),
    (pdf.BrokenDocument("half"), Reason.BROKEN),
    (OSError("disk full"), Reason.STORAGE),
    (ValueError(PRIVATE), Reason.UNKNOWN),
]


@pytest.mark.parametrize(("error", "reason"), FAILURES)
def test_a_failure_is_tried_three_times_and_then_said_in_words(document, rendering, caplog, error, reason):
    rendering.does = staticmethod(raiser(error))
    for attempt in (1, 2, 3):
        lapse(document)
        documents.make(document.pk)
        assert again(document).attempts == attempt
    failed = again(document)
    assert (failed.status, failed.reason, failed.lease_until) == (Status.FAILED, reason, None)
    lapse(document)
    documents.make(document.pk)
    assert rendering.calls == 3


def test_after_a_failed_try_it_pauses(document, rendering):
    rendering.does = staticmethod(raiser(OSError()))
    documents.make(document.pk)
    documents.make(document.pk)
    assert rendering.calls == 1
    assert again(document).status == Status.PENDING


def test_a_try_that_works_forgets_the_reason_of_the_one_before(document, rendering):
    rendering.does = staticmethod(raiser(MemoryError()))
    documents.make(document.pk)
    rendering.does = rendering.real
    lapse(document)
    documents.make(document.pk)
    assert (again(document).status, again(document).reason) == (Status.READY, "")


def test_half_a_pdf_is_not_kept(document, rendering):
    rendering.does = staticmethod(lambda one: rendering.real(one)[:-200])
    documents.make(document.pk)
    assert again(document).reason == Reason.BROKEN
    assert not again(document).file


def test_with_the_key_destroyed_it_fails_at_once(document, ana):
    DataKey.objects.filter(pk=ana.record_key_id).update(wrapped=None, destroyed_at=timezone.now())
    documents.make(document.pk)
    assert (again(document).status, again(document).reason) == (Status.FAILED, Reason.KEY_GONE)


def test_one_that_failed_is_made_again_when_somebody_asks(document, rendering, dana):
    with pytest.raises(StillBeingMade):
        make_again(document, by=dana)
    Document.objects.filter(pk=document.pk).update(status=Status.FAILED, reason=Reason.LOST, attempts=3)
    make_again(document, by=dana)
    documents.make(document.pk)
    assert again(document).status == Status.READY
    assert AuditEvent.objects.filter(verb="document.make_again", object_id=document.pk).exists()


# The sweeper


def waited(document: Document, seconds: int = 60) -> None:
    Document.objects.filter(pk=document.pk).update(queued_at=timezone.now() - timedelta(seconds=seconds))


def test_a_document_whose_message_was_lost_is_found_once(document):
    waited(document)
    assert documents.sweep() == [document.pk]
    assert documents.sweep() == []


def test_one_with_a_fresh_message_or_a_worker_on_it_is_left_alone(document, own):
    documents.claim(document.pk)
    waited(document)
    assert documents.sweep() == []


def test_one_that_was_lost_three_times_has_failed(document):
    for _ in range(Document.MOST_ATTEMPTS):
        assert documents.claim(document.pk)
        lapse(document)
    waited(document)
    assert documents.sweep() == []
    assert (again(document).status, again(document).reason) == (Status.FAILED, Reason.LOST)


def test_the_oldest_that_waits_is_reported(document, own):
    assert schedule.oldest_waiting() < 5
    waited(document, 300)
    assert 299 <= schedule.oldest_waiting() <= 310
    for one in (document, own):
        Document.objects.filter(pk=one.pk).update(retired_at=timezone.now())
    assert schedule.oldest_waiting() == 0


# Giving them out


def overwrite(document: Document, content: bytes) -> None:
    name = again(document).file
    default_storage.delete(name)
    if content:
        with default_storage.open(name, "wb") as file:
            file.write(content)


@pytest.mark.parametrize("content", [b"", b"nonsense", b"\x01" * 200])
def test_a_file_that_was_lost_or_changed_is_never_given_and_can_be_made_again(document, dana, browser_of, content):
    documents.make(document.pk)
    overwrite(document, content)
    desk = browser_of(dana)
    assert desk.get(f"/documents/{document.pk}/file/").status_code == 503
    assert again(document).status == Status.FAILED
    assert desk.post(f"/documents/{document.pk}/again/").status_code == 302
    documents.make(document.pk)
    assert desk.get(f"/documents/{document.pk}/file/").content.startswith(b"%PDF")


def test_a_file_of_another_document_is_never_given(document, own, ana, browser_of):
    for one in (document, own):
        documents.make(one.pk)
    with default_storage.open(again(document).file) as file:
        overwrite(own, file.read())
    assert browser_of(their(ana)).get(f"/documents/{own.pk}/file/").status_code == 503


def test_a_file_is_recorded_before_it_leaves_and_never_cached(document, dana, browser_of):
    documents.make(document.pk)
    answer = browser_of(dana).get(f"/documents/{document.pk}/file/")
    assert answer["Cache-Control"] == "no-store, private"
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    event = AuditEvent.objects.get(verb="document.read")
    assert (event.actor, event.object_id, event.client_id) == (dana, document.pk, document.client_id)


def test_a_file_name_says_nothing_about_the_client(document, own, dana, ana, browser_of):
    for one in (document, own):
        documents.make(one.pk)
    desk = browser_of(dana).get(f"/documents/{document.pk}/file/")["Content-Disposition"]
    phone = browser_of(their(ana)).get(f"/documents/{own.pk}/file/")["Content-Disposition"]
    assert "Ana" not in desk + phone
    assert desk.startswith("attachment; filename")
    assert "Journal" not in phone


def test_one_that_is_not_ready_says_so(document, dana, browser_of):
    assert browser_of(dana).get(f"/documents/{document.pk}/file/").status_code == 409


def test_staff_never_get_the_clients_own_document(document, own, dana, sol, browser_of):
    for one in (document, own):
        documents.make(one.pk)
    for member in (dana, sol):
        desk = browser_of(member)
        assert desk.get(f"/documents/{document.pk}/file/").status_code == 200
        for address in (f"/documents/{own.pk}/file/", f"/documents/{own.pk}/"):
            assert desk.get(address).status_code == 404
        assert desk.post(f"/documents/{own.pk}/again/").status_code == 404
