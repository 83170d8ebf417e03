"""What workers do with a Document: claim, render, store, record. Safe to run twice, at once, or to be killed in.

The row is the truth. A claim is one conditional update that sets a lease and counts the attempt; finishing is
conditional on that claim, and a worker that lost it deletes its file.
"""

import hashlib
import logging
import re
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from billiard.exceptions import SoftTimeLimitExceeded
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import F, Q
from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from practice import audit
from practice.crypto import CannotOpen, KeyDestroyed, current_scope, key_scope, open_sealed, seal
from practice.models import Member
from practice.refusals import Refused
from worksheets import pdf, reading
from worksheets.models import Document, Submission
from worksheets.models.document import DocumentQuerySet

log = logging.getLogger(__name__)
Reason = Document.Reason
Status = Document.Status
# A message younger than this may still be on its way, and is not sent again.
FRESH = timedelta(seconds=30)
SWEPT_AT_ONCE = 500
# What file systems and headers trip over: separators, quotes, controls and other invisible characters.
UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff/\\:*?"<>|]+')
LONGEST_NAME = 80


class BrokenFile(Refused):
    """What the store gave back is not what was recorded, or it gave nothing."""

    code = "file_lost"
    status = 503
    message = "The file store could not give this document. It can be made again."


@dataclass(frozen=True)
class Stored:
    """A file that is in the store, and what was found out about it."""

    name: str
    checked: pdf.Checked


def make(pk: UUID) -> None:
    """Make one document, if it is there to be made and nobody else is at it."""
    document = claim(pk)
    if document is None:
        return
    try:
        with key_scope(*document.key_kinds):
            stored = store(document, render(document))
    except KeyDestroyed:
        fail(document, Reason.KEY_GONE)
    except SoftTimeLimitExceeded:
        try_later(document, Reason.TOO_LONG)
    except MemoryError:
        try_later(document, Reason.TOO_LARGE)
    except pdf.BrokenDocument:
        try_later(document, Reason.BROKEN)
    except OSError:
        log.exception("Document %s was not stored", pk)
        try_later(document, Reason.STORAGE)
    except Exception:
        # Whatever it is, the row must not be left waiting for ever; the log has the traceback, without values.
        log.exception("Document %s was not made", pk)
        try_later(document, Reason.UNKNOWN)
    else:
        if not finish(document, stored):
            default_storage.delete(stored.name)


def claim(pk: UUID) -> Document | None:
    """Take the document for one lease, or give None: it is made, held, retired, or was lost too often."""
    now = timezone.now()
    free = Q(lease_until=None) | Q(lease_until__lte=now)
    claimed = (
        Document.objects.waiting()
        .filter(free, pk=pk, attempts__lt=Document.MOST_ATTEMPTS)
        .update(attempts=F("attempts") + 1, lease_until=now + Document.LEASE)
    )
    return Document.objects.for_making().get(pk=pk) if claimed else None


def held(document: Document) -> DocumentQuerySet:
    """The row, as long as this claim on it holds."""
    return Document.objects.waiting().filter(
        pk=document.pk, attempts=document.attempts, lease_until=document.lease_until
    )


def render(document: Document) -> bytes:
    """The PDF of a document's submission, for its audience."""
    submission = Submission.objects.for_reading().get(pk=document.submission_id)
    return pdf.render(reading.for_audience(submission, document.audience, document_id=document.short_code))


def store(document: Document, content: bytes) -> Stored:
    """Check the bytes, seal them, and put them under a name that no other attempt uses."""
    checked = pdf.check(content)
    data_key = document.sealing_key
    key = current_scope().unwrap(data_key)
    sealed = seal(content, key=key, key_id=data_key.id, context=document.context)
    name = f"documents/{document.pk.hex[:2]}/{document.pk}.{document.attempts}"
    return Stored(default_storage.save(name, ContentFile(sealed)), checked)


def finish(document: Document, stored: Stored) -> bool:
    """Record that it is ready, if the claim still holds; gives whether it did."""
    return bool(
        held(document).update(
            status=Status.READY,
            ready_at=timezone.now(),
            lease_until=None,
            reason="",
            file=stored.name,
            sha256=stored.checked.sha256,
            pages=stored.checked.pages,
            bytes=stored.checked.bytes,
            template_version=pdf.TEMPLATE_VERSION,
        )
    )


def fail(document: Document, reason: Reason) -> None:
    held(document).update(status=Status.FAILED, reason=reason, lease_until=None)


def try_later(document: Document, reason: Reason) -> None:
    """Give the claim back for another try in a while; after the last one the document has failed."""
    if document.attempts >= Document.MOST_ATTEMPTS:
        fail(document, reason)
        return
    pause = timedelta(seconds=5 * document.attempts)
    held(document).update(lease_until=timezone.now() + pause, reason=reason)


def sweep() -> list[UUID]:
    """Documents that wait with no worker on them and no fresh message, marked as queued now.

    Those whose last claim was lost (a worker that died three times over one document) end as failed.
    """
    now = timezone.now()
    lapsed = Document.objects.waiting().filter(attempts__gte=Document.MOST_ATTEMPTS, lease_until__lte=now)
    lapsed.filter(reason="").update(reason=Reason.LOST)
    lapsed.update(status=Status.FAILED, lease_until=None)
    due = Document.objects.waiting().filter(Q(lease_until=None) | Q(lease_until__lte=now), queued_at__lt=now - FRESH)
    found = list(due.order_by("queued_at").values_list("pk", flat=True)[:SWEPT_AT_ONCE])
    Document.objects.filter(pk__in=found).update(queued_at=now)
    return found


def content(document: Document) -> bytes:
    """The PDF itself, opened in the scope in force and held against its recorded hash. Raises BrokenFile."""
    data_key = document.sealing_key
    key = current_scope().unwrap(data_key)
    try:
        with default_storage.open(document.file) as file:
            plain = open_sealed(file.read(), key=key, context=document.context)
    except (OSError, CannotOpen) as error:
        log.error("Document %s cannot be given: %s", document.pk, type(error).__name__)
        raise BrokenFile from error
    if hashlib.sha256(plain).hexdigest() != document.sha256:
        log.error("Document %s is not what was recorded", document.pk)
        raise BrokenFile
    return plain


def give_up(document: Document) -> None:
    """A file that was recorded and cannot be given any more: failed, so that it can be made again."""
    Document.objects.filter(pk=document.pk, status=Status.READY).update(
        status=Status.FAILED, reason=Reason.STORAGE, lease_until=None
    )


def download(document: Document, *, by: Member, to_open: bool = False) -> HttpResponse:
    """The PDF as an answer, to save or to open. Recorded before its body leaves.

    Raises BrokenFile; the document is then marked as failed, so that it can be made again.
    """
    try:
        plain = content(document)
    except BrokenFile:
        give_up(document)
        raise
    audit.record("document.read", by=by, on=document, client_id=document.client_id)
    response = HttpResponse(plain, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(not to_open, file_name(document, by))
    return response


def file_name(document: Document, member: Member) -> str:
    """For the client a name that says nothing; for staff the worksheet's title and the day, never the client's name."""
    zone = document.client.zone if member.is_client else member.zone
    day = timezone.localdate(document.submission.submitted_at if document.submission else document.created_at, zone)
    if member.is_client or document.submission is None:
        return f"worksheet-{day:%Y-%m-%d}.pdf"
    title = UNSAFE.sub(" ", document.submission.assignment.title)
    return f"{' '.join(title.split())[:LONGEST_NAME].strip('. ') or 'worksheet'} {day:%Y-%m-%d}.pdf"
