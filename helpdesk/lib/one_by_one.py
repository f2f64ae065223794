"""Do the same for many rows of a beat: one that fails is logged and left, the others have their turn."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

from django.db import InterfaceError, OperationalError

log = logging.getLogger(__name__)
Row = TypeVar("Row")


def one_by_one(act: Callable[[Row], int], rows: Iterable[Row]) -> int:
    """Return the sum of what `act` returns; it must be a transaction of its own for each row.

    A database that is gone or busy is no row's fault: that is raised, and the next beat tries again.
    """
    done = 0
    for row in rows:
        try:
            done += act(row)
        except (InterfaceError, OperationalError):
            raise
        except Exception:
            log.exception("What was due for %s failed; the others go on.", row)
    return done
