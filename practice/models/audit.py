"""The audit trail: who did or read what, in ids and verbs, and the chain that shows tampering."""

import uuid

from django.db import models
from django.utils import timezone

from practice.models.people import Member, Practice


class AuditEvent(models.Model):
    """One thing that somebody did, read, or was denied. Written beside the change, in its transaction."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField(default=timezone.now, editable=False)
    practice = models.ForeignKey(Practice, null=True, on_delete=models.PROTECT, related_name="+")
    actor = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    verb = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60, blank=True)
    object_id = models.UUIDField(null=True)
    # Whom it is about; the practice package knows no client record, so an id and no foreign key.
    client_id = models.UUIDField(null=True)
    request_id = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["practice", "-at"], name="audit_by_practice"),
            models.Index(fields=["client_id", "-at"], name="audit_by_client"),
            models.Index(fields=["at", "id"], name="audit_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.actor_id or 'system'} {self.verb} {self.object_id or ''}".strip()

    @property
    def canonical(self) -> str:
        """Everything the chain vouches for, in one line."""
        parts = (
            self.id, self.at.isoformat(), self.practice_id, self.actor_id, self.verb,
            self.object_type, self.object_id, self.client_id, self.request_id,
        )  # fmt: skip
        return "|".join("" if part is None else str(part) for part in parts)


class AuditLink(models.Model):
    """An event's place in the chain: an HMAC over the link before it and the event."""

    event = models.OneToOneField(AuditEvent, primary_key=True, on_delete=models.PROTECT, related_name="link")
    position = models.PositiveBigIntegerField(unique=True)
    mac = models.BinaryField()

    def __str__(self) -> str:
        return f"link {self.position}"
