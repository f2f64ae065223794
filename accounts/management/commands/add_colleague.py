from __future__ import annotations

import getpass
import sys
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from accounts.operations.hiring import add_colleague


class Command(BaseCommand):
    help = "Add somebody who works at the desk. The password is asked for, or read from standard input in a pipe."

    def add_arguments(self, parser: CommandParser) -> None:
        roles = [role for role in User.Role.values if role != User.Role.CUSTOMER]
        parser.add_argument("email")
        parser.add_argument("--name", default="")
        parser.add_argument("--role", choices=roles, default=User.Role.AGENT)

    def handle(self, *args: Any, **options: Any) -> None:
        password = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
        try:
            validate_password(password)
            user = add_colleague(email=options["email"], name=options["name"], role=options["role"], password=password)
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from None
        self.stdout.write(f"Added {user.email} as {user.get_role_display().lower()}.")
