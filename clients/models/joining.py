"""How a client joins: the invitation, and what they agreed to."""

import hashlib
import secrets
import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from clients.models.client import Client
from practice.models import Member


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def by_token(self, token: str) -> "InvitationQuerySet":
        return self.filter(token_hash=Invitation.hash_of(token)).select_related("client__practice")

    def standing(self) -> "InvitationQuerySet":
        return self.filter(used_at=None, superseded_at=None)


class Invitation(models.Model):
    """A link to one address, good once and for a while. Only the hash of its token is kept."""

    LASTS = timedelta(days=14)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="invitations")
    by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    email = models.EmailField(max_length=254)
    # Empty until the mail is made: the token exists in that mail and nowhere else.
    token_hash = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001 - unique wants NULL
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    superseded_at = models.DateTimeField(null=True)

    if TYPE_CHECKING:
        objects: InvitationQuerySet
    else:
        objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client"], condition=Q(used_at=None, superseded_at=None), name="invitation_one_standing"
            )
        ]

    def __str__(self) -> str:
        return f"invitation of {self.created_at:%Y-%m-%d}"

    @staticmethod
    def hash_of(token: str) -> str:
        return hashlib.sha256(token.encode()).hexdigest()

    def issue(self) -> str:
        """Make the 256-bit token that opens this invitation, and keep its hash. The caller saves."""
        token = secrets.token_urlsafe(32)
        self.token_hash = self.hash_of(token)
        return token

    @property
    def is_expired(self) -> bool:
        return timezone.now() >= self.expires_at

    @property
    def is_standing(self) -> bool:
        return self.used_at is None and self.superseded_at is None and not self.is_expired


class Consent(models.Model):
    """That a client read, and agreed to, one version of "who sees what"."""

    CURRENT: str = "2026-11"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="consents")
    version = models.CharField(max_length=20)
    given_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "version"], name="consent_once_a_version")]

    def __str__(self) -> str:
        return self.version

    @classmethod
    def give(cls, client: Client) -> Self:
        """Record that the client agreed to the text as it stands today."""
        consent, _ = cls.objects.get_or_create(client=client, version=cls.CURRENT)
        return consent
