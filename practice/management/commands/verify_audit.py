"""`manage.py verify_audit`: does the audit trail still say what was written into it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from practice import audit
from practice.models import AuditLink


class Command(BaseCommand):
    help = "Walk the audit chain; tells changed, removed, inserted and reordered events, and fails if there are any."

    def handle(self, *args: Any, **options: Any) -> None:
        faults = list(audit.faults())
        for fault in faults:
            self.stderr.write(fault)
        head = AuditLink.objects.order_by("-position").first()
        if head:
            # Noted elsewhere, these two also show that the end of the chain was not cut off.
            self.stdout.write(f"{head.position} events are sealed; the last seal is {bytes(head.mac).hex()[:16]}.")
        unsealed = audit.unsealed()
        if unsealed:
            self.stdout.write(f"{unsealed} newer event(s) are not sealed yet; that takes about a minute.")
        if faults:
            raise CommandError(f"The audit trail does not hold in {len(faults)} place(s).")
