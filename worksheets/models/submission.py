"""What was sent: a snapshot that never changes."""

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from practice.crypto import SealedJSONField
from practice.models import DataKey, Member
from worksheets.models.assignment import Assignment
from worksheets.models.sharing import Sharing


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def readable_by(self, member: Member) -> "SubmissionQuerySet":
        return self.filter(assignment__in=Assignment.objects.readable_by(member))

    def run_by(self, member: Member) -> "SubmissionQuerySet":
        return self.filter(assignment__in=Assignment.objects.run_by(member))

    def for_reading(self) -> "SubmissionQuerySet":
        """With everything that `reading.for_audience` needs."""
        return self.select_related(
            "assignment__client__practice",
            "assignment__client__own_key",
            "assignment__client__record_key",
            "assignment__version",
            "assignment__by",
        ).prefetch_related("answers")


class Submission(models.Model):
    """One sending of an assignment's answers. Editing and sending again makes the next revision."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="submissions")
    revision = models.PositiveIntegerField()
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(default=timezone.now, editable=False)
    superseded_at = models.DateTimeField(null=True)

    if TYPE_CHECKING:
        objects: SubmissionQuerySet
    else:
        objects = SubmissionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assignment", "revision"], name="submission_revision_once"),
            models.UniqueConstraint(
                fields=["assignment"], condition=Q(superseded_at=None), name="submission_one_stands"
            ),
            models.CheckConstraint(name="submission_revision_counts", condition=Q(revision__gte=1)),
        ]

    def __str__(self) -> str:
        return f"submission {self.pk}"

    @property
    def is_latest(self) -> bool:
        return self.superseded_at is None


class SubmittedAnswer(models.Model):
    """One answer as it was sent. Shared words are sealed with the record, all others with the client's own key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="answers")
    key = models.CharField(max_length=40)
    value = SealedJSONField(null=True)
    sharing = models.CharField(max_length=8, choices=Sharing.choices)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["submission", "key"], name="submitted_answer_one_a_key"),
            models.CheckConstraint(name="submitted_answer_sharing", condition=Q(sharing__in=Sharing.values)),
        ]

    def __str__(self) -> str:
        return f"submitted answer {self.pk}"

    def sealing_key(self, field: str) -> DataKey:
        client = self.submission.assignment.client
        return client.record_key if self.sharing == Sharing.SHARED else client.own_key
