"""A visitor and an agent talk: entries count without gaps, and nothing is there twice."""

from __future__ import annotations

import pytest

from accounts.models import User
from channels_inbox.models import Chat, ChatEntry
from tests.chatting import Browser, chat_of, make_widget, new_id
from tests.tickets.rules.conftest import do, make_rule
from tickets.models import Message, Ticket
from tickets.operations.replying import add_note, post_reply

pytestmark = pytest.mark.django_db


def test_the_first_message_opens_a_ticket_that_waits_for_a_person() -> None:
    browser = Browser.welcomed(make_widget())
    key = browser.start("The grinder hums and stops.\nIt is a Duo.")
    chat = chat_of(key)
    ticket = chat.conversation.ticket
    assert (ticket.channel, ticket.subject) == ("chat", "The grinder hums and stops.")
    assert (chat.owner, chat.seq) == (Chat.Owner.QUEUE, 1)
    [entry] = browser.entries(key)
    assert (entry["seq"], entry["author"], entry["text"]) == (1, "visitor", "The grinder hums and stops.\nIt is a Duo.")


def test_nobody_becomes_a_customer_by_looking() -> None:
    browser = Browser.welcomed(make_widget())
    assert browser.get("conversations/").body == {"conversations": []}
    assert not Ticket.objects.exists()


def test_an_agents_answer_is_an_entry_of_the_same_transaction(agent: User) -> None:
    browser = Browser.welcomed(make_widget())
    key = browser.start()
    post_reply(chat_of(key).conversation.ticket, by=agent, text="Let me look.", channel="chat")
    entries = browser.entries(key, after=1)
    assert [entry["author"] for entry in entries] == ["agent", "system"]
    assert (entries[0]["text"], entries[0]["name"]) == ("Let me look.", "Ana")
    assert entries[1]["event"] == {"event": "joined"}
    assert (chat_of(key).owner, chat_of(key).agent) == (Chat.Owner.AGENT, agent)


def test_a_note_is_never_an_entry(agent: User) -> None:
    browser = Browser.welcomed(make_widget())
    key = browser.start()
    add_note(chat_of(key).conversation.ticket, by=agent, text="Same as last week.")
    assert len(browser.entries(key)) == 1


def test_the_same_post_twice_makes_one_entry_and_one_message() -> None:
    browser = Browser.welcomed(make_widget())
    key = browser.start()
    first, second = (browser.say(key, "Still there?", "the-same-id") for _ in range(2))
    assert (first.status, second.status) == (201, 201)
    assert first.body["entry"] == second.body["entry"]
    assert Message.objects.filter(text="Still there?").count() == 1


def test_the_same_words_are_the_same_however_their_lines_and_signs_are_kept() -> None:
    browser = Browser.welcomed(make_widget())
    key = browser.start()
    for text in ("One\r\ntwo\x07 ", "One\ntwo\x07"):
        assert browser.say(key, text, "the-same-id").status in {200, 201}
    assert len(browser.texts(key)) == 2


def test_other_words_under_a_name_used_before_are_refused_and_not_lost_unsaid() -> None:
    """I13: whoever sends them hears of it, and what was kept stays as it was."""
    browser = Browser.welcomed(make_widget())
    once = new_id()
    key = browser.start("Which seal?", client_id=once)
    browser.say(key, "The left one", "the-same-id")
    for answer in (
        browser.say(key, "No, the right one", "the-same-id"),
        browser.post("conversations/", text="Which valve?", client_id=once),
    ):
        assert (answer.status, answer.body["error"]) == (409, "name_taken")
    assert browser.texts(key) == ["Which seal?", "The left one"]


def test_the_same_start_twice_opens_one_ticket() -> None:
    browser = Browser.welcomed(make_widget())
    once = new_id()
    assert browser.start(client_id=once) == browser.start(client_id=once)
    assert Ticket.objects.count() == 1


def test_positions_have_no_gaps_whoever_writes(agent: User) -> None:
    browser = Browser.welcomed(make_widget())
    key = browser.start()
    for n in range(5):
        browser.say(key, f"Question {n}")
        post_reply(chat_of(key).conversation.ticket, by=agent, text=f"Answer {n}", channel="chat")
    seqs = [entry["seq"] for entry in browser.entries(key)]
    assert seqs == list(range(1, len(seqs) + 1))
    assert ChatEntry.objects.count() == len(seqs) == chat_of(key).seq


def test_a_long_absence_is_caught_up_in_parts(agent: User) -> None:
    browser = Browser.welcomed(make_widget())
    key = browser.start()
    for n in range(210):
        post_reply(chat_of(key).conversation.ticket, by=agent, text=f"Step {n}", channel="chat")
    assert browser.texts(key)[1:] == [f"Step {n}" for n in range(210)]


def test_files_come_along_and_only_the_holder_of_their_pass_gets_them() -> None:
    browser = Browser.welcomed(make_widget())
    key = browser.start()
    sent = browser.send_file(key, "gauge.png", b"a picture")
    assert sent.status == 201
    [file] = sent.body["entry"]["files"]
    answer = browser.client.get(file["url"])
    assert answer.getvalue() == b"a picture"
    bare = file["url"].partition("?")[0]
    assert browser.client.get(bare).status_code == 404
    assert browser.client.get(file["url"][:-3]).status_code == 404


def test_an_ended_chat_takes_nothing_more_and_says_so() -> None:
    browser = Browser.welcomed(make_widget())
    key = browser.start()
    assert browser.post(f"conversations/{key}/end/").body["conversation"]["state"] == "ended"
    refused = browser.say(key, "One more thing")
    assert (refused.status, refused.body["error"]) == (409, "ended")
    assert browser.entries(key)[-1]["event"] == {"event": "ended", "by": "visitor"}
    assert browser.post(f"conversations/{key}/end/").status == 200


def test_what_was_said_before_the_end_is_still_answered_after_it() -> None:
    browser = Browser.welcomed(make_widget())
    key = browser.start()
    said = browser.say(key, "Thanks", "a-lost-answer")
    browser.post(f"conversations/{key}/end/")
    assert browser.say(key, "Thanks", "a-lost-answer").body["entry"] == said.body["entry"]


def test_what_a_rule_writes_at_once_is_said_in_the_chat() -> None:
    make_rule(do("reply", text="We are with you in a moment."))
    browser = Browser.welcomed(make_widget())
    key = browser.start()
    entries = browser.entries(key)
    assert [(e["author"], e["text"]) for e in entries[1:]] == [("bot", "We are with you in a moment.")]
    assert chat_of(key).owner == Chat.Owner.QUEUE


def test_what_was_asked_before_is_a_note_for_agents() -> None:
    field = {"key": "order", "type": "text", "label": "Order number", "required": False, "pattern": "", "options": []}
    browser = Browser.welcomed(make_widget(settings={"fields": [field]}))
    key = browser.start(answers={"order": "H-20990", "never_asked": "x", "name": ["y"]})
    note = Message.objects.get(ticket=chat_of(key).conversation.ticket, kind="note")
    assert note.text == "Answered before the chat\nOrder number: H-20990"
    assert len(browser.entries(key)) == 1
