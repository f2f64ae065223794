"""The same question comes ten times by mail and chat: the radar shows it, and its best answer becomes a draft."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.journeys.conftest import OpenPage
from tests.journeys.customer import Customer
from tests.journeys.desk_page import open_ticket, reply, row
from tests.journeys.running import Desk
from tests.journeys.shop_visitor import open_chat

ASKED = [
    "Can I rent a Duo for a wedding?",
    "Do you rent machines for a wedding?",
    "Is it possible to rent a Duo for our wedding?",
    "Renting a machine for a wedding, is that possible?",
    "We would like to rent a Duo for a wedding, can we?",
    "How do I rent a machine for my wedding?",
    "What does it cost to rent a Duo for a wedding?",
    "Could we rent two machines for a wedding?",
    "May I rent a machine from you for a wedding in June?",
]
IN_CHAT = "Can I rent a machine for my wedding?"
ANSWER = (
    "We rent the Duo for weddings by the weekend. Tell the roastery your day six weeks ahead, fetch it on Friday and bring "
    "it back on Monday, clean and dry."
)


def test_a_question_asked_ten_times_becomes_a_draft(
    desk: Desk, people_alone: None, open_page: OpenPage, customer: Callable[[str], Customer]
) -> None:
    for n, text in enumerate(ASKED):
        asker = customer(f"Asker Number{n}")
        asker.send(asker.write(text, f"Hello,\n\n{text}\n\nKind regards\n{asker.name}"))
    visitor = open_page()
    chat = open_chat(visitor, f"{desk.shop}/pro-2/")
    chat.locator("[data-part=start]").click()
    chat.get_by_label("Your name").fill("Chatting Asker")
    chat.get_by_label("Email, if we get cut off").fill("chatting.asker@cafe.example")
    chat.get_by_label("What is it about?").fill(IN_CHAT)
    chat.locator("[data-part=send]").click()

    page = open_page("ana@halden.example")
    page.goto("/agent/views/all/")
    for text in [*ASKED, IN_CHAT]:
        expect(row(page, text)).to_have_count(1)
    open_ticket(page, ASKED[0])
    reply(page, ANSWER)
    page.locator("#resolve").click()
    expect(page.locator("#prop_status")).to_contain_text("Resolved")

    desk.run("from insights.tasks import listen; listen()")
    page.goto("/agent/insights/questions/?q=wedding")
    first = page.locator("tbody tr").first
    expect(first).to_contain_text("Rising")
    assert int(first.locator("td.num").first.inner_text()) >= len([*ASKED, IN_CHAT])
    first.get_by_role("link").first.click()
    page.get_by_role("button", name="Draft an article").click()
    expect(page.locator("#toasts")).to_contain_text("drafted from the best answers")
    (body,) = desk.rows("SELECT body FROM knowledgebase_revision WHERE body LIKE 'We rent the Duo for weddings%%'")
    assert "Asker" not in body[0]
    page.goto("/agent/insights/questions/?q=wedding")
    expect(page.locator("tbody tr").first).to_contain_text("Draft")
