"""A client of a practice, and the staff who may see them."""

import uuid
from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from practice.crypto import SealedTextField
from practice.models import DataKey, Member, Practice


class ClientQuerySet(models.QuerySet["Client"]):
    """Who sees whom. What is not in the set a view starts from is 404."""

    def visible_to(self, member: Member) -> "ClientQuerySet":
        """Names, states, dates: staff with open care, owners of the practice, and the client themselves."""
        if member.is_client:
            return self.filter(member=member)
        mine = self.filter(practice_id=member.practice_id)
        return mine if member.is_owner else mine.filter(Care.open_for(member))

    def readable_by(self, member: Member) -> "ClientQuerySet":
        """What was written and shared: staff with open care, and the client themselves."""
        if member.is_client:
            return self.filter(member=member)
        return self.filter(Care.open_for(member), practice_id=member.practice_id)

    def run_by(self, member: Member) -> "ClientQuerySet":
        """A therapist's writes: open care as lead or cover."""
        if not member.is_therapist:
            return self.none()
        return self.filter(Care.open_for(member, *Care.WRITES), practice_id=member.practice_id)

    def with_keys(self) -> "ClientQuerySet":
        return self.select_related("own_key", "record_key", "practice")

    def search(self, words: str) -> "ClientQuerySet":
        found = self
        for word in words.split():
            found = found.filter(Q(name__icontains=word) | Q(preferred_name__icontains=word) | Q(email__icontains=word))
        return found


class Client(models.Model):
    """A person who does homework in one practice. Names and address are not encrypted: they are searched for."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="clients")
    member = models.OneToOneField(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="client")
    name = models.CharField(max_length=120)
    preferred_name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(max_length=254)
    time_zone = models.CharField(max_length=64, blank=True, help_text="IANA name, from their browser")
    own_key = models.OneToOneField(DataKey, on_delete=models.PROTECT, related_name="+")
    record_key = models.OneToOneField(DataKey, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    joined_at = models.DateTimeField(null=True, blank=True)
    discharged_at = models.DateTimeField(null=True, blank=True)

    if TYPE_CHECKING:
        objects: ClientQuerySet
    else:
        objects = ClientQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("practice", Lower("email"), name="client_email_once_a_practice"),
            models.CheckConstraint(
                name="client_joined_has_member", condition=Q(joined_at=None) | Q(member__isnull=False)
            ),
        ]
        indexes = [models.Index("practice", Lower("name"), "id", name="client_by_name")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("client", args=[self.pk])

    @property
    def called(self) -> str:
        """How they want to be called."""
        return self.preferred_name or self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone_name)

    @property
    def zone_name(self) -> str:
        return self.time_zone or self.practice.time_zone

    @property
    def today(self) -> date:
        """The date where the client is."""
        return timezone.localdate(timezone=self.zone)

    @property
    def has_joined(self) -> bool:
        return self.joined_at is not None

    @property
    def is_active(self) -> bool:
        return self.discharged_at is None


class Care(models.Model):
    """A member of staff's part in a client's care. Never deleted: closing it is how access ends."""

    class Kind(models.TextChoices):
        LEAD = "lead", "lead"
        COVER = "cover", "cover"
        SUPERVISE = "supervise", "supervise"

    WRITES = (Kind.LEAD, Kind.COVER)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="care")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="care")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)
    reason = SealedTextField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["client"], condition=Q(kind="lead", until=None), name="care_one_open_lead"),
            models.CheckConstraint(name="care_kind", condition=Q(kind__in=["lead", "cover", "supervise"])),
        ]
        indexes = [models.Index(fields=["member", "client"], name="care_by_member")]

    def __str__(self) -> str:
        return f"{self.kind} since {self.since:%Y-%m-%d}"

    def sealing_key(self, field: str) -> DataKey:
        return self.client.record_key

    @classmethod
    def open_for(cls, member: Member, *kinds: str, client: str = "pk") -> Exists:
        """A condition on a client: this member cares for them now, in one of these kinds (any, if none)."""
        care = cls.objects.filter(client=OuterRef(client), member=member, since__lte=timezone.now())
        care = care.filter(Q(until=None) | Q(until__gt=timezone.now()))
        return Exists(care.filter(kind__in=kinds) if kinds else care)
