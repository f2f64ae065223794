"""The visitor leaves: our answer reaches them by mail, once, and theirs comes back to the same ticket."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from accounts.models import Customer, User
from channels_inbox.chat.mailing import mail_unseen
from channels_inbox.composing import compose
from channels_inbox.models import Channel, ChatLetter, Inbound, Outbound, Visitor
from tests.channels_inbox.desk.conftest import signed_in
from tests.chatting import Browser, chat_of, make_widget
from tests.factories import make_customer, make_ticket
from tests.mail import deliver, make_channel, make_mail
from tickets.models import Message, Ticket
from tickets.operations.automatic import say_as_bot
from tickets.operations.replying import add_note, post_reply

pytestmark = pytest.mark.django_db

ADDRESS = "klara@nyberg.example"


@pytest.fixture
def support(db: None) -> Channel:
    return make_channel()


def talk(agent: User, *answers: str, **about: str) -> tuple[Browser, str]:
    """Begin a chat, as somebody with an address unless told otherwise, and let an agent answer."""
    browser = Browser.welcomed(make_widget(), **(about or {"name": "Klara", "email": ADDRESS}))
    key = browser.start()
    for answer in answers:
        post_reply(chat_of(key).conversation.ticket, by=agent, text=answer, channel="chat")
    return browser, key


def leave(*, ago: int = 61) -> datetime:
    """Let every visitor be gone for some seconds; return the moment from which that is so."""
    return timezone.now() + timedelta(seconds=ago)


def answer_of(letter: Outbound, text: str, *, sender: str = ADDRESS) -> bytes:
    return make_mail(text, sender=sender, to=compose(letter).reply_to[0].email, subject=f"Re: {letter.subject}")


def test_what_a_visitor_missed_goes_out_in_one_letter_and_once(support: Channel, agent: User) -> None:
    _, key = talk(agent, "Try turning it off.", "And on again.")
    later = leave()
    assert [mail_unseen(now=later), mail_unseen(now=later)] == [1, 0]
    letter = compose(Outbound.objects.get())
    assert [address.email for address in letter.to] == [ADDRESS]
    assert letter.text.startswith("Try turning it off.\n\nAnd on again.")
    assert "The grinder hums" not in letter.text
    assert chat_of(key).mailed == 4


def test_while_they_are_there_nothing_is_mailed(support: Channel, agent: User) -> None:
    _, key = talk(agent, "Try turning it off.")
    assert mail_unseen() == 0
    later = leave()
    Visitor.objects.update(seen_at=later - timedelta(seconds=10))
    assert mail_unseen(now=later) == 0
    # Looked at again when they would be gone if they left then.
    assert chat_of(key).mail_due_at == later + timedelta(seconds=50)


def test_what_they_have_read_needs_no_letter(support: Channel, agent: User) -> None:
    browser, key = talk(agent, "Try turning it off.")
    browser.post(f"conversations/{key}/reads/", seq=3)
    assert mail_unseen(now=leave()) == 0
    assert not Outbound.objects.exists()


def test_only_what_came_after_the_first_letter_is_in_the_second(support: Channel, agent: User) -> None:
    _, key = talk(agent, "Try turning it off.")
    mail_unseen(now=leave())
    post_reply(chat_of(key).conversation.ticket, by=agent, text="Any luck?", channel="chat")
    mail_unseen(now=leave(ago=200))
    letters = [compose(row).text.split("\n\n")[0] for row in Outbound.objects.order_by("pk")]
    assert letters == ["Try turning it off.", "Any luck?"]
    first, second = Outbound.objects.order_by("pk")
    assert second.in_reply_to == first.external_id


def test_the_mail_answer_returns_to_the_ticket_and_into_the_chat_in_order(support: Channel, agent: User) -> None:
    browser, key = talk(agent, "Try turning it off.")
    mail_unseen(now=leave())
    row = deliver(support, answer_of(Outbound.objects.get(), "That helped, thank you."))
    assert (row.outcome, row.ticket) == ("appended", chat_of(key).conversation.ticket)
    browser.say(key, "I am back in the chat.")
    assert browser.texts(key) == [
        "The grinder hums and stops.",
        "Try turning it off.",
        "That helped, thank you.",
        "I am back in the chat.",
    ]
    assert [e["author"] for e in browser.entries(key) if e["text"]] == ["visitor", "agent", "visitor", "visitor"]
    assert Ticket.objects.count() == 1
    assert all(Message.objects.filter(kind="inbound").values_list("public", flat=True))


def test_an_address_of_somebody_else_gets_the_answer_but_not_into_their_history(support: Channel, agent: User) -> None:
    owner = make_customer(ADDRESS, "Klara Nyberg")
    make_ticket(owner, subject="My secret order")
    _, key = talk(agent, "Try turning it off.", email=ADDRESS)
    mail_unseen(now=leave())
    row = deliver(support, answer_of(Outbound.objects.get(), "Thank you."))
    ticket = chat_of(key).conversation.ticket
    # Whoever holds the address takes part in this one ticket; they stay two people.
    assert (row.outcome, row.ticket) == ("appended", ticket)
    assert ticket.requester != owner
    assert Message.objects.get(text__startswith="Thank you.").public
    assert Customer.objects.filter(identities__value=ADDRESS).get() == owner


def test_a_stranger_who_got_hold_of_the_letter_writes_to_nobody_in_the_chat(support: Channel, agent: User) -> None:
    browser, key = talk(agent, "Try turning it off.")
    mail_unseen(now=leave())
    deliver(support, answer_of(Outbound.objects.get(), "Give me the code.", sender="mallory@evil.example"))
    assert "Give me the code." not in browser.texts(key)


def test_without_an_address_it_waits_and_goes_out_when_one_is_left(support: Channel, agent: User) -> None:
    browser, _ = talk(agent, "Try turning it off.", name="Klara")
    assert mail_unseen(now=leave()) == 0
    assert not Outbound.objects.exists()
    browser.post("visitors/me/", email=ADDRESS)
    assert mail_unseen(now=leave(ago=200)) == 1
    assert Outbound.objects.get().to == [ADDRESS]


def test_without_a_mailbox_nothing_breaks(agent: User) -> None:
    talk(agent, "Try turning it off.")
    assert mail_unseen(now=leave()) == 0


def test_the_transcript_goes_to_the_visitors_own_address_and_not_again_at_once(support: Channel, agent: User) -> None:
    browser, key = talk(agent, "Try turning it off.")
    assert browser.post(f"conversations/{key}/transcript/").status == 202
    letter = compose(Outbound.objects.get())
    assert letter.text.startswith("You:\nThe grinder hums and stops.\n\nAna:\nTry turning it off.")
    assert ChatLetter.objects.get().kind == ChatLetter.Kind.TRANSCRIPT
    again = browser.post(f"conversations/{key}/transcript/")
    assert (again.status, again.body["error"]) == (429, "too_much")
    assert Outbound.objects.count() == 1


def test_nobodys_mailbox_is_filled_with_transcripts(support: Channel, agent: User) -> None:
    keys = [talk(agent) for _ in range(7)]
    tried = [browser.post(f"conversations/{key}/transcript/").status for browser, key in keys]
    assert tried == [202] * 5 + [429] * 2


def test_an_answer_said_while_a_mark_arrives_is_still_mailed(support: Channel, agent: User) -> None:
    browser, key = talk(agent, "Try turning it off.")
    known = chat_of(key)
    # The mark speaks of an entry that was the newest when it left; meanwhile the bot wrote on.
    say_as_bot(known.conversation.ticket, text="And on again.", entry={"client_id": "bot:2:0", "name": "Bot"})
    browser.post(f"conversations/{key}/reads/", seq=known.seq)
    assert chat_of(key).mail_due_at is not None


def test_a_transcript_needs_an_address(agent: User) -> None:
    browser, key = talk(agent, name="Klara")
    answer = browser.post(f"conversations/{key}/transcript/")
    assert (answer.status, answer.body["error"]) == (422, "who_first")


def test_a_note_is_in_no_letter(support: Channel, agent: User) -> None:
    browser, key = talk(agent, "Try turning it off.")
    add_note(chat_of(key).conversation.ticket, by=agent, text="Sounds like the burr.")
    browser.post(f"conversations/{key}/transcript/")
    mail_unseen(now=leave())
    assert all("burr" not in compose(row).text for row in Outbound.objects.all())
    assert not Inbound.objects.exists()


def test_with_the_letter_it_is_their_turn(support: Channel, agent: User) -> None:
    _, key = talk(agent)
    ticket = chat_of(key).conversation.ticket
    client = signed_in(agent)
    data = {"mode": "reply", "text": "Try this.", "key": "6c1a1f0e-59a5-4b27-8a3e-0a5b3a3f6f11", "seen": ticket.seq}
    client.post(f"/agent/tickets/{ticket.number}/messages/", data)
    # While they talk the ticket does not change to and fro.
    assert chat_of(key).conversation.ticket.category == "open"
    mail_unseen(now=leave())
    assert chat_of(key).conversation.ticket.category == "waiting_customer"


def test_where_letters_are_switched_off_it_waits_in_the_chat(support: Channel, agent: User) -> None:
    browser, key = talk(agent, "Try this.")
    browser.widget.settings = {"mail": False}
    browser.widget.save()
    assert mail_unseen(now=leave()) == 0
    assert browser.texts(key)[-1] == "Try this."
