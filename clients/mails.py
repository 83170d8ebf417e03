"""What the mails of this package say. Neutral outside and inside: a mailbox may be read by others."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from clients.models import Invitation
from practice.mail import NotWanted, Text, register
from practice.models import Mail

INVITATION = """Hello {name},

{practice} has something for you. Open it here:

{link}

The link works once, until {until}. If it has run out, the page it opens offers you a fresh one.

If this is not meant for you, you need not do anything.
"""


@register("invitation")
def invitation(mail: Mail) -> Text:
    """The link to join. Its token is made here, at the moment of sending, and stands in this mail alone."""
    found = Invitation.objects.select_related("client__practice").get(pk=mail.about_id)
    if not found.is_standing:
        raise NotWanted("A newer invitation took its place, or it was used.")
    token = found.issue()
    found.save(update_fields=["token_hash"])
    until = timezone.localtime(found.expires_at, found.client.zone)
    body = INVITATION.format(
        name=found.client.called,
        practice=found.client.practice.name,
        link=settings.BASE_URL + reverse("join", args=[token]),
        until=f"{until:%A} {until.day} {until:%B} {until.year}",
    )
    return Text(subject="Something for you to open", body=body)
