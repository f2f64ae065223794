"""Say where a checkout keeps its data, logs, locks and sockets."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# sun_path holds 104 bytes on macOS and 108 on Linux; PostgreSQL appends "/.s.PGSQL.5432".
LONGEST_SOCKET_FOLDER = 80


def data_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Return the folder named by HELPDESK_DATA, or var/ in the checkout."""
    return Path(environ.get("HELPDESK_DATA") or ROOT / "var").expanduser().resolve()


def site_url_file(data: Path) -> Path:
    """Return where `make run` notes the address of the copy that uses this folder."""
    return data / "site_url"


def socket_folder(data: Path, kind: str) -> Path:
    """Return where a server of this data folder listens; it need not exist yet.

    The answer depends on the path alone, so settings can name a server before it runs. A folder too
    deep for a socket's name is replaced by a short one under /tmp.
    """
    inside = data / kind / "socket"
    if len(os.fsencode(inside)) <= LONGEST_SOCKET_FOLDER:
        return inside
    digest = hashlib.sha256(os.fsencode(inside)).hexdigest()[:16]
    return Path("/tmp") / f"helpdesk-{digest}"  # owner and mode are checked on use


def private_folder(folder: Path, *, owner: int | None = None) -> Path:
    """Create a folder that only its owner enters; refuse one that somebody else made.

    `owner` is a user id other than our own, which only root can give.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    allowed = {os.geteuid()} if owner is None else {os.geteuid(), owner}
    if folder.is_symlink() or folder.stat().st_uid not in allowed:
        raise PermissionError(f"{folder} belongs to somebody else; remove it or set HELPDESK_DATA.")
    if owner is not None:
        os.chown(folder, owner, -1)
    folder.chmod(0o700)
    return folder
