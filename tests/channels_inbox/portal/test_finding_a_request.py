from __future__ import annotations

import pytest
from django.test import Client
from time_machine import TimeMachineFixture

from channels_inbox.composing import compose
from channels_inbox.models import Outbound
from channels_inbox.portal.links import make_token
from tests.factories import make_customer, make_mailbox
from tickets.models import Participant, Ticket


def find(client: Client, number: object, email: str) -> tuple[int, str]:
    answer = client.post("/requests/find/", {"number": number, "email": email})
    return answer.status_code, answer.get("Location", "")


def test_number_and_address_that_belong_together_bring_a_link_by_mail(client: Client, ticket: Ticket) -> None:
    make_mailbox()
    find(client, f"#{ticket.number}", "Maya@CafeNorr.example")
    letter = compose(Outbound.objects.get())
    assert [a.email for a in letter.to] == ["maya@cafenorr.example"]
    assert "/r/" in letter.text


def test_the_answer_is_the_same_whatever_was_asked_for(client: Client, ticket: Ticket) -> None:
    make_mailbox()
    make_customer("known@example.com")
    answers = {
        find(client, ticket.number, "maya@cafenorr.example"),
        find(client, ticket.number, "known@example.com"),
        find(client, ticket.number, "nobody@example.com"),
        find(client, 99_999_999, "maya@cafenorr.example"),
    }
    assert answers == {(302, "/requests/link-sent/")}
    assert Outbound.objects.count() == 1


def test_a_link_for_a_colleague_in_copy_goes_to_them_and_answers_still_go_to_the_requester(
    client: Client, clock: TimeMachineFixture, ticket: Ticket
) -> None:
    from channels_inbox.outbound import mail_conversation

    make_mailbox()
    barista = make_customer("barista@cafenorr.example")
    Participant.objects.create(ticket=ticket, customer=barista, email="barista@cafenorr.example")
    find(client, ticket.number, "barista@cafenorr.example")
    letter = compose(Outbound.objects.get())
    assert [a.email for a in letter.to] == ["barista@cafenorr.example"]
    assert make_token(ticket, barista).rpartition(".")[0] in letter.text
    assert mail_conversation(ticket).address == "maya@cafenorr.example"


def test_guessing_is_slow(client: Client, ticket: Ticket) -> None:
    answers = [find(client, 1000 + n, "maya@cafenorr.example")[0] for n in range(11)]
    assert answers == [302] * 10 + [429]


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["", "abc", "1\r\n2", "²", "9" * 19, "-1"])
def test_what_is_no_number_is_refused_in_words(client: Client, number: str) -> None:
    answer = client.post("/requests/find/", {"number": number, "email": "maya@cafenorr.example"})
    assert answer.status_code == 422
    assert 'id="id_number_error"' in answer.content.decode()


def test_without_a_mailbox_nothing_breaks(client: Client, ticket: Ticket) -> None:
    assert find(client, ticket.number, "maya@cafenorr.example")[0] == 302
    assert not Outbound.objects.exists()
