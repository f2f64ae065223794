from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from knowledgebase.models import ArticleFlag, Revision, Visibility
from tests.channels_inbox.desk.conftest import HTMX, signed_in
from tests.factories import make_answer, make_customer, make_ticket, make_user
from tests.knowledgebase.writing import make_article, make_category
from tickets.models import Ticket, TicketArticle

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket() -> Ticket:
    maya = make_customer(name="Maya Lindqvist", email="maya@cafenorr.example")
    return make_ticket(requester=maya, subject="I forgot my password", text="How do I get a new password?")


def at(name: str, *args: object) -> str:
    return reverse(name, args=args)


def test_articles_that_answer_a_ticket_stand_beside_it(agent: User, ticket: Ticket) -> None:
    make_article("Reset your password", "Choose *Forgotten password*.")
    make_article("Descale the machine", "Mix the powder with water.")
    drawn = signed_in(agent).get(at("agent_ticket_answers", ticket.number), headers=HTMX).text
    assert "Reset your" in drawn
    assert "Descale" not in drawn


def test_a_search_beside_a_ticket_finds_what_does_not_answer_it(agent: User, ticket: Ticket) -> None:
    make_article("Descale the machine", "Mix the powder with water.")
    desk = signed_in(agent)
    assert "No article answers this yet" in desk.get(at("agent_ticket_answers", ticket.number)).text
    assert "Descale" in desk.get(at("agent_ticket_answers", ticket.number), {"q": "descale"}).text
    nothing = desk.get(at("agent_ticket_answers", ticket.number), {"q": "<b>qqq</b>"}).text
    assert "No article says anything about “&lt;b&gt;qqq&lt;/b&gt;”" in nothing


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("text", "Choose Forgotten password."),
        ("quote", "&gt; Choose Forgotten password."),
        ("link", "Reset your password: http"),
    ],
)
def test_the_composer_is_given_an_article_and_its_use_is_noted_once(
    agent: User, ticket: Ticket, how: str, words: str
) -> None:
    article = make_article("Reset your password", "Choose *Forgotten password*.")
    desk = signed_in(agent)
    for _ in range(2):
        answer = desk.post(at("agent_ticket_answer", ticket.number, article.pk), {"how": how}, headers=HTMX)
        assert words in answer.text
    assert TicketArticle.objects.get().translation == article
    assert ticket.events.filter(action="article_used").count() == 1


def test_the_address_of_an_internal_article_is_not_for_customers(agent: User, ticket: Ticket) -> None:
    article = make_article("Password rules", "Ours.", visibility=Visibility.INTERNAL)
    desk = signed_in(agent)
    assert "Internal" in desk.get(at("agent_ticket_answers", ticket.number), {"q": "password rules"}).text
    assert desk.post(at("agent_ticket_answer", ticket.number, article.pk), {"how": "link"}).status_code == 404
    assert desk.post(at("agent_ticket_answer", ticket.number, article.pk), {"how": "text"}).status_code == 200


def test_what_is_wrong_with_an_article_is_kept_for_its_owner(agent: User, ticket: Ticket) -> None:
    article = make_article("Reset your password", "Choose *Forgotten password*.")
    desk, url = signed_in(agent), at("agent_ticket_answer_flag", ticket.number, article.pk)
    assert desk.post(url, {"reason": " "}, headers=HTMX).status_code == 422
    for _ in range(2):
        assert desk.post(url, {"reason": "The button has moved"}, headers=HTMX).status_code == 200
    flag = ArticleFlag.objects.get()
    assert (flag.translation, flag.reason, flag.ticket_number) == (article, "The button has moved", ticket.number)
    assert article.article.events.filter(action="flagged").count() == 1


def test_an_article_begins_with_the_answers_without_who_they_were_for(agent: User, ticket: Ticket) -> None:
    shelf = make_category()
    text = (
        "Hello Maya,\n\nI wrote to maya@cafenorr.example: order HAL-2024-88173 has a new password. Choose it within an "
        "hour, Maya, or call +46 70 123 45 67.\n\nBest regards\nAna"
    )
    make_answer(ticket, by=agent, text=text)
    desk, url = signed_in(agent), at("agent_ticket_article", ticket.number)
    page = desk.get(url)
    body = page.context["form"].initial["body"]
    for personal in ("Maya", "cafenorr", "88173", "123 45", "Best regards"):
        assert personal not in body
    assert "Choose it within an hour" in body
    assert "maya@cafenorr.example" in " ".join(page.context["removed"])
    assert not Revision.objects.exists()
    given = {"title": "Get a new password", "body": body, "category": shelf.pk, "locale": "en"}
    assert desk.post(url, {**given, "title": ""}).status_code == 422
    answer = desk.post(url, given)
    draft = Revision.objects.get()
    assert answer.headers["Location"] == at("agent_article", draft.translation.article_id, "en")
    assert (draft.title, draft.body, draft.state) == ("Get a new password", body, Revision.State.DRAFT)


def test_light_agents_read_articles_and_use_none(ticket: Ticket) -> None:
    article = make_article("Reset your password", "Choose *Forgotten password*.")
    emil = signed_in(make_user(User.Role.LIGHT_AGENT))
    drawn = emil.get(at("agent_ticket_answers", ticket.number)).text
    assert "Reset your" in drawn
    assert "Insert" not in drawn
    assert emil.post(at("agent_ticket_answer", ticket.number, article.pk), {"how": "text"}).status_code == 404
    assert emil.get(at("agent_ticket_article", ticket.number)).status_code == 404


def test_an_article_nobody_published_can_neither_be_used_nor_flagged(
    agent: User, ticket: Ticket, client: Client
) -> None:
    from tests.knowledgebase.writing import make_draft

    draft = make_draft("Secret plans", "None.").translation
    desk = signed_in(agent)
    assert desk.post(at("agent_ticket_answer", ticket.number, draft.pk), {"how": "text"}).status_code == 404
    assert desk.post(at("agent_ticket_answer_flag", ticket.number, draft.pk), {"reason": "x"}).status_code == 404
