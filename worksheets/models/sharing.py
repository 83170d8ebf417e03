"""What the client decided about an answer."""

from django.db import models


class Sharing(models.TextChoices):
    """`raise`: the therapist sees that the client wants to talk about the question, not what they wrote."""

    SHARED = "shared", "share it"
    PRIVATE = "private", "keep it to myself"
    RAISE = "raise", "talk about it"
