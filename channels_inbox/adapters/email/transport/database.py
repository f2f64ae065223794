"""Reach the database from long-lived threads, as Django does around each request."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.db import close_old_connections

T = TypeVar("T")


def in_database(job: Callable[[], T]) -> T:
    """Run a job with a connection that is checked first; one that broke meanwhile is replaced."""
    close_old_connections()
    try:
        return job()
    finally:
        close_old_connections()
