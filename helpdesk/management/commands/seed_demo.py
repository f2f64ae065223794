from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand

from helpdesk.demo.company import PASSWORD
from helpdesk.demo.desk import is_seeded, seed_demo


class Command(BaseCommand):
    help = "Fill an empty desk with the people and tickets of Halden, a maker of coffee machines. Does nothing twice."

    def handle(self, *args: Any, **options: Any) -> None:
        if is_seeded():
            self.stdout.write("The demo data is here already; nothing to do.")
            return
        start = time.monotonic()
        count = seed_demo()
        self.stdout.write(f"Made {count} tickets of Halden in {time.monotonic() - start:.1f} s.")
        self.stdout.write(
            f"Sign in as ana@halden.example (agent), priya@halden.example (administrator) or "
            f"maya@cafenorr.example (customer), password {PASSWORD}."
        )
