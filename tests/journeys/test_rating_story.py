"""Solved by mail, rated by mail: the question arrives, a click opens a page, one button answers, the desk reads it."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.conftest import OpenPage
from tests.journeys.customer import Customer
from tests.journeys.desk_page import open_ticket, reply
from tests.journeys.looking import complaints
from tests.journeys.running import Desk, eventually

SUBJECT = "The drip tray whistles at night"


def test_a_solved_ticket_is_rated_by_mail_and_shows_in_ticket_and_report(
    desk: Desk, open_page: OpenPage, customer: Callable[[str], Customer]
) -> None:
    # The administrator does not want to wait two hours.
    priya = open_page("priya@halden.example")
    _wait(priya, "0 min")
    asta = customer("Asta Brekke")
    asta.send(asta.write(SUBJECT, "Only between two and three.\n\nAsta"))
    page = open_page("ana@halden.example")
    page.goto("/agent/views/all/")
    number = open_ticket(page, SUBJECT)
    reply(page, "Turn the tray around. Is it quiet now?")
    answered = asta.wait_for_letters(2)[1]
    page.locator("#resolve").click()

    # The question comes in the same thread, and says that a machine wrote it.
    question = asta.wait_for_letters(3, seconds=60)[2]
    _wait(priya, "2 h")
    assert question["Subject"] == f"How did we do? [#{number}]"
    assert question["In-Reply-To"] == answered["Message-ID"]
    assert question["Auto-Submitted"] == "auto-replied"
    plain = question.get_body(preferencelist=("plain",))
    assert plain is not None
    links = dict(re.findall(r"^(Good|Fair|Not good): (\S+)", plain.get_content(), re.MULTILINE))
    assert len(links) == 3

    # A scanner opens all of them; nothing is recorded. She clicks one, without script, and sends it.
    hers = open_page(java_script_enabled=False)
    for link in links.values():
        hers.goto(link)
    assert desk.value("SELECT score FROM tickets_rating r JOIN tickets_ticket t ON t.id = r.ticket_id"
                      " WHERE t.number = %s", number) is None  # fmt: skip
    hers.goto(links["Not good"])
    expect(hers.get_by_label("Not good")).to_be_checked()
    hers.get_by_label("It took too long").check()
    hers.get_by_label("In your words").fill("Three nights of whistling.")
    hers.get_by_role("button", name="Send rating").click()
    expect(hers.get_by_role("heading", name="Thank you")).to_be_visible()

    # Ana reads it in the ticket, live, and beside the customer.
    told = page.locator("#conversation", has_text="rated it Not good, It took too long")
    expect(told).to_contain_text("Three nights of whistling.")
    page.reload()
    expect(page.locator("#context")).to_contain_text("Not good")

    # And in the report, down to this very ticket.
    def reported() -> bool:
        page.goto("/agent/reports/satisfaction/tickets/?range=7d&only=no")
        return SUBJECT in page.content()

    eventually(reported, what="the rating in the report", seconds=60)
    page.get_by_role("link", name="Back to the report").click()
    expect(page.get_by_role("img", name="Satisfaction")).to_be_visible()
    assert complaints(page) == []
    hers = open_page()
    hers.goto(links["Good"])
    expect(hers.get_by_text("You said Not good before.")).to_be_visible()
    assert complaints(hers) == []


def _wait(page: Page, delay: str) -> None:
    """Say how long after solving a ticket its customer is asked."""
    page.goto("/agent/settings/ratings/")
    page.get_by_label("How long after").fill(delay)
    page.get_by_role("button", name="Save ratings").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
