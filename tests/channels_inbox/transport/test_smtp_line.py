"""Many letters over one connection: each once, whatever the server thinks of connections."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from channels_inbox.adapters.email.smtp_out import Line
from channels_inbox.sending import Refused, Sent, TryLater
from tests.channels_inbox.transport.letters import letter
from tests.channels_inbox.transport.sink import Sink, smtp_sink
from tests.channels_inbox.transport.test_smtp_out import channel_at, yes

READERS = [f"reader{n}@example.com" for n in range(5)]


@pytest.fixture
def sink() -> Iterator[Sink]:
    with smtp_sink() as running:
        yield running


def received(sink: Sink) -> list[str]:
    return [one for taken in sink.taken for one in taken.recipients]


def test_letters_share_a_connection(sink: Sink) -> None:
    with Line() as line:
        answers = [line.send(channel_at(sink), letter(one), on_transmit=yes) for one in READERS]

    assert all(isinstance(answer, Sent) for answer in answers)
    assert received(sink) == READERS
    assert sink.connections == 1


def test_a_server_that_takes_only_some_on_a_connection_gets_the_rest_on_others(sink: Sink) -> None:
    sink.most_letters = 2
    with Line() as line:
        answers = [line.send(channel_at(sink), letter(one), on_transmit=yes) for one in READERS]

    assert all(isinstance(answer, Sent) for answer in answers)
    assert received(sink) == READERS
    assert sink.connections == 3


def test_a_letter_that_is_refused_spoils_none_after_it(sink: Sink) -> None:
    sink.to_recipient[READERS[1]] = "550 5.1.1 No such user"
    with Line() as line:
        answers = [line.send(channel_at(sink), letter(one), on_transmit=yes) for one in READERS]

    assert isinstance(answers[1], Refused)
    assert received(sink) == [READERS[0], *READERS[2:]]


def test_what_another_worker_sends_is_left_to_it_and_the_next_one_goes(sink: Sink) -> None:
    with Line() as line:
        line.send(channel_at(sink), letter(READERS[0]), on_transmit=yes)
        answer = line.send(channel_at(sink), letter(READERS[1]), on_transmit=lambda: False)
        line.send(channel_at(sink), letter(READERS[2]), on_transmit=yes)

    assert isinstance(answer, TryLater)
    assert received(sink) == [READERS[0], READERS[2]]


def test_a_server_that_is_busy_is_asked_once_more_and_not_for_ever(sink: Sink) -> None:
    with Line() as line:
        line.send(channel_at(sink), letter(READERS[0]), on_transmit=yes)
        sink.to_recipient[READERS[1]] = "450 4.2.1 Come back later"
        answer = line.send(channel_at(sink), letter(READERS[1]), on_transmit=yes)

    assert isinstance(answer, TryLater)
    assert sink.connections == 2
