"""The practice and its people, the keys, the audit trail, the mail."""

from practice.models.audit import AuditEvent, AuditLink
from practice.models.keys import OWN, RECORD, DataKey
from practice.models.mail import Mail
from practice.models.people import Member, Practice, Role, User
from practice.models.tokens import ApiToken

__all__ = [
    "OWN",
    "RECORD",
    "ApiToken",
    "AuditEvent",
    "AuditLink",
    "DataKey",
    "Mail",
    "Member",
    "Practice",
    "Role",
    "User",
]
