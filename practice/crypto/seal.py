"""AES-256-GCM over bytes: `version | key id | nonce | ciphertext and tag`.

Source: NIST SP 800-38D for the mode; a random 96-bit nonce a message, far below 2**32 messages a key.
"""

import os
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from practice.crypto.errors import CannotOpen

VERSION = b"\x01"
ID_BYTES = 16
NONCE_BYTES = 12
HEADER_BYTES = len(VERSION) + ID_BYTES
SHORTEST = HEADER_BYTES + NONCE_BYTES + 16


def seal(plain: bytes, *, key: bytes, key_id: UUID, context: str) -> bytes:
    """Seal `plain` under a 32-byte key. `context` (such as `table.field:uuid`) must be given again to open it."""
    header = VERSION + key_id.bytes
    nonce = os.urandom(NONCE_BYTES)
    return header + nonce + AESGCM(key).encrypt(nonce, plain, header + context.encode())


def open_sealed(sealed: bytes, *, key: bytes, context: str) -> bytes:
    """Give back what `seal` was given, or raise CannotOpen."""
    key_id_of(sealed)
    header, rest = sealed[:HEADER_BYTES], sealed[HEADER_BYTES:]
    nonce, body = rest[:NONCE_BYTES], rest[NONCE_BYTES:]
    try:
        return AESGCM(key).decrypt(nonce, body, header + context.encode())
    except InvalidTag:
        raise CannotOpen(f"{context} does not open: it was changed, moved, or sealed by another key.") from None


def key_id_of(sealed: bytes) -> UUID:
    """The id of the data key that sealed these bytes."""
    if len(sealed) < SHORTEST or sealed[:1] != VERSION:
        raise CannotOpen("These bytes are not sealed in a form that this version knows.")
    return UUID(bytes=sealed[len(VERSION) : HEADER_BYTES])
