"""Who waits for a person knows their place, and may be answered by mail instead."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Calendar, Team, User
from channels_inbox.chat.ending import miss_chats
from channels_inbox.chat.owning import accept_chat
from channels_inbox.models import Channel, Chat, Outbound, Visitor
from tests.chatting import Browser, chat_of, make_widget, new_id
from tickets.models import Event, Ticket
from tickets.operations.replying import post_reply

pytestmark = pytest.mark.django_db
MAIL = "klara@nyberg.example"


def waiting(widget: Any, *, seconds: int, **about: Any) -> tuple[Browser, str]:
    """Begin a chat that waits since some seconds."""
    browser = Browser.welcomed(widget, **about)
    key = browser.start()
    Chat.objects.filter(conversation__key=key).update(queued_at=timezone.now() - timedelta(seconds=seconds))
    return browser, key


def place(browser: Browser, key: str) -> int | None:
    return browser.get(f"conversations/{key}/").body["conversation"].get("place")  # type: ignore[no-any-return]


def test_the_longest_waiting_is_next_and_the_others_move_up(agent: User) -> None:
    widget = make_widget()
    (third, c), (first, a), (second, b) = (waiting(widget, seconds=s) for s in (10, 300, 60))
    assert [place(first, a), place(second, b), place(third, c)] == [1, 2, 3]
    assert first.get(f"conversations/{a}/entries/").body["conversation"]["place"] == 1
    accept_chat(chat_of(a), by=agent)
    assert [place(first, a), place(second, b), place(third, c)] == [None, 1, 2]


def test_the_line_of_another_team_is_another_line() -> None:
    orders, repairs = (make_widget(team=Team.objects.create(name=name, slug=name)) for name in ("orders", "repairs"))
    waiting(orders, seconds=300)
    browser, key = waiting(repairs, seconds=10)
    assert place(browser, key) == 1


def test_a_widget_may_keep_it_to_itself() -> None:
    browser, key = waiting(make_widget(settings={"place": False}), seconds=10)
    assert place(browser, key) is None


def test_whoever_asks_for_mail_waits_no_longer_and_keeps_their_ticket(agent: User) -> None:
    widget = make_widget()
    browser, key = waiting(widget, seconds=60)
    other, behind = waiting(widget, seconds=10)
    answer = browser.post(f"conversations/{key}/mail/", email=MAIL)
    told = answer.body["conversation"]
    assert (told["state"], told["missed"], told["by_mail"]) == ("open", True, True)
    assert [place(browser, key), place(other, behind)] == [None, 1]
    assert browser.entries(key)[-1]["event"] == {"event": "by_mail"}
    assert Event.objects.filter(action="chat_by_mail").count() == 1
    assert chat_of(key).visitor.email == MAIL
    client = Client()
    client.force_login(agent)
    assert "1<span" in client.get("/agent/chats/count/").content.decode()
    number = chat_of(key).conversation.ticket.number
    shown = client.get(f"/agent/chats/{number}/").content.decode()
    assert "Asked to be answered by mail." in shown
    assert "asked to be answered by mail instead of waiting" in shown


def test_asking_again_changes_nothing_and_no_beat_calls_it_missed() -> None:
    browser, key = waiting(make_widget(), seconds=10, email=MAIL)
    for _ in range(2):
        assert browser.post(f"conversations/{key}/mail/").status == 200
    Visitor.objects.update(seen_at=timezone.now() - timedelta(hours=1))
    assert miss_chats(now=timezone.now() + timedelta(hours=1)) == 0
    assert [entry["event"] for entry in browser.entries(key) if entry["event"]] == [{"event": "by_mail"}]


def test_without_an_address_there_is_no_mail() -> None:
    browser, key = waiting(make_widget(), seconds=10)
    answer = browser.post(f"conversations/{key}/mail/")
    assert (answer.status, answer.body["error"]) == (422, "who_first")
    wrong = browser.post(f"conversations/{key}/mail/", email="nowhere")
    assert (wrong.status, wrong.body["field"]) == (422, "email")
    assert place(browser, key) == 1


def test_where_letters_are_switched_off_nobody_is_promised_one() -> None:
    browser, key = waiting(make_widget(settings={"mail": False}), seconds=10, email=MAIL)
    answer = browser.post(f"conversations/{key}/mail/")
    assert (answer.status, answer.body["error"]) == (403, "not_offered")


def test_another_visitor_moves_nobody_out_of_the_line() -> None:
    widget = make_widget()
    browser, key = waiting(widget, seconds=10)
    assert Browser.welcomed(widget).post(f"conversations/{key}/mail/", email=MAIL).status == 404
    assert place(browser, key) == 1


def test_who_has_a_person_already_stays_with_them(agent: User) -> None:
    browser, key = waiting(make_widget(), seconds=10, email=MAIL)
    accept_chat(chat_of(key), by=agent)
    assert browser.post(f"conversations/{key}/mail/").body["conversation"]["by_mail"] is False
    assert chat_of(key).owner == Chat.Owner.AGENT


def test_the_answer_goes_out_by_mail_and_takes_the_wish_back(agent: User) -> None:
    Channel.objects.create(kind="email", slug="support", name="Support", address="support@halden.example")
    browser, key = waiting(make_widget(), seconds=10, email=MAIL)
    browser.post(f"conversations/{key}/mail/")
    post_reply(chat_of(key).conversation.ticket, by=agent, text="Here is your answer.", channel="chat")
    assert (chat_of(key).owner, chat_of(key).by_mail_at) == (Chat.Owner.AGENT, None)
    assert browser.texts(key)[-1] == "Here is your answer."
    assert not Outbound.objects.exists(), "they may still be there to read it"
    assert chat_of(key).mail_due_at is not None


@pytest.fixture
def shut(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a widget whose calendar is closed at this moment."""
    days: dict[str, Any] = {"mon": [["09:00", "17:00"]]}
    calendar = Calendar.objects.create(name="Mondays", time_zone="UTC", hours=days)
    sunday = datetime(2026, 11, 22, 12, tzinfo=UTC)
    monkeypatch.setattr("channels_inbox.visitor_api.conversations.timezone.now", lambda: sunday)
    return make_widget(settings={"calendar": calendar.pk})


def test_outside_hours_a_first_message_needs_an_address_whatever_the_page_asked(shut: Any) -> None:
    browser = Browser.welcomed(shut)
    refused = browser.post("conversations/", text="Anybody there?", client_id=new_id())
    assert (refused.status, refused.body["error"], refused.body["field"]) == (422, "malformed", "email")
    assert not Ticket.objects.exists()
    mine = new_id()
    for _ in range(2):
        answer = browser.post("conversations/", text="Anybody there?", client_id=mine, email=MAIL)
        assert answer.status == 201
    assert Ticket.objects.count() == 1
    assert browser.say(answer.body["conversation"]["key"], "Hello?").status == 201
