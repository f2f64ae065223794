"""A reply taken back before it goes out: nothing arrives, and what was written is a draft again."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.journeys.conftest import OpenPage
from tests.journeys.customer import Customer
from tests.journeys.desk_page import open_ticket, row
from tests.journeys.running import Desk

WORDS = "Turn it upside down."


@pytest.fixture
def nils(open_page: OpenPage, desk: Desk) -> Iterator[Page]:
    """An agent who takes his time."""
    page = open_page("tomasz@halden.example")
    yield page
    desk.rows("UPDATE accounts_user SET undo_seconds = NULL, after_send = '' RETURNING 1")


def choose_seconds(page: Page, seconds: str) -> None:
    page.goto("/agent/me/")
    page.get_by_label("Undo send").select_option(seconds)
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#toasts")).to_contain_text("Saved")


def test_undo_brings_the_words_back_and_nothing_goes_out(
    calm_desk: Desk, nils: Page, open_page: OpenPage, customer: Callable[[str], Customer]
) -> None:
    edda = customer("Edda Rask")
    choose_seconds(nils, "20")
    nils.goto("/agent/views/all/")
    edda.send(edda.write("The hopper hums", "All day."))
    number = open_ticket(nils, "The hopper hums")
    edda.wait_for_letters(1)  # the acknowledgement
    ana = open_page("ana@halden.example")
    ana.goto(f"/agent/tickets/{number}/")

    nils.locator("#open_reply").click()
    nils.locator("#composer_text").fill(WORDS)
    nils.locator("#composer_files").set_input_files(
        FilePayload(name="guide.pdf", mimeType="application/pdf", buffer=b"%PDF-1.7")
    )
    expect(nils.locator("#uploads .attach")).to_contain_text("guide.pdf")
    nils.get_by_role("button", name="Send email", exact=True).click()
    expect(nils.locator("#toasts")).to_contain_text("Goes out in 20 seconds")
    expect(nils.locator("#prop_status")).to_contain_text("Waiting on customer")
    expect(ana.locator(".msg--agent")).to_contain_text(WORDS)
    expect(ana.locator(".msg--agent .msg__foot")).to_contain_text("Goes out in a moment")

    # A worker that dies and comes back sends nothing early; Ctrl Z is the toast's Undo.
    calm_desk.kill("worker")
    nils.locator("#ticket_title").focus()
    nils.keyboard.press("Control+z")
    expect(nils.locator("#composer_text")).to_have_value(WORDS)
    expect(nils.locator("#uploads .attach")).to_contain_text("guide.pdf")
    expect(nils.locator("#prop_status")).to_contain_text("New")
    for page in (nils, ana):
        expect(page.locator(".msg--agent")).to_have_count(0)
        expect(page.locator("#messages")).to_contain_text("Tomasz Wolny took the reply back before it went out")
    asked = "SELECT count(*) FROM channels_inbox_outbound JOIN tickets_message m ON m.id = message_id WHERE m.text = %s"
    assert calm_desk.value(asked, WORDS) == 0

    # Sent for good, it arrives once; nothing of the first try does.
    choose_seconds(nils, "5")
    nils.goto(f"/agent/tickets/{number}/")
    nils.locator("#composer_text").fill(f"{WORDS} And shake it.")
    nils.get_by_role("button", name="Send email", exact=True).click()
    expect(nils.locator(".msg--agent .msg__foot")).to_contain_text("Sent", timeout=40_000)
    letters = edda.wait_for_letters(2)
    assert "And shake it." in letters[1].as_string()
    assert [part.get_filename() for part in letters[1].iter_attachments()] == ["guide.pdf"]


def test_after_sending_the_next_ticket_opens_for_who_wants_that(
    nils: Page, customer: Callable[[str], Customer]
) -> None:
    edda = customer("Edda Rask")
    choose_seconds(nils, "0")
    nils.goto("/agent/views/all/")
    for subject in ("The lower lamp", "The upper lamp"):
        edda.send(edda.write(subject, "It blinks."))
        expect(row(nils, subject)).to_be_visible()
    open_ticket(nils, "The upper lamp")
    nils.locator("#open_reply").click()
    nils.locator("#send_options").click()
    nils.get_by_role("button", name="Open the next ticket in the list").click()
    expect(nils.locator('#send_menu [aria-current="true"]')).to_have_text("Open the next ticket in the list")
    nils.keyboard.press("Escape")
    nils.locator("#composer_text").fill("Change the bulb.")
    nils.keyboard.press("Control+Shift+Enter")
    expect(nils.locator("#ticket_title")).to_have_text("The lower lamp")
    nils.go_back()
    expect(nils.locator("#prop_status")).to_contain_text("Resolved")

    # Taken back from the ticket one has gone on to.
    choose_seconds(nils, "20")
    nils.goto("/agent/views/all/")
    open_ticket(nils, "The upper lamp")
    nils.locator("#open_reply").click()
    nils.locator("#composer_text").fill("Not the bulb, the switch.")
    nils.get_by_role("button", name="Send email", exact=True).click()
    expect(nils.locator("#ticket_title")).to_have_text("The lower lamp")
    nils.get_by_role("button", name="Undo").click()
    expect(nils.locator("#toasts")).to_contain_text("has your reply as a draft again")
    expect(nils.locator("#ticket_title")).to_have_text("The lower lamp")
    open_ticket(nils, "The upper lamp")
    expect(nils.locator("#composer_text")).to_have_value("Not the bulb, the switch.")
