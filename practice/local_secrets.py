"""Secrets for the embedded defaults: made once, kept in VAR_DIR/secrets, readable by the owner alone."""

import base64
import os
import secrets
from collections.abc import Callable
from pathlib import Path


def ensure(folder: Path, name: str, make: Callable[[], str]) -> str:
    """Give the secret in `folder/name`, making it first where it does not exist.

    Two processes that start at once both end with the same secret: the file appears whole or not at all.
    """
    path = folder / name
    if not path.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = folder / f".{name}.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(make())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()


def random_key() -> str:
    """256 random bits in base64."""
    return base64.b64encode(secrets.token_bytes(32)).decode()


def first_key_ring() -> str:
    """A key ring of one key, in the form that HOLDFAST_KEYS takes."""
    return f"local:{random_key()}"
