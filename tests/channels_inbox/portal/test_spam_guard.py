from __future__ import annotations

import pytest
from django.test import Client
from time_machine import TimeMachineFixture

from channels_inbox.models import Inbound
from tests.channels_inbox.portal.browsing import QUESTION, ask, token
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


def test_a_program_that_fills_in_everything_is_refused(client: Client, clock: TimeMachineFixture) -> None:
    answer = ask(client, clock, website="https://spam.example")
    assert answer.status_code == 422
    assert not Inbound.objects.exists()


def test_a_person_whose_browser_filled_the_hidden_field_gets_through_the_second_time(
    client: Client, clock: TimeMachineFixture
) -> None:
    page = ask(client, clock, website="Maya AB")
    assert "Press the button once more" in page.content.decode()
    assert "Maya AB" not in page.content.decode()
    client.post("/contact/", {**QUESTION, "once": token(page)})
    assert Ticket.objects.count() == 1


def test_quicker_than_anyone_writes_is_refused_with_words_and_works_a_moment_later(
    client: Client, clock: TimeMachineFixture
) -> None:
    page = ask(client, clock, after=1)
    assert page.status_code == 422
    assert "quicker than people write" in page.content.decode()
    assert not Inbound.objects.exists()
    clock.shift(3)
    client.post("/contact/", {**QUESTION, "once": token(page)})
    assert Ticket.objects.count() == 1


def test_while_a_field_needs_a_word_nothing_asks_for_the_button(client: Client, clock: TimeMachineFixture) -> None:
    page = ask(client, clock, after=1, subject="").content.decode()
    assert "Say in a few words what it is about." in page
    assert "quicker than people write" not in page


@pytest.mark.parametrize("once", ["", "made-up", "1763535600.000-abcdef:c2lnbmVk"])
def test_a_form_without_our_token_is_refused_but_can_be_sent_again(
    client: Client, clock: TimeMachineFixture, once: str
) -> None:
    page = ask(client, clock, once=once)
    assert page.status_code == 422
    assert not Inbound.objects.exists()
    clock.shift(10)
    client.post("/contact/", {**QUESTION, "once": token(page)})
    assert Ticket.objects.count() == 1


def test_a_page_left_open_over_a_holiday_still_sends_after_one_more_press(
    client: Client, clock: TimeMachineFixture
) -> None:
    page = ask(client, clock, after=8 * 86_400)
    assert page.status_code == 422
    clock.shift(10)
    client.post("/contact/", {**QUESTION, "once": token(page)})
    assert Ticket.objects.count() == 1


def test_one_visitor_cannot_send_without_end(client: Client, clock: TimeMachineFixture) -> None:
    for number in range(20):
        assert ask(client, clock, email=f"p{number}@example.com").status_code == 302
    refused = ask(client, clock, email="one.more@example.com", message="My real question")
    assert refused.status_code == 429
    assert "My real question" in refused.content.decode()
    assert Inbound.objects.count() == 20


def test_one_address_cannot_be_written_in_without_end(client: Client, clock: TimeMachineFixture) -> None:
    answers = [ask(client, clock, message=f"No. {n}", email="Victim@example.com").status_code for n in range(11)]
    assert answers == [302] * 10 + [429]


def test_a_made_up_forwarded_for_header_does_not_make_another_visitor(
    client: Client, clock: TimeMachineFixture
) -> None:
    answers = []
    for number in range(21):
        client.defaults["HTTP_X_FORWARDED_FOR"] = f"198.51.100.{number}"
        answers.append(ask(client, clock, email=f"p{number}@example.com").status_code)
    assert answers[-1] == 429
