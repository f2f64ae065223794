"""What no question of ours answers, the bot looks up in the help centre: it quotes the passage and names the article."""

from __future__ import annotations

import pytest
from django.conf import settings

from accounts.models import User
from channels_inbox.models import Bot, BotTurn, Chat, Widget
from knowledgebase.models import Translation
from tests.botting import bot_answers, make_bot, make_faq
from tests.chatting import Browser, chat_of, make_widget
from tests.knowledgebase.writing import make_article, make_draft
from tickets.models import Message

pytestmark = pytest.mark.django_db
QUESTION = "My pump is loud and rattles since Sunday"
PASSAGE = "Fill the tank and hold the steam lever open until the water comes."


@pytest.fixture
def widget() -> Widget:
    made = make_widget()
    make_bot(made)
    return made


@pytest.fixture
def article() -> Translation:
    return make_article("The pump is loud or rattles", PASSAGE, keywords="loud pump")


def begun(widget: Widget, text: str) -> tuple[Browser, str]:
    browser = Browser.welcomed(widget)
    key = browser.start(text)
    bot_answers()
    return browser, key


def test_a_question_is_answered_with_the_passage_and_where_it_stands(widget: Widget, article: Translation) -> None:
    browser, key = begun(widget, QUESTION)
    said = browser.texts(key)[-1]
    assert said.startswith(PASSAGE)
    assert said.endswith(f"The pump is loud or rattles: {settings.SITE_URL}{article.get_absolute_url()}")
    assert browser.entries(key)[-1]["buttons"][0]["label"] == "That helped, thank you"
    turn = BotTurn.objects.get()
    assert (turn.article, turn.faq, turn.score) == (article, None, "answered")


def test_our_own_words_for_a_question_go_before_an_article(widget: Widget, article: Translation) -> None:
    make_faq(QUESTION, answer="Switch it off and call us.")
    browser, key = begun(widget, QUESTION)
    assert browser.texts(key)[-1] == "Switch it off and call us."


def test_only_what_everybody_may_read_is_quoted(widget: Widget) -> None:
    make_article("The pump is loud or rattles", "Secret of the house.", keywords="loud pump", visibility="signed_in")
    make_draft("A loud pump rattles", "Not reviewed yet.", keywords="loud pump")
    browser, key = begun(widget, QUESTION)
    assert browser.texts(key) == [QUESTION, "Hello, I am a machine.", "What is it about?"]


def test_a_bot_told_not_to_leaves_articles_alone(widget: Widget, article: Translation) -> None:
    Bot.objects.update(reads_articles=False)
    browser, key = begun(widget, QUESTION)
    assert browser.texts(key)[-1] == "What is it about?"


def test_the_newest_text_is_quoted_and_what_is_gone_is_not(widget: Widget, article: Translation, admin: User) -> None:
    browser, key = begun(widget, QUESTION)
    near = {"choice": f"article:{article.pk}"}
    browser.say(key, "That one", **near)
    bot_answers()
    assert PASSAGE in browser.texts(key)[-1]
    Translation.objects.update(current_revision=None)
    browser.say(key, "And again", **near)
    bot_answers()
    assert PASSAGE not in browser.texts(key)[-1]


def test_whoever_gets_the_chat_sees_what_was_quoted(widget: Widget, article: Translation) -> None:
    browser, key = begun(widget, QUESTION)
    browser.say(key, "I want to talk to a person")
    bot_answers()
    assert chat_of(key).owner == Chat.Owner.QUEUE
    assert "Answers given: The pump is loud or rattles" in Message.objects.get(kind="note").text
