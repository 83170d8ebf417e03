"""Whether the key ring of the settings is the one that this database was sealed with."""

from practice.crypto import key_ring
from practice.models import DataKey


def check_key_ring() -> None:
    """Open one data key of each master key in use. Raises CannotOpen or ImproperlyConfigured, saying which is wrong."""
    key_ring()
    living = DataKey.objects.filter(destroyed_at=None)
    for name in living.order_by().values_list("master_key", flat=True).distinct():
        sample = living.filter(master_key=name).first()
        if sample:
            sample.unwrap()
