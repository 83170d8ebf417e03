"""The master key ring: `name:base64` pairs, the first of which wraps what is new."""

import base64
import binascii
import functools
import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from practice.crypto.errors import CannotOpen

KEY_BYTES = 32
HELP = "HOLDFAST_KEYS is a list of `name:key` with commas between, each key 32 random bytes in base64."


@dataclass(frozen=True)
class Wrapped:
    """Bytes under a master key, with that key's name."""

    master_key: str
    sealed: bytes


@dataclass(frozen=True)
class KeyRing:
    """Master keys by name, the current one first."""

    keys: dict[str, bytes]

    @classmethod
    def parse(cls, text: str) -> "KeyRing":
        """Read the form of HOLDFAST_KEYS. Raises ImproperlyConfigured without ever showing a key."""
        keys: dict[str, bytes] = {}
        for pair in filter(None, (part.strip() for part in text.split(","))):
            name, colon, encoded = pair.partition(":")
            try:
                key = base64.b64decode(encoded, validate=True)
            except binascii.Error:
                key = b""
            if not (colon and name) or len(key) != KEY_BYTES or name in keys:
                raise ImproperlyConfigured(f"Key number {len(keys) + 1} cannot be read. {HELP}")
            keys[name] = key
        if not keys:
            raise ImproperlyConfigured(f"The key ring is empty. {HELP}")
        return cls(keys)

    @property
    def current(self) -> str:
        return next(iter(self.keys))

    def wrap(self, plain: bytes, *, context: str) -> Wrapped:
        """Seal `plain` under the current master key, bound to `context`."""
        nonce = os.urandom(12)
        return Wrapped(self.current, nonce + AESGCM(self.keys[self.current]).encrypt(nonce, plain, context.encode()))

    def unwrap(self, wrapped: Wrapped, *, context: str) -> bytes:
        """Give back what `wrap` was given, or raise CannotOpen and say which master key is wrong or missing."""
        key = self.keys.get(wrapped.master_key)
        if key is None:
            raise CannotOpen(f"The key ring has no key named {wrapped.master_key!r}. Add it to HOLDFAST_KEYS.")
        try:
            return AESGCM(key).decrypt(wrapped.sealed[:12], wrapped.sealed[12:], context.encode())
        except InvalidTag:
            raise CannotOpen(
                f"The key named {wrapped.master_key!r} in HOLDFAST_KEYS is not the one this database was sealed with."
            ) from None


@functools.lru_cache(maxsize=4)
def _parsed(text: str) -> KeyRing:
    return KeyRing.parse(text)


def key_ring() -> KeyRing:
    """The key ring of the settings."""
    return _parsed(settings.KEY_RING)
