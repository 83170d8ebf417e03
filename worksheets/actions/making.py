"""Asking for a document again."""

from django.db import transaction
from django.utils import timezone

from practice import audit
from practice.models import Member
from practice.queue import after_commit
from worksheets import tasks
from worksheets.models import Document
from worksheets.refusals import StillBeingMade


@transaction.atomic
def make_again(document: Document, *, by: Member) -> Document:
    """Have a document that failed made once more. Raises StillBeingMade."""
    document = Document.objects.select_for_update().get(pk=document.pk)
    if not document.is_failed:
        raise StillBeingMade()
    document.status, document.reason, document.attempts = Document.Status.PENDING, "", 0
    document.lease_until, document.queued_at = None, timezone.now()
    document.save(update_fields=["status", "reason", "attempts", "lease_until", "queued_at"])
    audit.record("document.make_again", by=by, on=document, client_id=document.client_id)
    after_commit(tasks.render_document, document.pk)
    return document
