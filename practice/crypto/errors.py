"""What can go wrong when something sealed is opened."""


class CannotOpen(Exception):
    """The bytes were changed, cut, moved to another row, or sealed by a key that is not here."""


class KeyDestroyed(CannotOpen):
    """The key was destroyed on purpose: what it sealed is gone for good."""


class KeyOutOfReach(CannotOpen):
    """Whoever is acting may not open what this key seals: staff, and what is the client's own."""


class NoKeyScope(CannotOpen):
    """Nothing sealed is opened outside of `key_scope()`: a request, a task or a command enters one."""
