"""The story through a mailbox: IMAP in, answer out, the customer's answer through the mailbox again."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from tests.channels_inbox.transport.imap_server import PASSWORD, Mailbox, imap_server
from tests.journeys.conftest import OpenPage
from tests.journeys.customer import Customer
from tests.journeys.desk_page import open_ticket, reply, said_by_customer
from tests.journeys.running import Desk, eventually

ADDRESS = "workshop@halden.example"


@pytest.fixture
def mailbox(desk: Desk) -> Iterator[Mailbox]:
    """A mailbox on a real IMAP server that the running desk reads as one of its channels."""
    with imap_server() as server, server.new_mailbox() as mailbox:
        desk.run(
            "from channels_inbox.models import Channel\n"
            f"channel = Channel(kind='email', slug='workshop', name='Workshop', address={ADDRESS!r})\n"
            f"channel.settings = {mailbox.settings()!r}\n"
            f"channel.secrets = {{'imap_password': {PASSWORD!r}}}\n"
            "channel.save()"
        )
        yield mailbox
        desk.run(
            "from channels_inbox.models import Channel; Channel.objects.filter(slug='workshop').update(settings={})"
        )


def test_a_mail_in_a_mailbox_is_answered_and_answered_back(
    desk: Desk, mailbox: Mailbox, open_page: OpenPage, customer: Callable[[str], Customer]
) -> None:
    pelle = customer("Pelle Grahn")
    page = open_page("ana@halden.example")
    page.goto("/agent/views/all/")

    mailbox.add(pelle.write("Boiler valve from your workshop", "Is it in stock?", to=ADDRESS).as_bytes())
    number = open_ticket(page, "Boiler valve from your workshop")
    [_thanks] = pelle.wait_for_letters(1)
    reply(page, "Two are on the shelf.")
    letter = pelle.wait_for_letters(2)[1]
    assert ADDRESS in letter["From"]
    assert str(letter["Reply-To"]).startswith("workshop+r")

    mailbox.add(pelle.answer(letter, "Keep both for me, please.").as_bytes())
    expect(said_by_customer(page, "Keep both for me")).to_have_count(1)
    # Marked as read, and only then: nothing is taken twice.
    eventually(lambda: mailbox.seen() == 2, what="both mails marked as read")
    assert desk.value("SELECT count(*) FROM tickets_ticket WHERE subject LIKE %s", "Boiler valve%") == 1
    messages = "SELECT count(*) FROM tickets_message m JOIN tickets_ticket t ON t.id = m.ticket_id WHERE t.number = %s"
    assert desk.value(f"{messages} AND m.kind = 'inbound'", number) == 2
