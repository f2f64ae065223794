"""The same question comes ten times by mail and chat; its answer is written down, and the next one finds it alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from playwright.sync_api import Page, expect

from tests.journeys.conftest import OpenPage
from tests.journeys.customer import Customer
from tests.journeys.desk_page import open_ticket, reply, row
from tests.journeys.running import Desk, eventually
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


TOMASZ, ANA = "tomasz@halden.example", "ana@halden.example"
NEXT = "Can I rent a Duo from you for a wedding in May?"
SUGGESTED = "SELECT count(*) FROM knowledgebase_visit WHERE kind = 'suggested' AND query = %s AND holdout = %s"
# Sessions count when their day is over.
DAYS_GO_BY = """
UPDATE knowledgebase_visit SET at = at - interval '2 days' WHERE visitor IN (
    SELECT visitor FROM knowledgebase_visit JOIN knowledgebase_translation text ON text.id = translation_id
    WHERE text.article_id = %s)
RETURNING kind
"""


def ask(customer: Callable[[str], Customer], visitor: Page, desk: Desk) -> None:
    """Let nine write by mail, and a tenth in the chat."""
    for n, text in enumerate(ASKED):
        asker = customer(f"Asker Number{n}")
        asker.send(asker.write(text, f"Hello,\n\n{text}\n\nKind regards\n{asker.name}"))
    chat = open_chat(visitor, f"{desk.shop}/pro-2/")
    chat.locator("[data-part=start]").click()
    chat.get_by_label("Your name").fill("Chatting Asker")
    chat.get_by_label("Email, if we get cut off").fill("chatting.asker@cafe.example")
    chat.get_by_label("What is it about?").fill(IN_CHAT)
    chat.locator("[data-part=send]").click()


def answer(page: Page) -> None:
    """Answer one of the ten."""
    page.goto("/agent/views/all/")
    for text in [*ASKED, IN_CHAT]:
        expect(row(page, text)).to_have_count(1)
    open_ticket(page, ASKED[0])
    reply(page, ANSWER)
    page.locator("#resolve").click()
    expect(page.locator("#prop_status")).to_contain_text("Resolved")


def draft(page: Page, desk: Desk) -> int:
    """Begin an article from the radar, send it for review and return its number."""
    desk.run("from insights.tasks import listen; listen()")
    page.goto("/agent/insights/questions/?q=wedding")
    first = page.locator("tbody tr").first
    expect(first).to_contain_text("Rising")
    assert int(first.locator("td.num").first.inner_text()) >= len([*ASKED, IN_CHAT])
    first.get_by_role("link").first.click()
    page.get_by_role("button", name="Draft an article").click()
    expect(page.locator("#toasts")).to_contain_text("drafted from the best answers")
    body = page.get_by_label("Text, in Markdown")
    expect(body).to_have_value(re.compile("We rent the Duo for weddings"))
    expect(body).not_to_have_value(re.compile("Asker"))
    number = re.search(r"/knowledge/(\d+)/", page.url)
    assert number is not None
    page.get_by_role("link", name="Send for review").click()
    page.get_by_role("button", name="Send for review").click()
    expect(page.get_by_text("A reviewer has this text.")).to_be_visible()
    return int(number[1])


def test_a_question_asked_ten_times_is_answered_before_it_is_asked_again(
    desk: Desk,
    people_alone: None,
    hold_out: Callable[[int], None],
    open_page: OpenPage,
    customer: Callable[[str], Customer],
) -> None:
    # They begin to write before there is an answer: nobody fills a form in within seconds.
    others = [open_page() for _ in range(2)]
    for other in others:
        other.goto("/contact/")
    ask(customer, open_page(), desk)
    page = open_page(TOMASZ)
    answer(page)
    article = draft(page, desk)

    reviewer = open_page(ANA)
    reviewer.goto(f"/agent/knowledge/{article}/en/changes/")
    reviewer.get_by_role("button", name="Approve and publish").click()
    expect(reviewer.locator(".page__head .badge", has_text="Published")).to_be_visible()

    for other, percent in zip(others, (100, 0), strict=True):
        hold_out(percent)
        other.get_by_label("In one sentence").fill(NEXT)
        eventually(partial(desk.value, SUGGESTED, NEXT, percent > 0), what="a suggestion, shown or kept back")
    held, shown = others
    expect(held.get_by_role("region", name="Answers that may help")).to_be_hidden()
    held.get_by_label("What happens, and what have you tried?").fill("It is in June, for ninety guests.")
    held.get_by_label("Email for our answer").fill("held.back@cafe.example")
    held.get_by_role("button", name="Send to").click()
    expect(held.get_by_role("heading", name="Thank you, we have it")).to_be_visible()
    answers = shown.get_by_role("region", name="Answers that may help").get_by_role("listitem")
    answers.filter(has_text="wedding").get_by_role("button", name="This solved it").click()
    expect(shown.get_by_role("heading", name="Good to hear that it is solved")).to_be_visible()

    assert {kind for (kind,) in desk.rows(DAYS_GO_BY, article)} == {"contacted", "solved", "suggested"}
    page.goto("/agent/insights/deflection/?range=365d")
    found = page.get_by_role("row").filter(has=page.get_by_role("link", name=re.compile("wedding", re.IGNORECASE)))
    # Sessions, suggested, kept back, solved.
    expect(found.locator("td.num")).to_have_text(["1", "1", "1", "1"])
    page.goto("/agent/insights/questions/?q=wedding")
    expect(page.locator("tbody tr").first.locator(".question__answer")).to_contain_text(
        re.compile("wedding", re.IGNORECASE)
    )
