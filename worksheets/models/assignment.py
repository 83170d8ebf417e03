"""What a client was given to do, and what they have written so far."""

import uuid
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, OuterRef, Prefetch, Q, Subquery
from django.urls import reverse
from django.utils import timezone

from clients.models import Appointment, Client
from practice.crypto import SealedJSONField, SealedTextField
from practice.models import DataKey, Member
from worksheets.blocks import Definition, load_definition
from worksheets.models.library import WorksheetVersion
from worksheets.models.moves import MOVES, OPEN, TO_DO, State
from worksheets.models.sharing import Sharing


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Who sees which. What is not in the set a view starts from is 404."""

    def _of(self, clients: models.QuerySet[Client]) -> "AssignmentQuerySet":
        return self.filter(client__in=clients)

    def visible_to(self, member: Member) -> "AssignmentQuerySet":
        """Titles, states and dates."""
        if member.is_client:
            return self.homework_of(member)
        return self._of(Client.objects.visible_to(member))

    def readable_by(self, member: Member) -> "AssignmentQuerySet":
        """Why, and what was shared."""
        if member.is_client:
            return self.homework_of(member)
        return self._of(Client.objects.readable_by(member))

    def run_by(self, member: Member) -> "AssignmentQuerySet":
        """A therapist's writes."""
        return self._of(Client.objects.run_by(member))

    def homework_of(self, member: Member) -> "AssignmentQuerySet":
        """A client's own: everything but what is not sent yet."""
        if not member.is_client:
            return self.none()
        return self.filter(client__member=member).exclude(state=State.SCHEDULED)

    def for_lists(self) -> "AssignmentQuerySet":
        """With what a row shows, and without the definitions, which it does not."""
        related = self.select_related("client__practice", "client__record_key", "version", "due_appointment")
        return related.defer("version__definition", "own_definition")

    def with_client(self) -> "AssignmentQuerySet":
        """With what a page about one assignment shows."""
        return self.select_related(
            "client__practice", "client__own_key", "client__record_key", "version", "due_appointment", "by"
        )

    def with_submissions(self) -> "AssignmentQuerySet":
        newest_first = self.model._meta.get_field("submissions").related_model.objects.order_by("-revision")
        return self.prefetch_related(Prefetch("submissions", newest_first))

    def with_latest_submission(self) -> "AssignmentQuerySet":
        """Annotates `latest_submission_id`, empty where nothing was sent."""
        submissions = self.model._meta.get_field("submissions").related_model.objects
        latest = submissions.filter(assignment=OuterRef("pk")).order_by("-revision").values("pk")[:1]
        return self.annotate(latest_submission_id=Subquery(latest))

    def awaiting_review(self) -> "AssignmentQuerySet":
        """Sent in and unread, the longest waiting first."""
        return self.filter(state=State.SUBMITTED).order_by("submitted_at", "id")

    def to_do(self) -> "AssignmentQuerySet":
        """The client's turn: what is due soonest first, what has no date last."""
        due = models.functions.Coalesce("due_on", "due_appointment__on")
        return self.filter(state__in=TO_DO).annotate(due_day=due).order_by(F("due_day").asc(nulls_last=True), "sent_at")


class Assignment(models.Model):
    """One worksheet, given to one client, with a reason."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="assignments")
    version = models.ForeignKey(WorksheetVersion, on_delete=models.PROTECT, related_name="assignments")
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="assignments_made")
    own_definition = SealedJSONField(null=True)
    why = SealedTextField()
    due_on = models.DateField(null=True, blank=True)
    due_appointment = models.ForeignKey(
        Appointment, null=True, blank=True, on_delete=models.PROTECT, related_name="assignments"
    )
    release_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.SENT)
    return_reason = SealedTextField(null=True)
    return_keys = models.JSONField(default=list)
    barrier = SealedTextField(null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    sent_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    not_done_at = models.DateTimeField(null=True)
    picked_up_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    if TYPE_CHECKING:
        objects: AssignmentQuerySet
    else:
        objects = AssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="assignment_state", condition=Q(state__in=State.values)),
            models.CheckConstraint(name="assignment_due_one_way", condition=Q(due_on=None) | Q(due_appointment=None)),
            *(
                models.CheckConstraint(
                    name=f"{state}_has_{stamp}", condition=~Q(state=state) | Q(**{f"{stamp}__isnull": False})
                )
                for state, stamp in sorted(
                    {(move.to.value, move.stamp) for move in MOVES.values() if move.stamp != "picked_up_at"}
                )
            ),
        ]
        indexes = [
            models.Index(fields=["client", "-created_at"], name="assignment_by_client"),
            models.Index(fields=["state", "submitted_at"], name="assignment_by_state"),
        ]

    def __str__(self) -> str:
        return f"assignment {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("assignment", args=[self.pk])

    def sealing_key(self, field: str) -> DataKey:
        return self.client.record_key

    @property
    def definition(self) -> Definition:
        """What this client is asked: the version's wording, or this copy's own."""
        own = self.own_definition
        return load_definition(own) if own else self.version.loaded

    @property
    def title(self) -> str:
        return self.version.title

    @property
    def due(self) -> date | None:
        """The client's date by which it is wanted, if there is one."""
        return self.due_on or (self.due_appointment.on if self.due_appointment else None)

    @property
    def is_open(self) -> bool:
        """Whether the client may write in it and send it."""
        return self.state in OPEN and self.client.is_active

    @property
    def is_to_do(self) -> bool:
        return self.state in TO_DO and self.client.is_active

    @property
    def is_overdue(self) -> bool:
        """The date has passed where the client is. Nothing is overdue for somebody who has not joined."""
        return bool(self.is_to_do and self.client.has_joined and self.due and self.due < self.client.today)

    @property
    def waits_for_client(self) -> bool:
        return not self.client.has_joined and self.state == State.SENT

    @property
    def state_since(self) -> datetime:
        """When it came into the state it is in."""
        stamps = {move.stamp for move in MOVES.values() if move.to == self.state}
        moments = [moment for stamp in stamps if (moment := getattr(self, stamp))]
        return max(moments, default=self.created_at)

    def can(self, move: str) -> bool:
        """Whether the table has this move from the state it is in (submissions aside)."""
        return self.state in MOVES[move].sources

    def move(self, name: str, at: datetime) -> list[str]:
        """Make a move of the table, and give the fields to save. The caller has checked `can(name)`."""
        move = MOVES[name]
        self.state = move.to
        setattr(self, move.stamp, at)
        return ["state", move.stamp]


class Answer(models.Model):
    """The client's live draft of one answer. Nobody else ever opens it, or learns that it is there."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="answers")
    key = models.CharField(max_length=40)
    value = SealedJSONField(null=True)
    sharing = models.CharField(max_length=8, choices=Sharing.choices, default=Sharing.SHARED)
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assignment", "key"], name="answer_one_a_key"),
            models.CheckConstraint(name="answer_sharing", condition=Q(sharing__in=Sharing.values)),
            models.CheckConstraint(name="answer_version_counts", condition=Q(version__gte=1)),
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"

    def sealing_key(self, field: str) -> DataKey:
        return self.assignment.client.own_key
