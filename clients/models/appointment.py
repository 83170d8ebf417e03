"""When client and therapist meet next."""

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from clients.models.client import Client


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def coming(self, client: Client) -> "AppointmentQuerySet":
        """Today's and later ones, the soonest first; the one without a date last."""
        ahead = Q(on=None) | Q(on__gte=client.today)
        return self.filter(ahead, client=client).order_by(models.F("on").asc(nulls_last=True), "at")


class Appointment(models.Model):
    """One session. Without a date it is "the next one": what is due before it moves when the date is set."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="appointments")
    on = models.DateField(null=True, blank=True)
    at = models.TimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    if TYPE_CHECKING:
        objects: AppointmentQuerySet
    else:
        objects = AppointmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["client"], condition=Q(on=None), name="appointment_one_undated"),
            models.CheckConstraint(name="appointment_time_has_date", condition=Q(at=None) | Q(on__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"session on {self.on:%d %B %Y}" if self.on else "the next session"
