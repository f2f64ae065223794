"""A worker killed while a letter is handed over: nobody knows, so a person is asked."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.channels_inbox.transport.sink import Sink
from tests.journeys.conftest import OpenPage
from tests.journeys.customer import Customer
from tests.journeys.desk_page import open_ticket, reply
from tests.journeys.running import Desk
from tests.journeys.storm import let_leases_run_out


def test_a_letter_nobody_can_be_sure_of_is_shown_and_sent_again_by_a_person(
    calm_desk: Desk, sink: Sink, open_page: OpenPage, customer: Callable[[str], Customer]
) -> None:
    mona = customer("Mona Berg")
    page = open_page("ana@halden.example")
    page.goto("/agent/views/all/")
    mona.send(mona.write("Is the letter there?", "I wait for it."))
    open_ticket(page, "Is the letter there?")
    mona.wait_for_letters(1)

    sink.stall = True
    reply(page, "It is on its way.")
    assert sink.has_letter.wait(20)
    calm_desk.kill("worker")
    let_leases_run_out(calm_desk)
    sink.stall = False
    sink.go_on.set()
    letters = mona.wait_for_letters(2)
    expect(page.locator(".msg--agent .msg__foot")).to_contain_text("It may or may not have arrived.", timeout=40_000)

    page.get_by_role("button", name="Send again").click()
    expect(page.locator(".msg--agent .msg__foot")).to_contain_text("Sent")
    again = mona.wait_for_letters(3)
    assert again[2]["Message-ID"] == letters[1]["Message-ID"]
