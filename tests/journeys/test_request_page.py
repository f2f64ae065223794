"""A stranger asks with the form and goes on by the link in the mail; what agents note stays among them."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from email.message import EmailMessage

from playwright.sync_api import Page, expect

from tests.journeys.conftest import OpenPage
from tests.journeys.customer import Customer
from tests.journeys.desk_page import add_note, open_ticket, reply, said_by_customer
from tests.journeys.running import Desk, eventually

SUBJECT = "The drip tray of my Halden 3 has a crack"
NOTE = "Third cracked tray of this batch, tell the factory."


def test_a_request_from_the_form_is_followed_by_its_link(
    desk: Desk, open_page: OpenPage, customer: Callable[[str], Customer]
) -> None:
    inga = customer("Inga Moe")
    agent = open_page("ana@halden.example")
    agent.goto("/agent/views/all/")

    stranger = open_page()
    stranger.goto("/contact/")
    stranger.get_by_label("In one sentence").fill(SUBJECT)
    stranger.get_by_label("What happens, and what have you tried?").fill("It leaks on the bar.")
    stranger.get_by_label("Your name").fill(inga.name)
    stranger.get_by_label("Email for our answer").fill(inga.email)
    wait_as_long_as_a_person_types(stranger)
    stranger.get_by_role("button", name="Send to").click()
    expect(stranger.get_by_role("heading", name="Thank you, we have it")).to_be_visible()

    number = open_ticket(agent, SUBJECT)
    add_note(agent, NOTE)
    reply(agent, "Which number is on its bottom?")
    thanks, letter = inga.wait_for_letters(2)
    assert f"[#{number}]" in thanks["Subject"]

    # The link in the mail opens this one request, in a browser that never signed in.
    visitor = open_page()
    visitor.goto(request_link(words(letter)))
    expect(visitor.get_by_role("heading", name=SUBJECT)).to_be_visible()
    expect(visitor.get_by_text("Which number is on its bottom?")).to_be_visible()
    visitor.locator("#reply textarea").fill("It says DT-3-118.")
    wait_as_long_as_a_person_types(visitor)
    visitor.get_by_role("button", name="Send", exact=True).click()
    expect(said_by_customer(agent, "It says DT-3-118.")).to_have_count(1)
    expect(visitor.get_by_text("It says DT-3-118.")).to_be_visible()

    visitor.get_by_role("button", name="This solved it").click()
    expect(agent.locator("#prop_status")).to_contain_text("Resolved")

    assert NOTE not in visitor.content()
    assert all(NOTE not in letter.as_string() for letter in inga.letters())
    visitor.goto("/requests/")
    expect(visitor).to_have_url(re.compile("/account/login/"))


def words(letter: EmailMessage) -> str:
    """Return the plain text of a letter."""
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def request_link(text: str) -> str:
    """Return the address after `See your request:` in a letter."""
    found = re.search(r"See your request: (\S+)", text)
    assert found, text
    return found[1]


def wait_as_long_as_a_person_types(page: Page) -> None:
    """Wait until the form is as old as its guard wants; the token says when it was made."""
    made = float(page.locator("input[name=once]").first.input_value().partition("-")[0])
    eventually(lambda: time.time() > made + 3.1, what="a form three seconds old", seconds=5)
