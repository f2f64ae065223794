"""A ticket is found by what was said in it, what it is about, and who asked."""

from __future__ import annotations

import pytest

from accounts.models import Customer, Identity, User
from tests.factories import make_answer, make_customer, make_inbound, make_note, make_ticket
from tests.tickets.search.conftest import Search
from tickets.models import Message, Passage, Ticket
from tickets.operations.editing import set_subject
from tickets.operations.indexing import index_messages

pytestmark = pytest.mark.django_db


def test_every_message_the_subject_the_number_and_the_requester_count(search: Search, agent: User) -> None:
    maya = make_customer("maya@cafenorr.example", "Maya Lindqvist")
    ticket = make_ticket(maya, subject="No pressure", text="The gauge stays at four bar.")
    make_ticket(subject="An invoice", text="Please send it again.")
    make_answer(ticket, by=agent, text="Bleed the pump first.")
    make_note(ticket, by=agent, text="Probably the outlet seal.")
    make_inbound(ticket, text="Still hissing!")
    for typed in (
        *("gauge", "bleed", "outlet", "hissing", "pressure", "lindqvist", "maya@cafenorr.example", "cafenorr"),
        *(str(ticket.number), f"#{ticket.number}"),
    ):
        assert search(typed) == [ticket.number], typed


def test_words_may_stand_in_different_messages(search: Search, agent: User) -> None:
    both, one = make_ticket(text="The pump runs."), make_ticket(text="The pump runs.")
    make_answer(both, by=agent, text="Order a seal.")
    assert search("pump seal") == [both.number]
    assert search("pump") == [one.number, both.number]
    assert search("pump -seal") == [one.number]
    assert search("-seal") == [one.number]


def test_a_phrase_is_found_as_written_a_word_by_its_beginning(search: Search) -> None:
    right = make_ticket(subject="A", text="There is no pressure at all.")
    wrong = make_ticket(subject="B", text="Pressure? There is no steam.")
    assert search('"no pressure"') == [right.number]
    assert search("press") == [wrong.number, right.number]
    assert search('"press"') == []


@pytest.mark.parametrize(
    "typed", ["CREME", "crème", "brulee", "strasse", "Straße", "東京", "DU2-10000", "10000", "won't"]
)
def test_case_accents_and_signs_do_not_matter(typed: str, search: Search) -> None:
    ticket = make_ticket(text="Crème brûlée, Straße 5, 東京駅, serial DU2-10000. It won’t start.")
    assert search(typed) == [ticket.number]


@pytest.mark.parametrize("typed", ["' | 'x", "a:* & !b", "\\", "<->", "%", "'; DROP TABLE x;--", "⑴", "ﾞ", "²", "½"])
def test_signs_are_never_read_as_operators_of_the_database(typed: str, search: Search) -> None:
    make_ticket()
    assert search(typed) == []


def test_the_index_follows_what_changes(search: Search, agent: User) -> None:
    ticket = make_ticket(make_customer("old@example.com", "Alma Before"), subject="Wrong subject")
    set_subject(ticket, to="Leaking boiler", by=agent)
    assert (search("wrong"), search("boiler")) == ([], [ticket.number])
    Customer.objects.filter(pk=ticket.requester_id).update(name="Alma After")
    assert (search("before"), search("after")) == ([], [ticket.number])
    Identity.objects.create(customer=ticket.requester, kind="email", value="second@elsewhere.example")
    assert search("second@elsewhere.example") == [ticket.number]
    Identity.objects.filter(customer=ticket.requester).delete()
    assert search("elsewhere") == []
    Message.objects.filter(ticket=ticket).update(text="Anonymised.")
    assert (search("gauge"), search("anonymised")) == ([], [ticket.number])


def test_deleted_messages_leave_no_words(agent: User) -> None:
    ticket = make_ticket()
    Ticket.objects.filter(pk=ticket.pk).delete()
    assert not Passage.objects.exists()


def test_only_the_beginning_of_a_very_long_text_is_indexed(search: Search) -> None:
    ticket = make_ticket(text="early " + "x " * 12_000 + "late")
    assert search("early") == [ticket.number]
    assert search("late") == []


def test_messages_from_before_the_index_are_added_once(search: Search) -> None:
    tickets = [make_ticket(text=f"Case number{n}") for n in range(5)]
    written = list(Passage.objects.order_by("pk").values_list("pk", "words"))
    Passage.objects.all().delete()
    assert search("number3") == []
    make_ticket(text="New since")
    assert index_messages(limit=2) == 5
    assert index_messages() == 0
    assert search("number3") == [tickets[3].number]
    assert list(Passage.objects.order_by("pk").values_list("pk", "words"))[:5] == written


def test_an_empty_search_finds_nothing(search: Search) -> None:
    make_ticket()
    for typed in ("", "  ", "!", '""'):
        assert search(typed) == []
