"""Mail to send: the row is written first, a worker sends it."""

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone

from practice.models.people import Practice


class MailQuerySet(models.QuerySet["Mail"]):
    def waiting(self) -> "MailQuerySet":
        return self.filter(status=Mail.Status.PENDING)


class Mail(models.Model):
    """One message to one address. What it says is made at the moment of sending, from the row it is about."""

    class Status(models.TextChoices):
        PENDING = "pending", "waiting to be sent"
        SENDING = "sending", "being sent"
        SENT = "sent", "sent"
        FAILED = "failed", "not sent"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    to = models.EmailField(max_length=254)
    about_id = models.UUIDField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    if TYPE_CHECKING:
        objects: MailQuerySet
    else:
        objects = MailQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="mail_sent_has_time", condition=~models.Q(status="sent") | models.Q(sent_at__isnull=False)
            ),
        ]
        indexes = [models.Index(fields=["status", "next_try_at"], name="mail_waiting")]

    def __str__(self) -> str:
        return f"{self.kind} ({self.status})"
