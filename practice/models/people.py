"""A practice, the logins, and who each login is in a practice."""

import uuid
from typing import TYPE_CHECKING, Any, ClassVar
from zoneinfo import ZoneInfo

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from practice.crypto.scope import KeyScope
from practice.models.keys import OWN, RECORD


class Practice(models.Model):
    """Where therapists work: its name, texts, and defaults."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120)
    country = models.CharField(max_length=2, blank=True, help_text="ISO 3166-1 alpha-2")
    time_zone = models.CharField(max_length=64, default="UTC", help_text="IANA name")
    help_text = models.TextField(
        blank=True, help_text="Whom a client calls when it cannot wait; shown on every page of theirs."
    )
    reading_note = models.CharField(
        max_length=200, blank=True, help_text="When work is read, as the client is told after sending it."
    )
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A login for an address. Without a password it signs in by code."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A login: one person, one address. Names belong to who they are in a practice."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(max_length=254, unique=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_unique")]

    def __str__(self) -> str:
        return self.email


class Role(models.TextChoices):
    THERAPIST = "therapist", "therapist"
    SUPERVISOR = "supervisor", "supervisor"
    CLIENT = "client", "client"


class MemberQuerySet(models.QuerySet["Member"]):
    def active(self) -> "MemberQuerySet":
        return self.filter(deactivated_at=None, user__is_active=True)

    def staff(self) -> "MemberQuerySet":
        return self.exclude(role=Role.CLIENT)

    def of_user(self, user: User) -> "MemberQuerySet":
        return self.active().filter(user=user).select_related("practice", "user").order_by("practice__name")


class Member(models.Model):
    """A login in a practice, in one role. Every act is done by a Member or by the system."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="members")
    role = models.CharField(max_length=12, choices=Role.choices)
    is_owner = models.BooleanField(default=False)
    name = models.CharField(max_length=120)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    deactivated_at = models.DateTimeField(null=True, blank=True)

    if TYPE_CHECKING:
        objects: MemberQuerySet
    else:
        objects = MemberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "practice"], name="member_once_a_practice"),
            models.CheckConstraint(name="member_role", condition=models.Q(role__in=Role.values)),
            models.CheckConstraint(
                name="member_owner_is_staff", condition=models.Q(is_owner=False) | ~models.Q(role=Role.CLIENT)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_client(self) -> bool:
        return self.role == Role.CLIENT

    @property
    def is_staff(self) -> bool:
        return not self.is_client

    @property
    def is_therapist(self) -> bool:
        return self.role == Role.THERAPIST

    @property
    def key_kinds(self) -> frozenset[str]:
        """The kinds of key this member may open. What `own` seals is never staff's."""
        return frozenset({OWN, RECORD} if self.is_client else {RECORD})

    def enter(self, scope: KeyScope) -> None:
        """Say to the scope of a request who is asking."""
        scope.permit(self.key_kinds)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.practice.time_zone)
