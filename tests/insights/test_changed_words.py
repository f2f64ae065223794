"""Where colleagues change an article's words before they send them, its owner is to look at it."""

from __future__ import annotations

import pytest

from accounts.models import User
from insights.contradicting import changed
from insights.models import Doubt
from insights.operations.doubting import find_doubts
from knowledgebase.models import Translation
from tests.channels_inbox.desk.conftest import signed_in
from tests.factories import make_answer, make_ticket
from tests.knowledgebase.writing import make_article
from tickets.operations.citing import cite_article

pytestmark = pytest.mark.django_db

TEXT = "Set the pump to 15 bar with the small key. Close the lid and wait for the light to turn green."
BETTER = TEXT.replace("15 bar", "9 bar")


def answered(text: Translation, answer: str, *, by: User) -> None:
    ticket = make_ticket()
    cite_article(ticket, text, by=by)
    make_answer(ticket, by=by, text=answer)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (f"Hello Maya,\n\n{TEXT}\n\nKind regards\nAna", False),
        (f"Hello Maya,\n\n{BETTER}\n\nKind regards\nAna", True),
        ("Set the pump to 15 bar with the small key. That is all you have to do today.", False),
        ("Have a look at this: https://halden.example/help/en/pump/", None),
        ("", None),
    ],
)
def test_what_an_answer_says_of_an_article(answer: str, told: bool | None) -> None:
    assert changed(TEXT, answer) is told


def test_words_that_are_changed_in_most_answers_are_a_reason(agent: User) -> None:
    fine = make_article("Set the pressure", TEXT)
    doubted = make_article("Set the other pressure", TEXT)
    for n in range(6):
        answered(fine, BETTER if n < 2 else TEXT, by=agent)
        answered(doubted, BETTER if n < 4 else TEXT, by=agent)
    find_doubts()
    doubt = Doubt.objects.get(reason="edits")
    assert doubt.article == doubted.article
    assert "4 of the 6 answers" in doubt.evidence


def test_few_answers_are_no_reason(agent: User) -> None:
    text = make_article("Set the pressure", TEXT)
    for _ in range(4):
        answered(text, BETTER, by=agent)
    assert find_doubts() == 0


def test_beside_an_article_stands_what_it_is_good_for(agent: User, customer: User, outsider: User) -> None:
    text = make_article("Set the pressure", TEXT)
    answered(text, TEXT, by=agent)
    path = f"/agent/insights/questions/of-article/{text.article_id}/"
    desk = signed_in(agent)
    assert path in desk.get(f"/agent/knowledge/{text.article_id}/en/").text
    drawn = desk.get(path).text
    assert "Nobody asked in 30 days what it answers." in drawn
    assert '<dt>Answered with it</dt><dd class="num">1</dd>' in drawn
    for person in (customer, outsider):
        assert signed_in(person).get(path).status_code == 404
