"""Emil mentions Ana: her bell counts up while she looks at something else, and she opens what he means."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.channels_inbox.transport.sink import Sink
from tests.journeys.conftest import OpenPage
from tests.journeys.customer import Customer
from tests.journeys.desk_page import open_ticket
from tests.journeys.running import eventually

SUBJECT = "Emil knows who can help with this"
EMIL, ANA = "emil@halden.example", "ana@halden.example"


def unread(page: Page) -> int:
    words = page.locator("#bell_count").inner_text().split() if shown(page) else []
    return int(words[0]) if words else 0


def shown(page: Page) -> bool:
    return page.locator("#bell_count").is_visible()


def test_a_mention_rings_the_bell_live_and_leads_to_the_ticket(
    open_page: OpenPage, customer: Callable[[str], Customer]
) -> None:
    asker = customer("Noor Haddad")
    asker.send(asker.write(SUBJECT, "The steam wand drips."))
    emil, ana = open_page(EMIL), open_page(ANA)
    ana.goto("/agent/me/")
    with ana.expect_response(lambda answer: "/notifications/bell/" in answer.url):
        ana.reload()
    before = unread(ana)

    # By keyboard alone: n opens a note, the names come while one types, Enter takes the first.
    emil.goto("/agent/views/all/")
    number = open_ticket(emil, SUBJECT)
    emil.locator("#ticket_title").focus()
    emil.keyboard.press("n")
    emil.keyboard.type("Could you look, @an")
    expect(emil.get_by_role("option", name="Ana Ruiz")).to_be_visible()
    emil.keyboard.press("Enter")
    expect(emil.locator("#composer_text")).to_have_value("Could you look, @Ana Ruiz ")
    emil.keyboard.type("please?")
    emil.keyboard.press("Control+Enter")
    expect(emil.locator(".msg--note .msg__text", has_text="Could you look")).to_have_count(1)

    # Her bell counts up without her doing anything, and a toast says why.
    # One more at least: a promise of another ticket may call her too.
    eventually(lambda: unread(ana) > before, what="her bell counts up")
    told = f"#{number} Emil Sandberg mentions you: Could you look"
    expect(ana.locator("#toasts .toast", has_text=told)).to_be_visible()
    rung = unread(ana)

    # g n leads to what concerns her; the ticket is named, and opening it reads the news.
    ana.keyboard.press("g")
    ana.keyboard.press("n")
    card = ana.locator("[data-news]", has_text=SUBJECT)
    expect(card).to_contain_text("Emil Sandberg mentions you")
    card.get_by_role("link", name="mentions you").click()
    expect(ana.locator("#ticket_title")).to_have_text(SUBJECT)
    expect(ana.locator("#followers")).to_contain_text("Ana Ruiz")
    eventually(lambda: unread(ana) < rung, what="her bell counts down")


def test_what_one_wants_by_mail_comes_by_mail(
    open_page: OpenPage, customer: Callable[[str], Customer], sink: Sink
) -> None:
    asker = customer("Ilse Koning")
    asker.send(asker.write("A letter for Tomasz", "The drip tray is cracked."))
    tomasz, emil = open_page("tomasz@halden.example"), open_page(EMIL)
    tomasz.goto("/agent/me/notifications/")
    tomasz.get_by_label("A colleague mentions you").select_option(label="At the desk and by mail at once")
    tomasz.get_by_role("button", name="Save").click()
    expect(tomasz.locator("#toasts")).to_contain_text("Saved")

    emil.goto("/agent/views/all/")
    open_ticket(emil, "A letter for Tomasz")
    emil.locator("#open_note").click()
    emil.get_by_label("Internal note", exact=True).fill("@Tomasz Wolny, is there one in stock?")
    emil.get_by_role("button", name="Add note").click()
    expect(emil.locator(".msg--note .msg__text", has_text="in stock")).to_have_count(1)

    def letters() -> list[str]:
        mine = [taken for taken in sink.taken if taken.recipients == ["tomasz@halden.example"]]
        return [str(taken.message["Subject"]) for taken in mine]

    eventually(lambda: any("Emil Sandberg mentions you" in subject for subject in letters()), what="the mail to Tomasz")
