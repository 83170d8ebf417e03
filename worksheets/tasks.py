"""Jobs that actions queue: an id in, one function called."""

from uuid import UUID

from celery import shared_task

from worksheets import documents


@shared_task(name="worksheets.tasks.render_document")
def render_document(pk: str) -> None:
    documents.make(UUID(pk))
