"""What is typed stays with its ticket, and goes only where its writer meant it to go."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import FilePayload, Page, expect

from tests.journeys.conftest import OpenPage
from tests.journeys.customer import Customer
from tests.journeys.desk_page import open_ticket, row


def two_tickets(page: Page, customer: Callable[[str], Customer], about: str) -> tuple[str, str, Customer]:
    """Let somebody write twice and open the list that shows both; return the subjects, the upper one first."""
    lena = customer("Lena Low")
    page.goto("/agent/views/all/")
    upper, lower = f"{about}: the upper one", f"{about}: the lower one"
    for subject in (lower, upper):
        lena.send(lena.write(subject, "It does not heat."))
        expect(row(page, subject)).to_be_visible()
    return upper, lower, lena


def test_drafts_and_notes_stay_where_they_belong(open_page: OpenPage, customer: Callable[[str], Customer]) -> None:
    page = open_page("ana@halden.example")
    upper, lower, lena = two_tickets(page, customer, "Drafts")

    # Typed and left at once: each ticket keeps its own words and files.
    open_ticket(page, upper)
    page.keyboard.press("r")
    page.locator("#composer_text").fill("For the upper one")
    page.locator("#composer_files").set_input_files(
        FilePayload(name="guide.pdf", mimeType="application/pdf", buffer=b"%PDF-1.7")
    )
    expect(page.locator("#uploads .attach")).to_contain_text("guide.pdf")
    open_ticket(page, lower)
    page.keyboard.press("r")
    page.locator("#composer_text").fill("For the lower one")
    open_ticket(page, upper)
    expect(page.locator("#composer_text")).to_have_value("For the upper one")
    expect(page.locator("#uploads .attach")).to_contain_text("guide.pdf")
    open_ticket(page, lower)
    page.reload()
    expect(page.locator("#composer_text")).to_have_value("For the lower one")
    expect(page.locator("#uploads .attach")).to_have_count(0)

    # A note sent by keyboard as soon as it is typed is a note, and its draft does not come back.
    saves: list[str] = []
    page.on("request", lambda request: saves.append(request.url) if request.url.endswith("/draft/") else None)
    page.clock.install()
    page.locator("#mode_note").click()
    page.locator("#composer_text").fill("Do not tell her yet.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".msg--note .msg__text")).to_have_text("Do not tell her yet.")
    sent = len(saves)
    page.clock.run_for(10_000)  # whatever save still waited has had its time
    assert len(saves) == sent
    page.reload()
    expect(page.locator(".msg--note .msg__text")).to_have_text("Do not tell her yet.")
    expect(page.locator("#composer_text")).to_have_value("")
    assert all("Do not tell her yet" not in letter.as_string() for letter in lena.letters())


def test_bold_and_links_reach_the_customer_as_such(open_page: OpenPage, customer: Callable[[str], Customer]) -> None:
    page = open_page("ana@halden.example")
    upper, _, lena = two_tickets(page, customer, "Formats")
    open_ticket(page, upper)
    page.keyboard.press("r")
    text = page.locator("#composer_text")
    page.keyboard.type("Bleed the ")
    page.keyboard.press("Control+b")
    page.keyboard.type("pump")
    expect(text).to_have_value("Bleed the **pump**")
    page.keyboard.press("End")
    page.keyboard.type(", as in ")
    page.get_by_role("button", name="Link", exact=True).click()
    page.keyboard.type("halden.example/pump")
    expect(text).to_have_value("Bleed the **pump**, as in [words](https://halden.example/pump)")
    page.keyboard.press("Control+Enter")

    said = page.locator(".msg--agent .msg__text").last
    expect(said.locator("strong")).to_have_text("pump")
    expect(said.get_by_role("link", name="words")).to_have_attribute("href", "https://halden.example/pump")
    letter = lena.wait_for_letters(3)[-1]
    html = letter.get_body(("html",))
    assert html is not None
    assert "<strong>pump</strong>" in html.get_content()


def test_undo_belongs_to_the_ticket_it_was_offered_for(
    open_page: OpenPage, customer: Callable[[str], Customer]
) -> None:
    page = open_page("ana@halden.example")
    upper, lower, _ = two_tickets(page, customer, "Undo")
    open_ticket(page, upper)
    page.keyboard.press("p")
    page.locator("#menu_priority").get_by_text("Urgent").click()
    expect(page.locator("#prop_priority")).to_contain_text("Urgent")
    open_ticket(page, lower)
    page.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(page.locator("#toasts .toast", has_text="Priority is Normal now")).to_be_visible()
    expect(page.locator("#ticket_title")).to_have_text(lower)
    open_ticket(page, upper)
    expect(page.locator("#prop_priority")).to_contain_text("Normal")
