"""Who may open what, for the length of one request, task or command.

Unwrapped keys live in a scope and go with it, so that destroying a key is felt at once everywhere.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol
from uuid import UUID

from practice.crypto.errors import KeyOutOfReach, NoKeyScope


class OpensData(Protocol):
    """What a scope needs of a data key: `practice.models.DataKey` is one."""

    id: UUID
    kind: str

    def unwrap(self) -> bytes: ...


class KeyScope:
    """The kinds of key that may be used, and those unwrapped so far."""

    def __init__(self, kinds: frozenset[str]) -> None:
        self.kinds = kinds
        self._unwrapped: dict[UUID, bytes] = {}

    def permit(self, kinds: frozenset[str]) -> None:
        """From here on these kinds alone: said once it is known who is asking."""
        self.kinds = kinds
        self._unwrapped.clear()

    def unwrap(self, data_key: OpensData) -> bytes:
        """The 32 bytes of a data key. Raises KeyOutOfReach, KeyDestroyed or CannotOpen."""
        if data_key.kind not in self.kinds:
            raise KeyOutOfReach(f"What the {data_key.kind} key seals is not opened here.")
        if data_key.id not in self._unwrapped:
            self._unwrapped[data_key.id] = data_key.unwrap()
        return self._unwrapped[data_key.id]


_current: ContextVar[KeyScope | None] = ContextVar("key_scope", default=None)


def current_scope() -> KeyScope:
    """The scope in force, or NoKeyScope."""
    scope = _current.get()
    if scope is None:
        raise NoKeyScope("Nothing sealed can be opened here: enter key_scope() first.")
    return scope


@contextmanager
def key_scope(*kinds: str) -> Iterator[KeyScope]:
    """Open what is sealed by these kinds of key (`record`, `own`) inside the block, and nothing else."""
    token = _current.set(KeyScope(frozenset(kinds)))
    try:
        yield current_scope()
    finally:
        _current.reset(token)
