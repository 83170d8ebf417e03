"""Writing the audit trail, and the chain over it."""

import base64
import hashlib
import hmac
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from practice.actors import System
from practice.logs import request_id
from practice.models import AuditEvent, AuditLink, Member, Practice

By = Member | System
BATCH = 500
# Events are linked once every transaction that could hold an earlier one has surely ended.
SETTLED = timedelta(seconds=30)


def record(
    verb: str,
    *,
    by: By,
    on: models.Model | None = None,
    at: tuple[str, UUID] | None = None,
    client_id: UUID | None = None,
    practice: Practice | None = None,
) -> AuditEvent:
    """Insert one event: ids and a verb, never a word that a person wrote.

    Called beside the change, in its transaction; reads are recorded before their body leaves. `at` names what was
    asked for where there is no object to give: the route and the id in it.
    """
    if on is not None:
        at = (on._meta.label_lower, on.pk)
    actor = by if isinstance(by, Member) else None
    return AuditEvent.objects.create(
        practice_id=practice.pk if practice else actor.practice_id if actor else None,
        actor=actor,
        verb=verb,
        object_type=at[0] if at else "",
        object_id=at[1] if at else None,
        client_id=client_id,
        request_id=request_id.get(),
    )


def link_mac(before: bytes, position: int, event: AuditEvent) -> bytes:
    """HMAC-SHA256 under the audit key over the link before, the place and the event."""
    key = base64.b64decode(settings.AUDIT_KEY)
    return hmac.new(key, before + f"|{position}|{event.canonical}".encode(), hashlib.sha256).digest()


def seal_events() -> int:
    """Link the events that have no link yet, oldest first; gives how many. Two runs at once do it once."""
    last = AuditLink.objects.order_by("-position").first()
    position, mac = (last.position, bytes(last.mac)) if last else (0, b"")
    links = []
    settled = AuditEvent.objects.filter(link=None, at__lt=timezone.now() - SETTLED).order_by("at", "id")
    for event in settled[:BATCH]:
        position += 1
        mac = link_mac(mac, position, event)
        links.append(AuditLink(event=event, position=position, mac=mac))
    try:
        with transaction.atomic():
            AuditLink.objects.bulk_create(links)
    except IntegrityError:
        # Another run took these places first; the next tick goes on from there.
        return 0
    return len(links)


def faults() -> Iterator[str]:
    """Walk the chain and tell each place where it does not hold."""
    before, expected, then = b"", 1, None
    for link in AuditLink.objects.select_related("event").order_by("position").iterator(chunk_size=BATCH):
        if link.position != expected:
            yield f"Positions {expected} to {link.position - 1} are missing: events were removed."
        if not hmac.compare_digest(bytes(link.mac), link_mac(before, link.position, link.event)):
            yield f"Event {link.event_id} at position {link.position} was changed, put in, or moved."
        if then and link.event.at < then:
            yield f"Event {link.event_id} at position {link.position} was put in after the event before it was sealed."
        before, expected, then = bytes(link.mac), link.position + 1, link.event.at


def unsealed() -> int:
    """How many events the chain does not cover yet (the newest, for about a minute)."""
    return AuditEvent.objects.filter(link=None).count()
