"""Mail: neutral outside, at most once, and never with anything that a client wrote.

A package says what a kind of mail is by `register(kind)`; the row names the kind and what it is about, and
the text is made at the moment of sending, so that no link or token ever stands in the database or the broker.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.mail import EmailMessage
from django.core.mail.backends.filebased import EmailBackend as FileBackend
from django.db.models import F
from django.utils import timezone

from practice.models import Mail, Practice
from practice.queue import after_commit

log = logging.getLogger(__name__)
MOST_ATTEMPTS = 8
# After this long, a mail that was being sent is given up: perhaps it went out, and twice is worse than never.
LOST_AFTER = timedelta(minutes=10)


@dataclass(frozen=True)
class Text:
    """What a mail says."""

    subject: str
    body: str


class NotWanted(Exception):
    """Raised by a builder when the mail no longer makes sense; the message says why."""


Builder = Callable[[Mail], Text]
builders: dict[str, Builder] = {}


def register(kind: str) -> Callable[[Builder], Builder]:
    """Say what mails of a kind are made of: a function from the row to its text."""

    def keep(builder: Builder) -> Builder:
        builders[kind] = builder
        return builder

    return keep


def post(kind: str, *, to: str, about_id: UUID, practice: Practice, task: Any) -> Mail:
    """Write a mail's row and queue its sending after commit. `task` is practice.tasks.send_mail."""
    mail = Mail.objects.create(kind=kind, to=to, about_id=about_id, practice=practice)
    after_commit(task, mail.pk)
    return mail


def send(pk: UUID) -> bool:
    """Send one waiting mail; gives whether this call sent it.

    Claimed by one conditional update. A crash after the claim loses the mail rather than sending it twice.
    """
    now = timezone.now()
    claimed = Mail.objects.filter(pk=pk, status=Mail.Status.PENDING, next_try_at__lte=now).update(
        status=Mail.Status.SENDING, attempts=F("attempts") + 1, claimed_at=now
    )
    if not claimed:
        return False
    mail = Mail.objects.select_related("practice").get(pk=pk)
    try:
        text = builders[mail.kind](mail)
        EmailMessage(text.subject, text.body, to=[mail.to]).send()
    except NotWanted as why:
        return _end(mail, Mail.Status.FAILED, str(why))
    except Exception as error:
        log.warning("Mail %s was not sent (attempt %s): %s", mail.pk, mail.attempts, type(error).__name__)
        return _try_later(mail)
    mail.sent_at = timezone.now()
    mail.status = Mail.Status.SENT
    mail.save(update_fields=["status", "sent_at"])
    return True


def _end(mail: Mail, status: Mail.Status, reason: str) -> bool:
    mail.status, mail.reason = status, reason
    mail.save(update_fields=["status", "reason"])
    return False


def _try_later(mail: Mail) -> bool:
    if mail.attempts >= MOST_ATTEMPTS:
        return _end(mail, Mail.Status.FAILED, "The mail server did not take it.")
    mail.status = Mail.Status.PENDING
    mail.reason = "The mail server did not take it yet."
    mail.next_try_at = timezone.now() + timedelta(seconds=15 * 2**mail.attempts)
    mail.save(update_fields=["status", "reason", "next_try_at"])
    return False


def waiting() -> list[UUID]:
    """Mails that are due and whose message may have been lost; and gives up those lost in sending."""
    now = timezone.now()
    Mail.objects.filter(status=Mail.Status.SENDING, claimed_at__lt=now - LOST_AFTER).update(
        status=Mail.Status.FAILED, reason="Sending was interrupted; it may or may not have arrived."
    )
    fresh = now - timedelta(seconds=15)
    due = Mail.objects.waiting().filter(next_try_at__lte=now, created_at__lt=fresh)
    return list(due.order_by("next_try_at").values_list("pk", flat=True)[:200])


class PrintedFileBackend(FileBackend):
    """Mail as files in VAR_DIR/mail, for the embedded defaults; says on the console where each one is."""

    def write_message(self, message: EmailMessage) -> None:
        super().write_message(message)
        print(f"Mail to {', '.join(message.to)}: {self._get_filename()}", flush=True)
