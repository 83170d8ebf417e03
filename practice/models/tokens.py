"""API tokens: hashed, expiring, and for one member of one practice."""

from django.db import models
from knox.models import AbstractAuthToken

from practice.models.people import Member


class ApiToken(AbstractAuthToken):
    """A token that acts as one Member. knox keeps its digest alone."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=80, blank=True)

    def __str__(self) -> str:
        return self.name or self.token_key
