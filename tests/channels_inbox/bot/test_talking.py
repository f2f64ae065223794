"""A visitor talks with the bot, until a person has the chat."""

from __future__ import annotations

import pytest

from accounts.models import Team, User
from channels_inbox.chat.owning import accept_chat
from channels_inbox.models import BotRun, BotTurn, Chat, ChatEntry
from tests.botting import bot_answers, make_bot, make_faq
from tests.chatting import Browser, chat_of, make_widget, new_id
from tickets.models import Message
from tickets.operations.replying import post_reply

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> Browser:
    widget = make_widget(team=Team.objects.create(name="Shop", slug="shop"))
    make_bot(widget)
    return Browser.welcomed(widget)


def said(browser: Browser, key: str, text: str, **more: str) -> list[str]:
    """Say something and return what the bot answers."""
    seq = browser.say(key, text, **more).body["entry"]["seq"]
    bot_answers()
    return [entry["text"] for entry in browser.entries(key, after=seq) if entry["author"] == "bot"]


def begun(browser: Browser, text: str = "Hi there") -> str:
    key = browser.start(text)
    bot_answers()
    return key


def test_the_bot_greets_offers_buttons_asks_and_hands_to_a_person(browser: Browser) -> None:
    key = begun(browser)
    assert browser.texts(key) == ["Hi there", "Hello, I am a machine.", "What is it about?"]
    offered = browser.entries(key)[-1]
    assert [button["label"] for button in offered["buttons"]] == ["My order", "A question", "Something else"]
    assert (offered["author"], offered["name"], offered["event"]) == ("bot", "Beanie", None)
    assert said(browser, key, "My order", choice=offered["buttons"][0]["value"]) == ["What is your order number?"]
    assert said(browser, key, "no idea") == ["An order number has five digits."]
    assert said(browser, key, " 48213 ") == ["Thank you, order 48213 it is.", "Somebody will help."]
    chat = chat_of(key)
    assert (chat.owner, chat.team) == (Chat.Owner.QUEUE, Team.objects.get())
    assert browser.entries(key)[-1]["event"] == {"event": "handed_off"}
    note = Message.objects.get(kind="note")
    assert "order: 48213" in note.text
    assert "- no idea" in note.text
    assert note.text not in browser.texts(key)


def test_options_may_be_typed_and_earlier_buttons_still_lead(browser: Browser) -> None:
    key = begun(browser)
    first = browser.entries(key)[-1]["buttons"]
    assert said(browser, key, "1") == ["What is your order number?"]
    assert said(browser, key, "A question", choice=first[1]["value"]) == ["What would you like to know?"]


def test_a_question_with_an_answer_is_answered_at_once(browser: Browser) -> None:
    faq = make_faq("How do I descale my machine?", "descaling", answer="Use citric acid.")
    key = begun(browser, "how do i DESCALE my machine")
    assert browser.texts(key)[-1] == "Use citric acid."
    labels = [button["label"] for button in browser.entries(key)[-1]["buttons"]]
    assert labels == ["That helped, thank you", "My order", "A question", "Something else"]
    assert BotTurn.objects.get().faq == faq


