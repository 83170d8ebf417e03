"""Who clients are and who cares for them."""

from clients.models.appointment import Appointment
from clients.models.client import Care, Client
from clients.models.joining import Consent, Invitation

__all__ = ["Appointment", "Care", "Client", "Consent", "Invitation"]
