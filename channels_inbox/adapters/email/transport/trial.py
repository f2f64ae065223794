"""Try a channel's servers without changing anything on them."""

from __future__ import annotations

import time

from channels_inbox.adapters.email.transport.imap_client import open_mailbox
from channels_inbox.adapters.email.transport.plan import Plan
from channels_inbox.adapters.email.transport.servers import Server
from channels_inbox.adapters.email.transport.smtp_client import SmtpClient
from channels_inbox.adapters.email.transport.words import words

SECONDS = 30.0


def try_sending(server: Server) -> str:
    """Connect and sign in; return what is wrong in words, or an empty text."""
    try:
        with SmtpClient(server, deadline=time.monotonic() + SECONDS):
            return ""
    except Exception as error:
        return words(error, server)


def try_reading(plan: Plan) -> str:
    """Sign in and open the folder read-only; return what is wrong in words, or an empty text."""
    try:
        with open_mailbox(plan.server) as client:
            client.open_folder(plan.folder, readonly=True)
            return ""
    except Exception as error:
        return words(error, plan.server)
