"""A PDF that was asked for: the row is the truth, a message about it only a hint."""

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from clients.models import Client
from practice.models import OWN, RECORD, DataKey, Member
from worksheets.models.submission import Submission


class DocumentQuerySet(models.QuerySet["Document"]):
    def standing(self) -> "DocumentQuerySet":
        return self.filter(retired_at=None)

    def readable_by(self, member: Member) -> "DocumentQuerySet":
        """Staff: the practice's. The client: theirs, and exactly what the practice gets."""
        standing = self.standing()
        if member.is_client:
            return standing.filter(client__member=member)
        return standing.filter(client__in=Client.objects.readable_by(member), audience=Document.Audience.PRACTICE)

    def run_by(self, member: Member) -> "DocumentQuerySet":
        """Who may have one made again: the therapist theirs, the client any of their own."""
        readable = self.readable_by(member)
        return readable if member.is_client else readable.filter(client__in=Client.objects.run_by(member))

    def waiting(self) -> "DocumentQuerySet":
        return self.standing().filter(status=Document.Status.PENDING)

    def for_making(self) -> "DocumentQuerySet":
        return self.select_related(
            "client__practice", "client__own_key", "client__record_key", "submission__assignment"
        )


class Document(models.Model):
    """One PDF for one audience. Made once, whatever happens to messages and workers."""

    class Kind(models.TextChoices):
        SUMMARY = "summary", "summary"
        SESSION = "session", "session sheet"
        PACKET = "packet", "packet"
        EXPORT = "export", "export"
        BLANK = "blank", "blank sheet"

    class Audience(models.TextChoices):
        PRACTICE = "practice", "the practice: what was shared"
        CLIENT = "client", "the client: everything"

    class Status(models.TextChoices):
        PENDING = "pending", "Preparing"
        READY = "ready", "Ready"
        FAILED = "failed", "Couldn't make it"

    class Reason(models.TextChoices):
        """Why a document could not be made, in words for the people who wait for it."""

        TOO_LONG = "too_long", "It took too long to lay out, so it was stopped."
        TOO_LARGE = "too_large", "It needed more memory than one document may have."
        STORAGE = "storage", "The file store could not keep it."
        BROKEN = "broken", "What came out was not a whole PDF, so it was not kept."
        LOST = "lost", "The program that makes documents stopped three times over this one."
        KEY_GONE = "key_gone", "The key to these words was destroyed, so they cannot be read any more."
        UNKNOWN = "unknown", "Something went wrong while it was being made. The words themselves are safe."

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="documents")
    submission = models.ForeignKey(
        Submission, null=True, blank=True, on_delete=models.PROTECT, related_name="documents"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    audience = models.CharField(max_length=10, choices=Audience.choices)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PENDING)
    reason = models.CharField(max_length=12, choices=Reason.choices, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    # While it runs: until when a worker holds it. After a failed try: not before when it is tried again.
    lease_until = models.DateTimeField(null=True)
    queued_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    ready_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)
    file = models.CharField(max_length=120, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    pages = models.PositiveIntegerField(null=True)
    bytes = models.PositiveIntegerField(null=True)
    template_version = models.CharField(max_length=20, blank=True)

    if TYPE_CHECKING:
        objects: DocumentQuerySet
    else:
        objects = DocumentQuerySet.as_manager()

    MOST_ATTEMPTS = 3
    LEASE = timedelta(minutes=3)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "audience", "kind"], condition=Q(retired_at=None), name="document_one_standing"
            ),
            models.CheckConstraint(
                name="document_ready_is_whole",
                condition=~Q(status="ready") | Q(ready_at__isnull=False, pages__gte=1, bytes__gte=1, file__gt=""),
            ),
            models.CheckConstraint(name="document_failed_says_why", condition=~Q(status="failed") | Q(reason__gt="")),
            models.CheckConstraint(
                name="document_summary_has_submission", condition=~Q(kind="summary") | Q(submission__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["queued_at"], condition=Q(status="pending"), name="document_waiting"),
        ]

    def __str__(self) -> str:
        return f"document {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("document_file", args=[self.pk])

    @property
    def is_for_client(self) -> bool:
        return self.audience == self.Audience.CLIENT

    @property
    def key_kinds(self) -> tuple[str, ...]:
        """What its maker may open: for the practice, nothing that is the client's own."""
        return (OWN, RECORD) if self.is_for_client else (RECORD,)

    @property
    def sealing_key(self) -> DataKey:
        return self.client.own_key if self.is_for_client else self.client.record_key

    @property
    def context(self) -> str:
        """What its file is bound to."""
        return f"document:{self.pk}"

    @property
    def short_code(self) -> str:
        return self.pk.hex[:8]

    @property
    def is_pending(self) -> bool:
        return self.status == self.Status.PENDING

    @property
    def is_ready(self) -> bool:
        return self.status == self.Status.READY

    @property
    def is_failed(self) -> bool:
        return self.status == self.Status.FAILED
