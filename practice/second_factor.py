"""Staff need a second factor, whichever way they come in."""

from allauth.mfa.utils import is_mfa_enabled

from practice.models import Member


def lacks_second_factor(member: Member) -> bool:
    """Whether this member has to set one up first. The demo practice alone is exempt."""
    return member.is_staff and not member.practice.is_demo and not is_mfa_enabled(member.user)
