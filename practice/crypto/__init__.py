"""Encryption at rest.

A data key (`practice.models.DataKey`) belongs to one client and seals their words; a master key from the
environment wraps the data keys. A sealed value carries the id of the key that sealed it and is bound to its
row and column: moved elsewhere it does not open.
"""

from practice.crypto.errors import CannotOpen, KeyDestroyed, KeyOutOfReach, NoKeyScope
from practice.crypto.fields import Ciphertext, SealedJSONField, SealedTextField
from practice.crypto.ring import KeyRing, key_ring
from practice.crypto.scope import KeyScope, current_scope, key_scope
from practice.crypto.seal import open_sealed, seal

__all__ = [
    "CannotOpen",
    "Ciphertext",
    "KeyDestroyed",
    "KeyOutOfReach",
    "KeyRing",
    "KeyScope",
    "NoKeyScope",
    "SealedJSONField",
    "SealedTextField",
    "current_scope",
    "key_ring",
    "key_scope",
    "open_sealed",
    "seal",
]
