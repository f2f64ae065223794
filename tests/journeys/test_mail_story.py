"""The whole story by mail: it arrives live, is answered, answered back, resolved, opened again, closed, followed up."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.journeys.conftest import OpenPage
from tests.journeys.customer import Customer
from tests.journeys.desk_page import open_ticket, reply, row, said_by_customer
from tests.journeys.running import Desk

SUBJECT = "Steam wand drips after the gasket change"


def test_a_mail_becomes_a_ticket_and_lives_through_to_its_follow_up(
    desk: Desk, open_page: OpenPage, customer: Callable[[str], Customer]
) -> None:
    noor = customer("Noor Haddad")
    page = open_page("ana@halden.example")
    page.goto("/agent/views/all/")
    page.evaluate("window.neverReloaded = true")

    first = noor.write(SUBJECT, "It drips about once a second.\n\nNoor")
    noor.send(first)
    expect(row(page, SUBJECT)).to_have_count(1)
    [thanks] = noor.wait_for_letters(1)
    assert thanks["Auto-Submitted"] == "auto-replied"

    # She opens and answers it.
    number = open_ticket(page, SUBJECT)
    reply(page, "Turn the ring a quarter further. Does it still drip?")
    letter = noor.wait_for_letters(2)[1]
    expect(page.locator(".msg--agent .msg__foot", has_text="Sent")).to_be_visible()
    assert letter["Auto-Submitted"] is None
    assert letter["Precedence"] is None
    assert str(letter["References"]).split() == [first["Message-ID"], thanks["Message-ID"]]
    assert letter["In-Reply-To"] == thanks["Message-ID"]
    assert str(letter["Reply-To"]).startswith("support+r")
    assert "Ana" in str(letter["From"])
    assert "support@halden.example" in str(letter["From"])
    assert f"[#{number}]" in letter["Subject"]
    assert sorted(part.get_content_type() for part in letter.walk() if not part.is_multipart()) == [
        "text/html",
        "text/plain",
    ]

    # Her answer to that letter lands in the open ticket.
    noor.send(noor.answer(letter, "Now it is dry. Thank you!"))
    expect(said_by_customer(page, "Now it is dry.")).to_have_count(1)
    expect(said_by_customer(page, "Now it is dry.")).not_to_contain_text("Turn the ring")

    # Resolved; the next answer opens it again.
    page.locator("#resolve").click()
    expect(page.locator("#prop_status")).to_contain_text("Resolved")
    noor.send(noor.answer(letter, "I spoke too soon, it drips again."))
    expect(said_by_customer(page, "I spoke too soon")).to_have_count(1)
    expect(page.locator("#prop_status")).to_contain_text("Open")

    # Closed for good; an answer now is a new ticket that names the old one.
    page.locator("#more_actions").click()
    page.get_by_role("button", name="Close for good").click()
    expect(page.locator("#prop_status")).to_contain_text("Closed")
    noor.send(noor.answer(letter, "Months later: it drips once more."))
    expect(row(page, "Months later")).to_have_count(1)
    row(page, "Months later").click()
    expect(page.locator("#ticket_head")).to_contain_text(f"Follow-up of #{number}")
    assert page.evaluate("window.neverReloaded") is True

    tickets = desk.rows("SELECT subject FROM tickets_ticket WHERE subject LIKE %s", f"%{SUBJECT}%")
    assert tickets == [(SUBJECT,)] * 2
