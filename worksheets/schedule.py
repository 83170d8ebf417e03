"""Beat's entry points, and what /readyz reports of the work that waits."""

from datetime import date, timedelta

from celery import shared_task
from django.utils import timezone

from practice.actors import SYSTEM
from practice.crypto import key_scope
from practice.models import RECORD
from worksheets import documents, tasks
from worksheets.actions import release
from worksheets.models import Assignment, Document, State
from worksheets.refusals import CannotMove


@shared_task(name="worksheets.schedule.sweep_documents")
def sweep_documents() -> None:
    """Queue again what waits without a message, and give up what was lost too often."""
    for pk in documents.sweep():
        tasks.render_document.delay(str(pk))


@shared_task(name="worksheets.schedule.release_due")
def release_due() -> None:
    """Send what was scheduled for a day that has begun where the client is."""
    # Somewhere it is already tomorrow: ask generously, then judge by the client's own date.
    soon = timezone.now().date() + timedelta(days=1)
    waiting = Assignment.objects.filter(state=State.SCHEDULED, release_on__lte=soon).with_client()
    with key_scope(RECORD):
        for assignment in waiting[:500]:
            if is_due(assignment, assignment.client.today):
                try:
                    release(assignment, by=SYSTEM)
                except CannotMove:
                    continue


def is_due(assignment: Assignment, today: date) -> bool:
    return assignment.client.is_active and assignment.release_on is not None and assignment.release_on <= today


def oldest_waiting() -> int:
    """Seconds that the oldest document has been waiting; 0 where none is."""
    oldest = Document.objects.waiting().order_by("queued_at").first()
    return int((timezone.now() - oldest.queued_at).total_seconds()) if oldest else 0
