"""Share and hold file locks that the kernel drops with the process, kill -9 included."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path


class Lock:
    """An advisory lock on a file; it lasts until `release` or the end of the process.

    Child programs do not inherit it, unless they are passed its `descriptor`.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)

    def share(self) -> None:
        """Wait until nobody holds it alone, then hold it beside others."""
        fcntl.flock(self.descriptor, fcntl.LOCK_SH)

    def hold(self) -> None:
        """Wait until nobody else has it, then hold it alone."""
        fcntl.flock(self.descriptor, fcntl.LOCK_EX)

    def try_share(self) -> bool:
        """Hold it beside others if that needs no waiting."""
        return self._try(fcntl.LOCK_SH)

    def try_hold(self) -> bool:
        """Hold it alone if that needs no waiting."""
        return self._try(fcntl.LOCK_EX)

    def _try(self, how: int) -> bool:
        try:
            fcntl.flock(self.descriptor, how | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def release(self) -> None:
        """Give it up; the lock cannot be used again."""
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1

    def __enter__(self) -> Lock:
        self.hold()
        return self

    def __exit__(self, *_: object) -> None:
        self.release()
