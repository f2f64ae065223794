from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from channels_inbox.models import Channel
from tests.channels_inbox.transport.imap_server import ImapServer, Mailbox, imap_server
from tests.channels_inbox.transport.running import Running, mail_listener


@pytest.fixture(scope="package")
def listener(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Running]:
    """One listener process for all tests that only talk SMTP or LMTP to it."""
    with django_db_blocker.unblock(), mail_listener("--without-mailboxes") as running:
        yield running


@pytest.fixture
def support(transactional_db: None) -> Channel:
    """An email channel other processes can see, so its row is really committed."""
    return Channel.objects.create(kind="email", slug="support", name="Support", address="support@halden.example")


@pytest.fixture
def billing(transactional_db: None) -> Channel:
    return Channel.objects.create(kind="email", slug="billing", name="Billing", address="billing@halden.example")


@pytest.fixture(scope="package")
def imap() -> Iterator[ImapServer]:
    """One IMAP server; each test has a mailbox of its own."""
    with imap_server() as running:
        yield running


@pytest.fixture
def mailbox(imap: ImapServer) -> Iterator[Mailbox]:
    with imap.new_mailbox() as mailbox:
        yield mailbox
