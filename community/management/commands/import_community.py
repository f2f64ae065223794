from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from community.models import CommunityImport
from community.operations.importing import import_community


class Command(BaseCommand):
    help = "Take a community in from a file (docs/community.md): all of it, or nothing and what is wrong by line."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file")
        parser.add_argument("--format", choices=CommunityImport.Format.values, default=CommunityImport.Format.JSONL)
        parser.add_argument("--by", help="Address of the administrator in whose name it is done; else the first.")

    def handle(self, *args: Any, **options: Any) -> None:
        admins = User.objects.filter(role=User.Role.ADMIN, is_active=True).order_by("pk")
        by = admins.filter(email=options["by"].lower()).first() if options["by"] else admins.first()
        if by is None:
            raise CommandError("There is no such administrator.")
        try:
            with Path(options["file"]).open("rb") as file:
                done = import_community(file, form=options["format"], by=by, told=self._tell)
        except OSError as error:
            raise CommandError(str(error)) from None
        if done.problems:
            lines = [f"{problem.place}: {problem.text}" for problem in done.problems]
            raise CommandError("\n".join(["Nothing was taken in.", *lines]))
        said = ", ".join(f"{n} {name}" for name, n in sorted(done.written.items()) if n)
        self.stdout.write(f"Taken in: {said or 'nothing new'}.")

    def _tell(self, step: str, done: int, of: int) -> None:
        self.stderr.write(f"{step}: {done}{f' of {of}' if of else ''}")
