"""“This solved it” in a letter: a scanner that opens it changes nothing, its reader closes the request."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from time_machine import TimeMachineFixture

from accounts.models import User
from channels_inbox.composing import compose
from channels_inbox.models import Outbound
from channels_inbox.portal.solved_links import solved_link
from knowledgebase.models import HelpCentre, Translation, Visit
from tests.channels_inbox.portal.browsing import ask
from tests.factories import make_mailbox, make_ticket
from tests.knowledgebase.writing import make_article
from tickets.models import Event, Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_held_out(db: None) -> None:
    HelpCentre.objects.update(holdout_percent=0)


@pytest.fixture
def article(db: None) -> Translation:
    return make_article("The pump is loud or rattles", "Fill the tank.", keywords="loud pump")


@pytest.fixture
def path(ticket: Ticket, article: Translation) -> str:
    return solved_link(ticket, ticket.requester, article).removeprefix(settings.SITE_URL)


def letter(client: Client, clock: TimeMachineFixture, **words: str) -> tuple[str, str]:
    """Ask with the form and return the acknowledgement, as text and HTML."""
    make_mailbox("help@halden.example")
    ask(client, clock, **{"subject": "My pump is loud", "message": "It rattles since Sunday.", **words})
    written = compose(Outbound.objects.get())
    return written.text, written.html or ""


def test_the_acknowledgement_names_a_sure_answer_and_a_way_to_say_it_helped(
    client: Client, clock: TimeMachineFixture, article: Translation
) -> None:
    text, html = letter(client, clock)
    for part in (text, html):
        assert article.get_absolute_url() in part
        assert f"{settings.SITE_URL}/solved/" in part
    suggested = Visit.objects.get(kind="suggested")
    assert (suggested.place, suggested.translation) == ("mail", article)
    found = re.search(rf"{settings.SITE_URL}(/solved/\S+)", text)
    assert found
    assert client.get(found[1]).status_code == 200


def test_an_unsure_one_a_hidden_one_and_the_holdout_get_the_plain_letter(
    client: Client, clock: TimeMachineFixture, article: Translation
) -> None:
    make_article("Grinder stops after lunch", visibility="signed_in", keywords="grinder stops")
    make_mailbox("help@halden.example")
    for subject, percent in (("Where is my invoice", 0), ("My grinder stops after lunch", 0), ("My pump is loud", 100)):
        HelpCentre.objects.update(holdout_percent=percent)
        Outbound.objects.all().delete()
        ask(client, clock, subject=subject, message="It is so.", email=f"a{percent}{len(subject)}@x.example")
        written = compose(Outbound.objects.get())
        assert "/solved/" not in written.text + (written.html or ""), subject
    assert Visit.objects.get().holdout


def test_the_letter_leaves_without_suggestions_when_the_search_fails(
    client: Client, clock: TimeMachineFixture, article: Translation, caplog: pytest.LogCaptureFixture
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE knowledgebase_searchentry RENAME TO gone")
    text, html = letter(client, clock)
    assert "/solved/" not in text + html
    assert "See your request:" in text
    assert "leaves without" in caplog.text


def test_looking_changes_nothing_and_the_button_closes_the_request(
    client: Client, ticket: Ticket, article: Translation, path: str
) -> None:
    for method in (client.get, client.head):
        page = method(path)
        assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert page["X-Robots-Tag"] == "noindex"
    ticket.refresh_from_db()
    assert ticket.category == "new"
    for _ in range(2):
        assert client.post(path).status_code == 302
    ticket.refresh_from_db()
    assert ticket.category == "resolved"
    event = Event.objects.get(ticket=ticket, action="resolved")
    assert event.by_customer == ticket.requester
    solved = Visit.objects.get(kind="solved")
    assert (solved.place, solved.translation) == ("mail", article)
    assert "is marked as solved" in client.get(path).content.decode()


def test_a_link_runs_out(clock: TimeMachineFixture, client: Client, ticket: Ticket, path: str) -> None:
    clock.shift(timedelta(days=settings.REQUEST_LINK_DAYS, hours=1))
    for method in (client.get, client.post):
        answer = method(path)
        assert answer.status_code == 410
    ticket.refresh_from_db()
    assert ticket.category == "new"


def test_a_forged_link_and_one_of_somebody_who_left_are_nothing(
    client: Client, ticket: Ticket, article: Translation, path: str, customer: User, outsider: User
) -> None:
    theirs = make_ticket(outsider.customer)
    swapped = solved_link(theirs, ticket.requester, article).removeprefix(settings.SITE_URL)
    cut = path[:-3] + "xx/"
    for wrong in (swapped, cut, "/solved/1-1-1/", "/solved/x/"):
        assert (client.get(wrong).status_code, client.post(wrong).status_code) == (404, 404), wrong
    customer.is_active = False
    customer.save()
    assert client.get(path).status_code == 404


def test_an_article_that_was_withdrawn_is_not_named(client: Client, path: str, article: Translation) -> None:
    article.article.audience = "internal"
    article.article.save()
    page = client.get(path)
    assert page.status_code == 200
    assert "The pump is loud" not in page.content.decode()


def test_the_second_of_two_clicks_at_once_is_no_second_solution(
    client: Client, ticket: Ticket, article: Translation, path: str
) -> None:
    clicks: list[int] = []

    def other_click(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        """Send the same form just before the first one gets the ticket's lock."""
        if not clicks and "FOR" in sql and "UPDATE" in sql and "tickets_ticket" in sql:
            clicks.append(1)
            clicks.append(Client().post(path).status_code)
        return execute(sql, *rest)

    with connection.execute_wrapper(other_click):
        assert client.post(path).status_code == 302
    assert clicks == [1, 302]
    assert Visit.objects.filter(kind="solved").count() == 1
