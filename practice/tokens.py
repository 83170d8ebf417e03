"""API tokens: made once, shown once, for one member, and gone when they say so."""

from datetime import timedelta

from django.db import transaction

from practice import audit
from practice.audit import By
from practice.models import ApiToken, Member

DAYS = 90
MOST_DAYS = 365


@transaction.atomic
def issue_token(member: Member, *, by: By, name: str = "", days: int = DAYS) -> tuple[ApiToken, str]:
    """Make a token that acts as `member` for `days`, and give it with its words: they are kept nowhere."""
    issued: tuple[ApiToken, str] = ApiToken.objects.create(
        member.user, expiry=timedelta(days=days), member=member, name=name.strip()
    )
    audit.record("token.issue", by=by, on=member, practice=member.practice)
    return issued


@transaction.atomic
def revoke_token(token: ApiToken, *, by: By) -> None:
    """End a token at once."""
    audit.record("token.revoke", by=by, on=token.member, practice=token.member.practice)
    token.delete()
