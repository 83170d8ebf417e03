"""Jobs of the practice: sending mail, sealing the audit trail, tidying up. Each is thin and safe to repeat."""

from uuid import UUID

from celery import shared_task
from django.core.management import call_command

from practice import audit, mail


@shared_task(name="practice.tasks.send_mail")
def send_mail(pk: str) -> None:
    mail.send(UUID(pk))


@shared_task(name="practice.tasks.sweep_mail")
def sweep_mail() -> None:
    """Send what is due and has no message on its way."""
    for pk in mail.waiting():
        send_mail.delay(str(pk))


@shared_task(name="practice.tasks.seal_audit")
def seal_audit() -> None:
    audit.seal_events()


@shared_task(name="practice.tasks.clear_sessions")
def clear_sessions() -> None:
    """Drop the login sessions that have run out."""
    call_command("clearsessions")
