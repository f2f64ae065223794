"""Bring the database up to date, and fill an empty one with the demo company.

Runs in a process of its own (`python -m helpdesk.local.prepare`), so that the runner stays small.
"""

from __future__ import annotations

import io
import sys

import django


def prepare() -> None:
    """Migrate; on the first run also load the demo data, all of it or none."""
    django.setup()
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.db import transaction

    from helpdesk.demo.chat import make_widget
    from helpdesk.demo.desk import is_seeded
    from helpdesk.demo.talks import keep_waiting

    call_command("migrate", interactive=False, verbosity=0)
    if not get_user_model()._default_manager.exists():
        print("First start: loading the demo company ...", flush=True)
        with transaction.atomic():
            call_command("seed_demo", stdout=io.StringIO())  # the welcome says who may sign in
    if is_seeded():
        make_widget()  # on every start, because the shop may have moved to another port
        keep_waiting()


if __name__ == "__main__":
    try:
        prepare()
    except KeyboardInterrupt:
        sys.exit(130)
