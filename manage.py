#!/usr/bin/env python
"""Run Django's management commands for the help desk."""

import os
import sys

# These read the code, not the data: they need no server.
WITHOUT_SERVERS = {
    "help",
    "version",
    "--help",
    "--version",
    "check",
    "collectstatic",
    "makemessages",
}


def main() -> None:
    settings = os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings.local")
    if settings == "helpdesk.settings.local" and not WITHOUT_SERVERS.intersection(sys.argv[1:2]):
        from helpdesk.local.servers import ensure

        os.environ.update(ensure())
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
