from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from lucide import IconDoesNotExist

from helpdesk.icons import kept, sheet, sheet_of


class Command(BaseCommand):
    help = "Draw the file of icons anew, adding those named. An icon that is not in it is written into each page."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("names", nargs="*")

    def handle(self, *args: Any, names: list[str], **options: Any) -> None:
        try:
            drawn = sheet_of(kept() | frozenset(names))
        except IconDoesNotExist as error:
            raise CommandError(str(error)) from error
        sheet().write_text(drawn)
        self.stdout.write(f"{drawn.count('<symbol')} icons, {len(drawn):,} bytes")
