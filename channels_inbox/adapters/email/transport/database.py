"""Reach the database from long-lived threads, as Django does around each request."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import close_old_connections

T = TypeVar("T")

# A connection used a moment ago is taken to be alive: asking it costs a round trip for every mail of a flood.
TRUSTED_SECONDS = 1.0

_thread = threading.local()


def in_database(job: Callable[[], T]) -> T:
    """Run a job with a connection that is checked first; one that broke meanwhile is replaced."""
    if time.monotonic() - getattr(_thread, "used_at", float("-inf")) > TRUSTED_SECONDS:
        close_old_connections()
    try:
        done = job()
    except BaseException:
        _thread.used_at = float("-inf")
        close_old_connections()
        raise
    _thread.used_at = time.monotonic()
    return done
