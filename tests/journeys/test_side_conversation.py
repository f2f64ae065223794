"""An agent asks somebody outside; the answer comes back beside the customer's thread, and the customer hears nothing."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.journeys.conftest import OpenPage
from tests.journeys.customer import Customer
from tests.journeys.desk_page import open_ticket


def test_a_question_goes_out_and_its_answer_comes_back_aside(
    open_page: OpenPage, customer: Callable[[str], Customer]
) -> None:
    vera, acme = customer("Vera Lund"), customer("Acme Parts")
    page = open_page("ana@halden.example")
    page.goto("/agent/views/all/")
    vera.send(vera.write("My burrs are blunt", "Where do I get new ones?"))
    number = open_ticket(page, "My burrs are blunt")
    page.locator("#more_actions").click()
    page.locator("#open_side").click()
    page.get_by_label("To", exact=True).fill(acme.email)
    page.get_by_label("Subject").fill("Burr set M-220")
    page.get_by_label("Message").fill("What would one cost?")
    page.locator("#send_side").click()
    expect(page.locator("#prop_status")).to_contain_text("Waiting on someone else")

    # They learn what was written to them, and nothing of the ticket.
    letter = acme.wait_for_letters(1)[0]
    assert letter["Subject"] == "Burr set M-220"
    for unsaid in (str(number), "blunt", "Vera"):
        assert unsaid not in letter.as_string()
    acme.send(acme.answer(letter, "Forty euro for one set."))
    answer = page.locator(".msg--side", has_text="Forty euro for one set.")
    expect(answer).to_have_count(1)
    expect(page.locator("#prop_status")).to_contain_text("Open")

    # The fold holds the thread and a composer of its own.
    answer.locator("summary").click()
    expect(answer.locator(".side__said")).to_contain_text("What would one cost?")
    answer.locator("textarea").fill("Send us two.")
    answer.get_by_role("button", name="Send aside").click()
    expect(answer.locator(".side__said")).to_contain_text("Send us two.")
    assert "Send us two." in acme.wait_for_letters(2)[1].as_string()
    # The acknowledgement of her question is all that Vera got.
    assert len(vera.letters()) == 1
