from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from tickets.operations.indexing import index_messages


class Command(BaseCommand):
    help = "Make all older messages findable now, rather than a few thousand a minute in the background."

    def handle(self, *args: Any, **options: Any) -> None:
        done = 0
        while step := index_messages():
            done += step
            self.stdout.write(f"{done:,} messages", ending="\r")
            self.stdout.flush()
        self.stdout.write(f"{done:,} messages were added to the index; all can be found.")
