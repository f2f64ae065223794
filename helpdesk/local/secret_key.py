"""The key that signs sessions and links of a data folder."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile


def secret_key(data: Path) -> str:
    """Return the folder's key, made at the first start, so that what it signed outlives a restart.

    Of two first starts at once one makes it and both use it; a start that is cut off leaves none half-written.
    """
    path = data / "secret_key"
    if not path.exists():
        data.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile("w", dir=data, prefix=".secret_key-") as draft:  # readable by its owner alone
            draft.write(secrets.token_urlsafe(48))
            draft.flush()
            os.fsync(draft.fileno())
            # Takes the name only while it is free.
            with suppress(FileExistsError):
                os.link(draft.name, path)
    return path.read_text()