def test_near_questions_are_offered_and_two_misses_bring_a_person(browser: Browser) -> None:
    make_faq("How do I descale my machine?", answer="Use citric acid.")
    key = begun(browser)
    assert said(browser, key, "descale machine") == ["Did you mean one of these?"]
    near = browser.entries(key)[-1]["buttons"]
    assert [button["label"] for button in near] == ["How do I descale my machine?", "None of these"]
    assert said(browser, key, near[0]["label"], choice=near[0]["value"]) == ["Use citric acid."]
    assert said(browser, key, "xyzzy plugh")[0].startswith("I am not sure")
    assert said(browser, key, "frobnicate")[0] == "I have no answer to that. A person will."
    assert chat_of(key).owner == Chat.Owner.QUEUE
    scores = list(BotTurn.objects.order_by("seq").values_list("score", flat=True))
    assert scores == ["answered", "clarified", "answered", "clarified", "handed"]


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("de-AT", ["Das habe ich nicht ganz verstanden.", "Das hat geholfen, danke", "Gern. Ich übergebe Sie"]),
        ("fr", ["Je ne suis pas sûr de comprendre.", "Cela m’a aidé, merci", "Bien sûr. Je vous passe une personne."]),
        ("sv", ["I am not sure I understand.", "That helped, thank you", "Of course. I am handing you over"]),
    ],
)
def test_its_own_sentences_are_in_the_visitors_language(language: str, sentences: list[str]) -> None:
    make_faq("48213", answer="Use citric acid.")
    widget = make_widget()
    make_bot(widget)
    browser = Browser.welcomed(widget, language=language)
    key = begun(browser)
    assert said(browser, key, "xyzzy")[0].startswith(sentences[0])
    said(browser, key, "48213")
    assert browser.entries(key)[-1]["buttons"][0]["label"] == sentences[1]
    assert said(browser, key, "…", choice="person")[0].startswith(sentences[2])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Can I talk to a person please?", "Asked for a person"),
        ("Ich möchte mit jemandem sprechen", "Asked for a person"),
        ("This is ridiculous", "Sounds upset"),
        ("I WAS PROMISED THIS LAST WEEK!!", "Sounds upset"),
        ("I was charged twice", "Named “Billing dispute”"),
    ],
)
def test_some_words_bring_a_person_at_once(text: str, reason: str) -> None:
    widget = make_widget()
    make_bot(widget, intents=[{"name": "Billing dispute", "words": ["charged twice"]}])
    browser = Browser.welcomed(widget)
    key = begun(browser, text)
    assert chat_of(key).owner == Chat.Owner.QUEUE
    run = BotRun.objects.get()
    assert (run.outcome, run.reason) == ("handed", reason)


def test_the_button_in_sight_brings_a_person(browser: Browser) -> None:
    key = begun(browser)
    said(browser, key, "Talk to a person", choice="person")
    assert chat_of(key).owner == Chat.Owner.QUEUE


def test_once_a_person_has_the_chat_the_bot_is_silent(browser: Browser, agent: User) -> None:
    key = begun(browser)
    browser.say(key, "Is anybody there?")
    accept_chat(chat_of(key), by=agent)
    assert bot_answers() == 0
    assert ChatEntry.objects.filter(author="bot").count() == 2
    assert BotRun.objects.get().due_at is None
    assert said(browser, key, "1") == []


def test_who_was_helped_says_so_and_the_ticket_is_solved(browser: Browser) -> None:
    make_faq("Opening hours", answer="Nine to five.")
    key = begun(browser, "opening hours?")
    said(browser, key, "That helped, thank you", choice="helped")
    assert chat_of(key).conversation.ticket.category == "resolved"
    assert not chat_of(key).is_open
    run = BotRun.objects.get()
    assert run.outcome == "said"
    assert run.settle_at is not None


def test_a_turn_taken_twice_says_nothing_twice(browser: Browser) -> None:
    key = browser.start("Hi")
    assert bot_answers() == 1
    BotRun.objects.update(due_at=chat_of(key).started_at)
    assert bot_answers() == 0
    # As if the worker had died before it noted what it had handled.
    assert len(browser.texts(key)) == 3


def test_each_of_several_messages_gets_its_own_answer(browser: Browser) -> None:
    key = browser.start("Hi")
    for text in ("1", "48213"):
        browser.say(key, text, new_id())
    assert bot_answers() == 3
    assert browser.texts(key)[-2:] == ["Thank you, order 48213 it is.", "Somebody will help."]


def test_without_a_bot_in_force_a_person_is_awaited() -> None:
    widget = make_widget()
    make_bot(widget, active=False)
    key = Browser.welcomed(widget).start()
    assert chat_of(key).owner == Chat.Owner.QUEUE


def test_a_colleague_who_writes_silences_the_bot(browser: Browser, agent: User) -> None:
    key = begun(browser)
    post_reply(chat_of(key).conversation.ticket, by=agent, text="I have seen this, one moment.", channel="chat")
    assert said(browser, key, "1") == []
    assert (chat_of(key).owner, chat_of(key).agent) == (Chat.Owner.AGENT, agent)
