"""A call by Twilio Voice: proved, led through the menu, filed, whatever is told twice. The carrier is played here."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from xml.etree.ElementTree import Element

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import Team
from channels_inbox.models import BlockedNumber, Call, CallRecording, CallStep, Channel
from channels_inbox.phone.recordings import fetch_recordings
from tests.channels_inbox.phone.calls import LINE, MAYA, call
from tests.channels_inbox.phone.carrier import ACCOUNT, START, action, ask, key, make_carrier_line, publish, sign, verbs
from tickets.models import Attachment, Event, Message, Ticket

pytestmark = pytest.mark.django_db
SOUND = f"RE{'a' * 32}"


@pytest.fixture(autouse=True)
def line() -> Channel:
    return make_carrier_line()


@pytest.fixture
def menu(line: Channel) -> dict[str, Any]:
    team = Team.objects.create(name="Orders", slug="orders")
    tree = {
        "start": "hello",
        "nodes": {
            "hello": {
                "kind": "menu",
                "text": "For orders press 1, to leave a message press 2.",
                "keys": {"1": "number", "2": "voicemail"},
                "seconds": 5,
                "tries": 2,
                "otherwise": "voicemail",
            },
            "number": {
                "kind": "collect",
                "text": "Your order number?",
                "name": "Order number",
                "digits": 6,
                "seconds": 5,
                "tries": 2,
                "then": "queue",
                "otherwise": "queue",
            },
            "queue": {
                "kind": "queue",
                "team": team.pk,
                "text": "You are in line.",
                "wait": 60,
                "otherwise": "voicemail",
                "key": "1",
                "offer": "back",
            },
            "back": {"kind": "callback", "text": "We will call you back."},
            "voicemail": {"kind": "voicemail", "text": "Speak after the tone.", "seconds": 60},
        },
    }
    return publish(line, tree)


def in_queue(client: Client) -> Element:
    """Let a caller choose orders and key in no number."""
    number = key(client, ask(client), "1")
    return key(client, key(client, number, ""), "")


def test_a_caller_is_led_to_the_queue_and_what_they_keyed_in_is_in_the_ticket(client: Client, menu: Any) -> None:
    first = ask(client)
    assert verbs(first) == ["Gather"]
    assert first[0][0].text == "For orders press 1, to leave a message press 2."
    assert not Ticket.objects.exists()
    number = ask(client, action(first), Digits="1")
    assert number[0].attrib["finishOnKey"] == "#"
    queued = ask(client, action(number), Digits="48213")
    assert verbs(queued) == ["Enqueue"]
    assert (call("CA1").state, call("CA1").queue) == ("queued", "Orders")
    ticket = Ticket.objects.get()
    assert ticket.team is not None
    assert (ticket.team.name, ticket.channel) == ("Orders", "phone")
    assert "Order number: 48213" in Message.objects.get().text


def test_each_request_told_twice_is_answered_the_same_and_leaves_one_step(client: Client, menu: Any) -> None:
    def twice(*given: str, **more: str) -> Element:
        first, again = ask(client, *given, **more), ask(client, *given, **more)
        assert [part.attrib for part in first.iter()] == [part.attrib for part in again.iter()]
        return again

    number = twice(action(twice()), Digits="1")
    twice(action(number), Digits="1234")
    ask(client, f"{START}status/", CallStatus="completed")
    ask(client, f"{START}status/", CallStatus="completed")
    assert (Ticket.objects.count(), Call.objects.count(), Message.objects.count()) == (1, 1, 1)
    assert [step.kind for step in CallStep.objects.all()] == ["menu", "queued", "hung_up"]
    assert call("CA1").state == "abandoned_queue"
    assert Event.objects.filter(action="call_ended").count() == 1


def test_who_hangs_up_in_the_menu_is_in_the_log_without_a_ticket(client: Client, menu: Any) -> None:
    ask(client)
    ask(client, f"{START}status/", CallStatus="completed")
    assert (call("CA1").state, call("CA1").conversation) == ("abandoned_ivr", None)
    assert not Ticket.objects.exists()


def test_a_call_ends_on_the_version_it_began_with(client: Client, menu: dict[str, Any], line: Channel) -> None:
    first = ask(client)
    publish(line, {"start": "bye", "nodes": {"bye": {"kind": "say", "text": "Closed.", "then": "end"}}})
    assert verbs(ask(client, action(first), Digits="1")) == ["Gather"]
    assert [part.text for part in ask(client, CallSid="CA2")] == ["Closed.", None]


def test_who_waits_hears_the_queue_and_may_ask_to_be_called_back(client: Client, menu: Any) -> None:
    queued = in_queue(client)
    assert verbs(queued) == ["Enqueue"]
    wait = ask(client, action(queued, "waitUrl"), QueueTime="12")
    assert verbs(wait) == ["Gather"]
    assert verbs(ask(client, action(wait), Digits="7")) == ["Gather"]
    assert verbs(ask(client, action(wait), Digits="1")) == ["Leave"]
    back = ask(client, action(queued), QueueResult="leave")
    assert back[0].text == "We will call you back."
    ask(client, f"{START}status/", CallStatus="completed")
    assert (call("CA1").state, call("CA1").done_at) == ("callback_requested", None)


def test_a_key_of_an_earlier_wait_counts_no_more(client: Client, menu: dict[str, Any], line: Channel) -> None:
    nodes = {**menu["nodes"], "back": {**menu["nodes"]["queue"], "key": "1", "offer": "voicemail"}}
    nodes["voicemail"] = {**nodes["voicemail"], "text": "Speak."}
    nodes["back"] = {**nodes["back"], "otherwise": "bye"}
    nodes["bye"] = {"kind": "say", "text": "Nobody is here.", "then": "end"}
    publish(line, {"start": "queue", "nodes": nodes})
    queued = ask(client)
    ask(client, action(ask(client, action(queued, "waitUrl"), QueueTime="1")), Digits="1")
    again = ask(client, action(queued), QueueResult="leave")
    assert verbs(again) == ["Enqueue"]
    assert ask(client, action(again), QueueResult="leave")[0].text == "Nobody is here."


def test_who_waited_long_enough_is_led_to_the_voicemail(client: Client, menu: Any) -> None:
    queued = in_queue(client)
    assert verbs(ask(client, action(queued, "waitUrl"), QueueTime="60")) == ["Leave"]
    assert "Record" in verbs(ask(client, action(queued), QueueResult="leave"))


def leave_message(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from channels_inbox.adapters.phone import fetching
    from channels_inbox.messages import InboundFile

    def played(url: str, name: str, kind: str, *, headers: dict[str, str]) -> InboundFile:
        assert url == f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/Recordings/{SOUND}.mp3"
        assert headers["Authorization"].startswith("Basic ")
        return InboundFile(name, kind, b"ID3 the sound")

    # The edge of the network; nothing of ours stands behind it.
    monkeypatch.setattr(fetching, "fetch_file", played)
    record = key(client, ask(client), "2")
    ask(client, action(record), RecordingSid=SOUND)
    ask(client, record[1].attrib["recordingStatusCallback"], RecordingSid=SOUND, RecordingDuration="32")
    ask(client, record[1].attrib["recordingStatusCallback"], RecordingSid=SOUND, RecordingDuration="32")
    ask(client, f"{START}status/", CallStatus="completed")


def test_a_voicemail_is_a_file_of_the_ticket_from_its_caller(
    client: Client, menu: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave_message(client, monkeypatch)
    ask(client, f"{START}transcript/", RecordingSid=SOUND, TranscriptionStatus="completed", TranscriptionText="Hello?")
    assert fetch_recordings() == 1
    assert fetch_recordings() == 0
    file = Attachment.objects.get()
    with file.file.open("rb") as opened:
        assert (file.name, file.content_type, opened.read()) == ("Voicemail.mp3", "audio/mpeg", b"ID3 the sound")
    assert file.message is not None
    assert file.message.kind == Message.Kind.INBOUND
    assert file.message.text == "Left a voicemail of 32 s.\n\n“Hello?”"
    assert call("CA1").state == "voicemail"
    assert call("CA1").done_at is None


def test_a_transcript_that_comes_late_is_told_in_the_ticket(
    client: Client, menu: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave_message(client, monkeypatch)
    fetch_recordings()
    for _ in range(2):
        ask(client, f"{START}transcript/", RecordingSid=SOUND, TranscriptionStatus="completed", TranscriptionText="Hi")
    assert Event.objects.get(action="call_transcribed").particulars["text"] == "Hi"


def test_sound_that_cannot_be_had_is_said_in_the_ticket(
    client: Client, menu: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = key(client, ask(client), "2")
    ask(client, record[1].attrib["recordingStatusCallback"], RecordingSid="REnonsense/../x", RecordingDuration="32")
    fetch_recordings()
    assert CallRecording.objects.get().state == "failed"
    assert Event.objects.filter(action="recording_lost").count() == 1


def test_without_a_menu_callers_wait_for_the_team_and_then_leave_a_message(client: Client) -> None:
    first = ask(client)
    assert verbs(first) == ["Enqueue"]
    assert "Record" in verbs(ask(client, action(first), QueueResult="leave"))


def test_blocked_callers_and_paused_lines_are_rejected(client: Client, line: Channel) -> None:
    BlockedNumber.objects.create(number=MAYA)
    assert verbs(ask(client)) == ["Reject"]
    Channel.objects.filter(pk=line.pk).update(paused_at="2026-01-01T00:00:00Z")
    assert verbs(ask(client, From="+493011112222")) == ["Reject"]
    assert not Call.objects.exists()


@pytest.mark.parametrize(
    "path", [START, *(f"{START}{step}/" for step in ("keys", "wait", "left", "status", "nothing"))]
)
def test_x05_what_is_not_signed_is_refused(client: Client, menu: Any, line: Channel, path: str) -> None:
    fields = {"CallSid": "CA1", "From": MAYA, "To": LINE, "CallStatus": "completed"}
    right = sign(settings.SITE_URL + path, fields)

    def post(signature: str, given: dict[str, str] = fields) -> int:
        answer = client.post(
            path,
            urlencode(given),
            content_type="application/x-www-form-urlencoded",
            headers={"X-Twilio-Signature": signature} if signature else {},
        )
        return answer.status_code

    assert post("") == 403
    assert post(sign(settings.SITE_URL + path, fields, "another")) == 403
    assert post(right, {**fields, "From": "+493011112222"}) == 403
    assert post(sign("https://elsewhere.example" + path, fields)) == 403
    Channel.objects.filter(pk=line.pk).update(sealed_secrets="")
    assert post(sign(settings.SITE_URL + path, fields, "")) == 403
    assert not Call.objects.exists()


def test_an_address_of_ours_with_other_names_in_it_leads_nowhere(client: Client, menu: Any) -> None:
    ask(client)
    for path in ("keys/?node=queue&hop=1", "keys/?node=nobody", "left/?node=hello", "dialled/?node=queue", "keys/"):
        assert verbs(ask(client, START + path, Digits="1")) == ["Hangup"]
    assert verbs(ask(client, f"{START}keys/?node=hello&hop=zz&attempt=-3", Digits="1")) == ["Gather"]
