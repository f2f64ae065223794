"""Load the product's code once, for the processes that are forked from here."""

from __future__ import annotations

import gc
import importlib
import warnings

# Loaded only when they run, and by several processes: worth sharing.
LATE = (
    "celery.apps.beat",
    "celery.apps.worker",
    "celery.bin.celery",
    "celery.concurrency.thread",
    "granian.cli",
    "kombu.transport.redis",
    "uvicorn.main",
    "uvicorn.protocols.http.h11_impl",
    "uvicorn.protocols.websockets.websockets_sansio_impl",
)


def warm_up() -> None:
    """Load what most processes need, and set it apart so that forks go on sharing it."""
    # Celery warns root at length; this is one person's own machine.
    warnings.filterwarnings("ignore", message="You're running the worker")

    import django

    django.setup()
    from django.urls import get_resolver

    from helpdesk.celery import app

    assert get_resolver().url_patterns
    app.loader.import_default_modules()
    for name in LATE:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()  # a collection would otherwise write to every object, and so copy its page
