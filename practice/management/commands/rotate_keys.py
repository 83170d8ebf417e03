"""`manage.py rotate_keys`: put every data key under the current master key, while the service runs."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand
from django.db import transaction

from practice import audit
from practice.actors import SYSTEM
from practice.adapters import MFAAdapter
from practice.crypto import key_ring
from practice.models import DataKey

BATCH = 200
SEALED = ("secret", "seed")


class Command(BaseCommand):
    help = (
        "Wrap all data keys and second-factor secrets by the first key of HOLDFAST_KEYS. "
        "Put the new key first, keep the old one, run this, then drop the old one."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        moved = 0
        while batch := self.rewrap_some():
            moved += batch
        secrets = self.reseal_second_factors()
        self.stdout.write(
            f"{moved} data keys and {secrets} second-factor secrets are under {key_ring().current!r} now."
        )

    @transaction.atomic
    def rewrap_some(self) -> int:
        """Re-wrap one batch; gives how many. A batch is a transaction, so that an interrupted run goes on later."""
        ring = key_ring()
        old = DataKey.objects.exclude(master_key=ring.current).filter(destroyed_at=None)
        keys = list(old.select_for_update()[:BATCH])
        for data_key in keys:
            data_key.rewrap(data_key.unwrap(), ring).save(update_fields=["master_key", "wrapped"])
        if keys:
            audit.record("keys.rotate", by=SYSTEM)
        return len(keys)

    @transaction.atomic
    def reseal_second_factors(self) -> int:
        adapter, moved = MFAAdapter(), 0
        for authenticator in Authenticator.objects.select_for_update():
            held = [name for name in SEALED if isinstance(authenticator.data.get(name), str)]
            for name in held:
                authenticator.data[name] = adapter.encrypt(adapter.decrypt(authenticator.data[name]))
            if held:
                authenticator.save(update_fields=["data"])
                moved += 1
        return moved
