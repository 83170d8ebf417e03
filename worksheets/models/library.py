"""Worksheets and their immutable versions."""

import uuid
from functools import cached_property
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Max, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone

from practice.models import Member, Practice
from worksheets.blocks import Definition, load_definition


class WorksheetQuerySet(models.QuerySet["Worksheet"]):
    def visible_to(self, member: Member) -> "WorksheetQuerySet":
        """What staff may choose from: built-in, their practice's, their own. Clients have homework, no library."""
        if member.is_client:
            return self.none()
        own = Q(practice_id=member.practice_id) & (Q(owner=None) | Q(owner=member))
        return self.filter(Q(practice=None) | own, archived_at=None)

    def search(self, words: str) -> "WorksheetQuerySet":
        found = self
        for word in words.split():
            found = found.filter(versions__title__icontains=word)
        return found.distinct()


class Worksheet(models.Model):
    """A worksheet through all its versions. Built-in ones belong to no practice."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, null=True, blank=True, on_delete=models.PROTECT, related_name="worksheets")
    owner = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="worksheets")
    slug = models.SlugField(max_length=100)
    # The order of the library's files; sheets of a practice come after the built-in ones, by title.
    place = models.PositiveSmallIntegerField(default=1000)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    archived_at = models.DateTimeField(null=True, blank=True)

    if TYPE_CHECKING:
        objects: WorksheetQuerySet
    else:
        objects = WorksheetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["slug"], condition=Q(practice=None), name="worksheet_built_in_slug"),
            models.CheckConstraint(name="worksheet_owner_has_practice", condition=Q(owner=None) | ~Q(practice=None)),
        ]

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        return reverse("worksheet_preview", args=[self.pk])


class VersionQuerySet(models.QuerySet["WorksheetVersion"]):
    def current(self) -> "VersionQuerySet":
        """The newest version of each worksheet."""
        newest = self.model.objects.filter(worksheet=OuterRef("worksheet"))
        newest = newest.order_by().values("worksheet").annotate(newest=Max("number")).values("newest")
        return self.filter(number=Subquery(newest)).select_related("worksheet")

    def visible_to(self, member: Member) -> "VersionQuerySet":
        """The current version of each worksheet that this member may choose from, in the library's order."""
        visible = Worksheet.objects.visible_to(member)
        return self.current().filter(worksheet__in=visible).order_by("worksheet__place", "title", "id")

    def search(self, words: str) -> "VersionQuerySet":
        found = self
        for word in words.split():
            found = found.filter(title__icontains=word)
        return found


class WorksheetVersion(models.Model):
    """One published wording. Never changed: what was assigned keeps it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    worksheet = models.ForeignKey(Worksheet, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    # Copied from the definition, for lists and search.
    title = models.CharField(max_length=200)
    summary = models.CharField(max_length=300, blank=True)
    pattern = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=20)
    minutes = models.PositiveSmallIntegerField()
    definition = models.JSONField()
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    if TYPE_CHECKING:
        objects: VersionQuerySet
    else:
        objects = VersionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["worksheet", "number"], name="version_number_once")]
        indexes = [models.Index(fields=["pattern", "title"], name="version_by_pattern")]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"

    @classmethod
    def of(cls, worksheet: Worksheet, definition: Definition, *, number: int) -> "WorksheetVersion":
        """A version, not saved yet, that says what the definition says."""
        return cls(
            worksheet=worksheet,
            number=number,
            title=definition.title,
            summary=definition.summary,
            pattern=definition.pattern,
            language=definition.language,
            minutes=definition.minutes,
            definition=definition.model_dump(mode="json", exclude_none=True),
            digest=definition.digest,
        )

    @cached_property
    def loaded(self) -> Definition:
        """The definition as objects, upgraded from older formats."""
        return load_definition(self.definition)
