"""The page a click in our question leads to."""

from __future__ import annotations

import re

import pytest
from django.core.signing import TimestampSigner
from django.test import Client
from time_machine import TimeMachineFixture

from accounts.models import User
from channels_inbox.asking import ask_for_ratings
from channels_inbox.composing import compose
from channels_inbox.models import Outbound
from channels_inbox.portal.links import make_token as request_token
from channels_inbox.portal.rating_links import make_token
from tests.factories import make_mailbox
from tickets.models import Rating, Ticket
from tickets.operations.progress import resolve_ticket

DAY = 86_400


@pytest.fixture
def rating(clock: TimeMachineFixture, ticket: Ticket, agent: User) -> Rating:
    make_mailbox()
    resolve_ticket(ticket, by=agent)
    clock.shift(7200)
    ask_for_ratings()
    return Rating.objects.get()


@pytest.fixture
def path(rating: Rating) -> str:
    return f"/rate/{make_token(rating, 3)}/"


def chosen(page: str) -> list[str]:
    return re.findall(r'name="score" value="(\d)"[^>]* checked', page)


def test_each_link_of_the_letter_leads_to_its_own_answer(client: Client, rating: Rating) -> None:
    links = re.findall(r"https?://\S+?(/rate/\S+)", compose(Outbound.objects.get()).text)
    assert [chosen(client.get(link).content.decode()) for link in links] == [["5"], ["3"], ["1"]]


def test_looking_records_nothing_however_often_a_scanner_looks(client: Client, rating: Rating, path: str) -> None:
    for _ in range(3):
        assert client.get(path).status_code == 200
        assert client.head(path).status_code == 200
    rating.refresh_from_db()
    assert (rating.score, rating.rated_at, rating.answers.count()) == (None, None, 0)


def test_one_button_keeps_the_answer_and_says_thank_you(client: Client, rating: Rating, path: str) -> None:
    answer = client.post(path, {"score": "1", "reason": "It took too long", "comment": "Three days\r\nof silence."})
    assert (answer.status_code, answer["Location"]) == (302, f"{path}thanks/")
    thanks = client.get(answer["Location"]).content.decode()
    assert "Thank you" in thanks
    assert "Not good" in thanks
    rating.refresh_from_db()
    assert (rating.score, rating.reason, rating.comment) == (1, "It took too long", "Three days\nof silence.")


def test_a_second_click_may_change_the_answer_and_says_what_was_said_before(
    client: Client, rating: Rating, path: str
) -> None:
    client.post(path, {"score": "1"})
    page = client.get(f"/rate/{make_token(rating, 5)}/").content.decode()
    assert chosen(page) == ["5"]
    assert "You said <b>Not good</b> before" in page
    client.post(path, {"score": "5"})
    rating.refresh_from_db()
    assert rating.score == 5


def test_after_seven_days_the_page_says_that_it_stays(
    client: Client, clock: TimeMachineFixture, rating: Rating, path: str
) -> None:
    client.post(path, {"score": "5"})
    clock.shift(7 * DAY + 1)
    assert "those are over" in client.get(path).content.decode()
    assert client.post(path, {"score": "1"}).status_code == 409
    rating.refresh_from_db()
    assert rating.score == 5


@pytest.mark.parametrize("given", [{}, {"score": "4"}, {"score": "x"}, {"score": "5", "reason": "Because"}])
def test_what_is_none_of_the_answers_is_refused_with_what_was_typed(
    client: Client, rating: Rating, path: str, given: dict[str, str]
) -> None:
    answer = client.post(path, {**given, "comment": "My own words"})
    assert answer.status_code == 422
    assert "My own words" in answer.content.decode()
    rating.refresh_from_db()
    assert rating.score is None


def test_the_page_shows_nothing_of_the_ticket_but_its_number(client: Client, rating: Rating, path: str) -> None:
    page = client.get(path)
    assert str(rating.ticket.number) in page.content.decode()
    assert rating.ticket.subject not in page.content.decode()
    assert "maya" not in page.content.decode().lower()
    assert page["Referrer-Policy"] == "same-origin"
    assert page["X-Robots-Tag"] == "noindex"


def test_forged_and_foreign_links_open_nothing(client: Client, rating: Rating, path: str) -> None:
    good = make_token(rating, 3)
    value, _, rest = good.partition(".")
    foreign = TimestampSigner(sep=".", salt="portal.request-link").sign(value)
    forged = [f"{rating.pk}-5.{rest}", f"{rating.pk + 1}-3.{rest}", value, f"{good[:-1]}%", foreign, "x", "ü.1.2"]
    for token in [*forged, request_token(rating.ticket, rating.customer)]:
        assert client.get(f"/rate/{token}/").status_code == 404, token
        assert client.post(f"/rate/{token}/", {"score": "5"}).status_code == 404, token
        assert client.get(f"/rate/{token}/thanks/").status_code == 404, token
    # Nor is a rating's link a key to its request.
    assert client.get(f"/r/{good}/").status_code == 404


def test_a_link_runs_out(client: Client, clock: TimeMachineFixture, rating: Rating, path: str) -> None:
    clock.shift(31 * DAY)
    assert client.get(path).status_code == 410
    assert client.post(path, {"score": "5"}).status_code == 410
    rating.refresh_from_db()
    assert rating.score is None


def test_a_closed_account_rates_nothing(client: Client, rating: Rating, path: str, customer: User) -> None:
    customer.is_active = False
    customer.save()
    assert client.get(path).status_code == 404
    assert client.post(path, {"score": "5"}).status_code == 404


def test_the_outsider_s_login_opens_nothing_more(client: Client, rating: Rating, path: str, outsider: User) -> None:
    client.force_login(outsider)
    assert client.get("/rate/").status_code == 404
    assert rating.ticket.subject not in client.get(path).content.decode()


def test_changing_it_on_and_on_is_stopped(client: Client, rating: Rating, path: str) -> None:
    codes = [client.post(path, {"score": str(1 + 2 * (n % 2))}).status_code for n in range(22)]
    assert codes == [302] * 20 + [429] * 2
