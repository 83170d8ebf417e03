"""Data keys: what seals a client's words."""

import os
import uuid
from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils import timezone

from practice.crypto.errors import KeyDestroyed
from practice.crypto.ring import KeyRing, Wrapped, key_ring

OWN = "own"
RECORD = "record"


class DataKeyQuerySet(models.QuerySet["DataKey"]):
    def new(self, kind: str) -> "DataKey":
        """Make and store a key of 32 random bytes, wrapped by the current master key."""
        data_key = DataKey(kind=kind)
        data_key.rewrap(os.urandom(32), key_ring())
        data_key.save(force_insert=True)
        return data_key


class DataKey(models.Model):
    """One client's key: `own` seals what is theirs alone, `record` what the practice keeps."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=[(OWN, "the client's own"), (RECORD, "the record")])
    master_key = models.CharField(max_length=100)
    wrapped = models.BinaryField(null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    destroyed_at = models.DateTimeField(null=True)

    if TYPE_CHECKING:
        objects: DataKeyQuerySet
    else:
        objects = DataKeyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="data_key_kind", condition=models.Q(kind__in=[OWN, RECORD])),
            models.CheckConstraint(
                name="data_key_gone_when_destroyed",
                condition=models.Q(destroyed_at__isnull=True, wrapped__isnull=False)
                | models.Q(destroyed_at__isnull=False, wrapped__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} key {self.id}"

    @property
    def context(self) -> str:
        return f"data_key:{self.kind}:{self.id}"

    def unwrap(self) -> bytes:
        """The key's bytes. Raises KeyDestroyed, or CannotOpen where the key ring is the wrong one."""
        if self.wrapped is None:
            raise KeyDestroyed(f"{self} was destroyed on {self.destroyed_at:%Y-%m-%d}.")
        return key_ring().unwrap(Wrapped(self.master_key, bytes(self.wrapped)), context=self.context)

    def rewrap(self, plain: bytes, ring: KeyRing) -> Self:
        """Put the key's bytes under the ring's current master key. The caller saves."""
        wrapped = ring.wrap(plain, context=self.context)
        self.master_key, self.wrapped = wrapped.master_key, wrapped.sealed
        return self
