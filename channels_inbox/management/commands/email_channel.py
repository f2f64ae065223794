from __future__ import annotations

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from channels_inbox.adapters.email.forms import SettingsForm
from channels_inbox.models import Channel

# Never on the command line, where every process of the machine can read them.
PASSWORDS = {"smtp_password": "CHANNEL_SMTP_PASSWORD", "imap_password": "CHANNEL_IMAP_PASSWORD"}


class Command(BaseCommand):
    help = (
        "Add an email channel or change one, by the same form as the settings page: "
        "email_channel support address=support@example.com smtp_host=mail.example.com. "
        "Passwords come from CHANNEL_SMTP_PASSWORD and CHANNEL_IMAP_PASSWORD."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("settings", nargs="*", metavar="name=value")

    def handle(self, *args: Any, **options: Any) -> None:
        slug = options["slug"]
        channel = Channel.objects.filter(kind="email", slug=slug).first()
        blank = SettingsForm(channel=channel)
        values = {name: blank.get_initial_for_field(field, name) for name, field in blank.fields.items()}
        values |= {"slug": slug, "name": values["name"] or slug.replace("-", " ").capitalize()}
        for setting in options["settings"]:
            name, equals, value = setting.partition("=")
            if not equals or name not in values or name in PASSWORDS:
                raise CommandError(
                    f"“{setting}” is no setting. There are: {', '.join(sorted(set(values) - set(PASSWORDS)))}."
                )
            values[name] = value
        values |= {name: os.environ.get(variable, "") for name, variable in PASSWORDS.items()}
        form = SettingsForm({k: v for k, v in values.items() if v is not None}, channel=channel)
        if not form.is_valid():
            problems = [f"{name}: {' '.join(map(str, errors))}" for name, errors in form.errors.items()]
            raise CommandError("\n".join(problems))
        saved = form.save()
        self.stdout.write(f"{'Changed' if channel else 'Added'} {saved.slug} <{saved.address}>.")
