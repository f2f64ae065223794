from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from community.exchange.writing import exported


class Command(BaseCommand):
    help = "Write the whole community as JSON lines (docs/community.md), with private forums and mail addresses."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", help="Where to; else to standard output.")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["file"]:
            for line in exported():
                self.stdout.write(line, ending="")
            return
        try:
            with Path(options["file"]).open("x", encoding="utf-8") as file:
                file.writelines(exported())
        except OSError as error:
            raise CommandError(str(error)) from None
