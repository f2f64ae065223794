"""Words of a chat that begin a ticket of their own: the chat stays where it is, the new ticket is answered by mail."""

from __future__ import annotations

import pytest

from accounts.models import User
from channels_inbox.models import Outbound
from channels_inbox.selectors.reaching import usual_way
from tests.api import Api
from tests.chatting import Browser, chat_of, make_widget
from tests.mail import make_channel
from tickets.operations.automatic import send_automatic_reply
from tickets.operations.splitting import split_ticket

pytestmark = pytest.mark.django_db


def test_what_is_split_off_a_chat_is_answered_by_mail(agent: User) -> None:
    make_channel()
    browser = Browser.welcomed(make_widget(), name="Klara", email="klara@nyberg.example")
    key = browser.start("The grinder hums.")
    browser.say(key, "And my invoice is wrong.")
    chat = chat_of(key)
    about = chat.conversation.ticket.messages.get(text="And my invoice is wrong.")
    new = split_ticket(chat.conversation.ticket, messages=[about], subject="Invoice", by=agent)
    assert (new.channel, new.messages.get().channel) == ("email", "chat")
    way = usual_way(new, agent)
    assert way
    assert way.value == "email"
    assert Api(agent).post(f"tickets/{new.number}/messages/", {"text": "We look at it."}).status_code == 201
    # What a rule says reaches them too.
    send_automatic_reply(new, text="A colleague has it.")
    assert Outbound.objects.filter(conversation__ticket=new, channel__kind="email").count() == 2
    assert browser.texts(key) == ["The grinder hums.", "And my invoice is wrong."]
