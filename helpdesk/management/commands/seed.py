from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from helpdesk.demo.bulk import seed_tickets


class Command(BaseCommand):
    help = "Add many made-up tickets for measuring. Adds to what is there; never run it on a desk people use."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--tickets", type=int, required=True, help="how many to add")
        parser.add_argument("--seed", type=int, default=1, help="another number makes other tickets (default 1)")

    def handle(self, *args: Any, tickets: int, seed: int, **options: Any) -> None:
        if tickets < 1:
            raise CommandError("Say how many tickets to add: at least 1.")
        start = time.monotonic()

        def report(done: int) -> None:
            seconds = time.monotonic() - start
            self.stdout.write(f"{done:>9,} of {tickets:,} tickets · {seconds:.0f} s · {done / seconds:,.0f} a second")
            self.stdout.flush()

        seed_tickets(tickets, seed=seed, report=report)
        self.stdout.write(f"Done in {time.monotonic() - start:.0f} s.")
