from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from channels_inbox.adapters.email.transport.plan import plan_of
from channels_inbox.adapters.email.transport.servers import smtp_server
from channels_inbox.adapters.email.transport.trial import try_reading, try_sending
from channels_inbox.models import Channel


class Command(BaseCommand):
    help = "Try the mail servers of an email channel. Sends nothing, reads nothing, marks nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")

    def handle(self, *args: Any, **options: Any) -> None:
        channel = Channel.objects.filter(kind="email", slug=options["slug"]).first()
        if channel is None:
            raise CommandError(f"There is no email channel “{options['slug']}”.")
        server, plan = smtp_server(channel), plan_of(channel)
        sending = try_sending(server) if server else ""
        reading = try_reading(plan) if plan else ""
        self.stdout.write(f"Sending: {sending or ('works' if server else 'no server is set')}")
        self.stdout.write(f"Mailbox: {reading or ('can be read' if plan else 'none is set')}")
        if sending or reading:
            raise CommandError("The channel does not work as it is set up.")
