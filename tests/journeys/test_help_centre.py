"""Somebody finds an answer by themselves: by searching, and while they write to us. Both are told of."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.journeys.conftest import OpenPage
from tests.journeys.looking import complaints
from tests.journeys.running import Desk, eventually

ARTICLE = "The pump is loud or rattles"
VISITS = """
SELECT kind, place FROM knowledgebase_visit
JOIN knowledgebase_translation text ON text.id = translation_id
WHERE text.slug = 'pump-is-loud' AND visitor = ANY (SELECT visitor FROM knowledgebase_visit WHERE query = %s)
ORDER BY knowledgebase_visit.id
"""


def test_an_answer_is_found_read_and_voted_for(desk: Desk, open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/")
    box = page.get_by_role("combobox", name="Search the guides")
    box.press_sequentially("pump is lou")
    option = page.get_by_role("option", name=ARTICLE)
    expect(option).to_be_visible()
    assert complaints(page) == []
    box.press("ArrowDown")
    expect(page.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    box.press("Escape")
    expect(option).to_be_hidden()

    box.fill("the pump is so loud since yesterday")
    box.press("Enter")
    expect(page).to_have_url(f"{desk.url}/help/en/search/?q=the+pump+is+so+loud+since+yesterday")
    page.get_by_role("link", name=ARTICLE).click()
    expect(page.get_by_role("heading", name=ARTICLE, level=1)).to_be_visible()

    page.get_by_role("button", name="No", exact=True).click()
    feedback = page.locator("#feedback")
    expect(feedback.get_by_text("Tell us what was missing")).to_be_visible()
    feedback.get_by_label("Something is missing").check()
    feedback.get_by_label("What were you looking for?").fill("Which noise is normal?")
    feedback.get_by_role("button", name="Send what was missing").click()
    expect(feedback.get_by_text("The people who write this article will read it.")).to_be_visible()
    feedback.get_by_role("button", name="Yes", exact=True).click()
    expect(feedback.get_by_text("Good to know that it helped.")).to_be_visible()
    assert desk.rows("SELECT helpful, reason, comment FROM knowledgebase_vote") == [(True, "", "")]
    question = "the pump is so loud since yesterday"
    eventually(
        lambda: sorted(desk.rows(VISITS, question)) == [("viewed", "help"), ("voted", "help")],
        what="the visit counted",
    )


def test_a_question_is_answered_while_it_is_written(
    desk: Desk, open_page: OpenPage, hold_out: Callable[[int], None]
) -> None:
    hold_out(0)
    page = open_page()
    page.goto("/contact/")
    page.get_by_label("In one sentence").fill("My pump is very loud and rattles")
    suggested = page.get_by_role("region", name="Answers that may help")
    answer = suggested.get_by_role("link", name=ARTICLE)
    expect(answer).to_be_visible()
    assert complaints(page) == []
    with page.expect_popup() as opened:
        answer.click()
    expect(opened.value.get_by_role("heading", name=ARTICLE, level=1)).to_be_visible()
    # What was opened would go along with the request.
    expect(page.locator('#ask input[name="read"]')).to_have_count(1)

    suggested.get_by_role("listitem").filter(has_text=ARTICLE).get_by_role("button", name="This solved it").click()
    expect(page.get_by_role("heading", name="Good to hear that it is solved")).to_be_visible()
    eventually(
        lambda: (
            sorted(desk.rows(VISITS, "My pump is very loud and rattles"))
            == [("solved", "form"), ("suggested", "form"), ("viewed", "help")]
        ),
        what="the suggestion, the visit and the solution",
    )
