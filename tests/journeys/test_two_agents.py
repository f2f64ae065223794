"""Two agents on one ticket: they see each other, and neither answers over words unread."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.journeys.browsing import Watch
from tests.journeys.conftest import OpenPage
from tests.journeys.customer import Customer
from tests.journeys.desk_page import add_note, open_ticket, reply, row, said_by_customer

SUBJECT = "Two of us look at this grinder"


def test_agents_see_each_other_and_a_stale_reply_shows_what_is_new(
    open_page: OpenPage, customer: Callable[[str], Customer], watch: Watch
) -> None:
    watch.expected.add("status of 409")
    sven = customer("Sven Aas")
    ana, tomasz = open_page("ana@halden.example"), open_page("tomasz@halden.example")
    for page in (ana, tomasz):
        page.goto("/agent/views/all/")
    long_story = "\n\n".join(f"{hour}:00 The burrs stop after some seconds." for hour in range(60))
    sven.send(sven.write(SUBJECT, long_story))
    for page in (ana, tomasz):
        open_ticket(page, SUBJECT)

    # Each sees that the other is here, and that he is writing.
    expect(ana.locator("#viewers")).to_have_attribute("aria-label", "Also here: Tomasz Wolny")
    expect(tomasz.locator("#viewers")).to_have_attribute("aria-label", "Also here: Ana Ruiz")
    tomasz.locator("#open_reply").click()
    tomasz.locator("#composer_text").press_sequentially("Clean")
    expect(ana.locator("#collision")).to_contain_text("Tomasz is writing")
    expect(ana.locator("#ticket_list [data-typing]")).to_have_text("Tomasz typing")
    expect(tomasz.locator("#draft_state")).to_contain_text("Draft saved")
    ana.get_by_role("button", name="See draft").click()
    expect(ana.locator("#colleague_draft")).to_contain_text("Clean")
    # Who comes later to a list sees it too.
    priya = open_page("priya@halden.example")
    priya.goto("/agent/views/all/")
    tomasz.locator("#composer_text").press_sequentially(" the")
    expect(row(priya, SUBJECT).locator("[data-typing]")).to_have_text("Tomasz typing")

    # Ana reads further up while Tomasz answers: her reply is stopped and shows his.
    ana.locator("#open_reply").click()
    ana.locator("#composer_text").fill("Send us a video, please.")
    ana.locator("#messages_scroll").hover()
    ana.mouse.wheel(0, -3000)
    tomasz.locator("#composer_text").fill("Clean the chute with the brush.")
    tomasz.get_by_role("button", name="Send email", exact=True).click()
    expect(ana.locator("#newer")).to_contain_text("1 new")
    # Well before his last "typing" would have faded by itself.
    expect(ana.locator("#collision")).to_be_hidden(timeout=3_000)
    expect(ana.locator("#ticket_list [data-typing]")).to_have_count(0)
    ana.get_by_role("button", name="Send email", exact=True).click()
    expect(ana.locator("#meanwhile")).to_contain_text("Tomasz Wolny wrote while you were writing.")
    expect(ana.locator("#meanwhile")).to_contain_text("Clean the chute with the brush.")
    expect(ana.locator("#composer_text")).to_have_value("Send us a video, please.")
    assert [letter for letter in sven.letters() if "video" in letter.as_string()] == []

    # She has read it, rewords hers and sends all the same.
    ana.locator("#composer_text").press("End")
    ana.locator("#composer_text").press_sequentially(" And a photo.")
    ana.get_by_role("button", name="Send anyway").click()
    expect(tomasz.locator(".msg--agent .msg__text", has_text="Send us a video")).to_have_count(1)
    letters = sven.wait_for_letters(3)
    assert [("Clean" in text, "video" in text) for text in (letter.as_string() for letter in letters[1:])] == [
        (True, False),
        (False, True),
    ]

    # A note is stopped too; what she meant to say is said already, and what she typed comes back with one click.
    ana.locator("#open_note").click()
    ana.locator("#composer_text").fill("I call him tomorrow.")
    ana.locator("#messages_scroll").hover()
    ana.mouse.wheel(0, -3000)
    tomasz.locator("#open_note").click()
    tomasz.locator("#composer_text").fill("I have called him.")
    tomasz.get_by_role("button", name="Add note").click()
    expect(ana.locator("#newer")).to_contain_text("1 new")
    ana.get_by_role("button", name="Add note").click()
    expect(ana.locator("#meanwhile")).to_contain_text("I have called him.")
    ana.get_by_role("button", name="Discard mine").click()
    expect(ana.locator("#composer_form")).to_be_hidden()
    ana.get_by_role("button", name="Undo").click()
    expect(ana.locator("#composer_text")).to_have_value("I call him tomorrow.")
    ana.get_by_role("button", name="Add note").click()
    expect(tomasz.locator(".msg--note .msg__text", has_text="tomorrow")).to_have_count(1)

    # At the end of the page too: eyes are on what one writes, so what comes in is said there and has to be read.
    ana.locator("#open_note").click()
    ana.locator("#composer_text").fill("It is the chute.")
    add_note(tomasz, "The part is ordered.")
    expect(ana.locator("#overtaken")).to_contain_text("Tomasz Wolny wrote while you were writing.")
    ana.get_by_role("button", name="Add note").click()
    expect(ana.locator("#meanwhile")).to_contain_text("The part is ordered.")
    ana.get_by_role("button", name="Keep editing").click()
    add_note(tomasz, "It comes on Friday.")
    expect(ana.locator("#overtaken")).to_be_visible()
    ana.get_by_role("button", name="I have read it").click()
    expect(ana.locator("#overtaken")).to_have_count(0)
    ana.get_by_role("button", name="Add note").click()
    expect(tomasz.locator(".msg--note .msg__text", has_text="It is the chute.")).to_have_count(1)

    # One leaves; the other is told.
    tomasz.goto("/agent/views/all/")
    expect(ana.locator("#viewers")).to_be_empty()


def test_a_page_that_was_away_catches_up(
    open_page: OpenPage, customer: Callable[[str], Customer], watch: Watch
) -> None:
    watch.expected.add("ERR_INTERNET_DISCONNECTED")
    lise = customer("Lise Dahl")
    page = open_page("ana@halden.example")
    page.goto("/agent/views/all/")
    lise.send(lise.write("My laptop slept", "First words."))
    open_ticket(page, "My laptop slept")
    reply(page, "Good morning.")
    letter = lise.wait_for_letters(2)[1]

    page.context.set_offline(True)
    expect(page.locator("#offline")).to_be_visible()
    lise.send(lise.answer(letter, "Written while you were away."))
    lise.send(lise.write("Another one meanwhile", "Also new."))
    page.context.set_offline(False)
    expect(said_by_customer(page, "Written while you were away.")).to_have_count(1)
    expect(page.locator("#offline")).to_be_hidden()
    expect(row(page, "Another one meanwhile")).to_have_count(1)
