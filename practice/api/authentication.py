"""Who asks: the one member that a token names."""

from typing import Any

from django.utils import timezone
from knox.auth import TokenAuthentication
from knox.crypto import hash_token
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request

from practice.crypto import current_scope
from practice.models import ApiToken, User
from practice.second_factor import lacks_second_factor


class MemberToken(TokenAuthentication):  # type: ignore[misc]
    """`Authorization: Token …`. Sets `request.member`, and lets the request use the keys that this member may."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        found: tuple[User, ApiToken] | None = super().authenticate(request)
        if found:
            member = found[1].member
            # On Django's request too, so that the middleware records what was denied, and to whom.
            request.member = request._request.member = member
            member.enter(current_scope())
        return found

    def authenticate_credentials(self, token: bytes) -> tuple[User, ApiToken]:
        """Found by digest, in one query. Raises AuthenticationFailed, or PermissionDenied without a second factor."""
        digest = hash_token(token.decode("latin-1"))
        found = ApiToken.objects.select_related("member__user", "member__practice").filter(digest=digest).first()
        if found is None:
            raise AuthenticationFailed("There is no such token. It may have been revoked.", code="invalid_token")
        if found.expiry and found.expiry <= timezone.now():
            raise AuthenticationFailed("This token has run out. Make a new one.", code="token_expired")
        if found.member.deactivated_at or not found.member.user.is_active:
            raise AuthenticationFailed("Whoever this token was for has left.", code="member_deactivated")
        if lacks_second_factor(found.member):
            message = "Who works in a practice needs a second factor. Sign in on a page and set one up."
            raise PermissionDenied(message, code="second_factor_required")
        return found.member.user, found


def token_header(token: str) -> dict[str, Any]:
    """The header that a token is sent in."""
    return {"Authorization": f"Token {token}"}
