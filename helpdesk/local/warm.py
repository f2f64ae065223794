"""Load the product's code once, for the processes that are forked from here."""

from __future__ import annotations

import ctypes
import gc
import importlib
import os
import warnings
from contextlib import suppress

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


# glibc's names of two settings: the most heaps a process may have, and how much of one may be free at its end.
_M_ARENA_MAX, _M_TRIM_THRESHOLD = -8, -1


def warm_up() -> None:
    """Load what most processes need, and set it apart so that forks go on sharing it."""
    # Celery warns root at length; this is one person's own machine.
    warnings.filterwarnings("ignore", message="You're running the worker")

    import django

    django.setup()
    from django.conf import settings
    from django.template import engines
    from django.urls import reverse
    from django.utils import translation

    from helpdesk.celery import app

    for language in settings.KNOWLEDGE_LOCALES:
        with translation.override(language):
            reverse("health_live")  # the first address asked for makes the language's table of all of them
    engines.all()
    app.loader.import_default_modules()
    for name in LATE:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()  # a collection would otherwise write to every object, and so copy its page


def save_memory() -> None:
    """Take a tenth less with all processes together. To be called before there is a second thread."""
    # The migrations have just run the checks; each worker would load all pages and forms to run them again.
    os.environ["CELERY_SKIP_CHECKS"] = "1"
    # One heap for all threads, as Python lets only one of them allocate at a time; what a large piece of work
    # took goes back. Other systems have no such switches.
    with suppress(AttributeError, OSError):
        c_library = ctypes.CDLL(None)
        c_library.mallopt(_M_ARENA_MAX, 1)
        c_library.mallopt(_M_TRIM_THRESHOLD, 128 * 1024)
