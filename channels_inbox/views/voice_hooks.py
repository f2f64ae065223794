"""Twilio Voice asks what its caller is to hear, and tells what became of it. Each request proves itself, or is refused.

Told twice, a step changes nothing and is answered the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from channels_inbox.adapters.phone import twilio, twiml
from channels_inbox.models import Call, CallOrder, Channel
from channels_inbox.models.call import CallStep
from channels_inbox.phone import holding, ordering, recordings
from channels_inbox.phone.menu import walking
from channels_inbox.phone.menu.engine import Turn
from channels_inbox.phone.news import CallNews
from channels_inbox.phone.receiving import Blocked
from channels_inbox.views.phone_hooks import refuse
from tickets.models.kinds import ChannelKind


@dataclass(frozen=True, slots=True)
class Asked:
    """A proved request: the channel, what was posted, and what our own address said."""

    channel: Channel
    fields: dict[str, str]
    query: dict[str, str]

    def number(self, name: str) -> int:
        text = self.query.get(name, "0")
        return int(text) if text.isdigit() and len(text) < 18 else 0

    @property
    def address(self) -> Callable[..., str]:
        return partial(_address, self.channel.slug)


@csrf_exempt
@require_POST
def voice(request: HttpRequest, slug: str, step: str = "begin") -> HttpResponse:
    channel = Channel.objects.filter(kind=ChannelKind.PHONE, slug=slug, retired_at=None).select_related("team").first()
    fields = _proved(request, channel) if channel else None
    if channel is None or fields is None or step not in STEPS:
        return refuse(request, channel)
    asked = Asked(channel, fields, {name: request.GET.get(name, "") for name in request.GET})
    return HttpResponse(STEPS[step](asked), content_type="text/xml")


def _proved(request: HttpRequest, channel: Channel) -> dict[str, str] | None:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > twilio.MOST_BYTES:
        return None
    url = settings.SITE_URL + request.get_full_path()
    return twilio.verify(channel, url, request.body, request.headers.get("X-Twilio-Signature", ""))


def _begin(asked: Asked) -> str:
    """Answer a new call."""
    if asked.channel.paused_at:
        return twiml.document(twiml.verb("Reject"))
    fields = asked.fields
    if not fields.get("CallSid"):
        return _GOODBYE
    news = CallNews(
        call=fields.get("CallSid", ""),
        kind=CallStep.Kind.MENU,
        external_id="begin",
        at=timezone.now(),
        theirs=fields.get("From", ""),
        ours=fields.get("To", ""),
        name=fields.get("CallerName", ""),
    )
    try:
        call, turn = walking.begin(asked.channel, news)
    except Blocked:
        return twiml.document(twiml.verb("Reject"))
    return _say_turn(asked, call, turn, hop=0)


def _keys(asked: Asked) -> str:
    call, node = _place(asked, "menu", "collect")
    if call is None:
        return _GOODBYE
    hop = asked.number("hop")
    turn = walking.press(
        call, node=node, digits=asked.fields.get("Digits", ""), attempt=asked.number("attempt"), hop=hop
    )
    return _say_turn(asked, call, turn, hop=hop + 1)


def _wait(asked: Asked) -> str:
    call, node = _place(asked, "queue")
    if call is None:
        return twiml.document(twiml.verb("Leave"))
    waited = asked.fields.get("QueueTime", "0")
    return twiml.waiting(
        walking.node_of(call, node) or {},
        waited=int(waited) if waited.isdigit() else 0,
        here={"node": node, "hop": asked.number("hop")},
        address=asked.address,
        language=str(asked.channel.settings.get("language") or ""),
    )


def _waitkey(asked: Asked) -> str:
    """Let the caller out of the queue by its key; any other key is passed over."""
    call, node = _place(asked, "queue")
    pressed = asked.fields.get("Digits", "")
    wanted = (walking.node_of(call, node) or {}).get("key") if call else ""
    if call is None or (wanted and pressed == wanted):
        if call is not None:
            Call.objects.filter(pk=call.pk).update(queue_key=f"{asked.number('hop')}:{pressed}")
        return twiml.document(twiml.verb("Leave"))
    return _wait(asked)


# Whoever hung up, talked, or was moved out of the queue by ourselves does not go on in the menu.
_THROUGH = {"hangup", "bridged", "bridging-in-process", "redirected", "redirected-from-bridged"}


def _left(asked: Asked) -> str:
    """Go on with somebody who left the queue."""
    call, node = _place(asked, "queue")
    if call is None or asked.fields.get("QueueResult") in _THROUGH:
        return _GOODBYE
    hop = asked.number("hop")
    # Only a key of this very wait: who comes to a queue again has pressed nothing yet.
    at, _, pressed = call.queue_key.partition(":")
    turn = walking.move_on(call, node=node, hop=hop, key=pressed if at == str(hop) else "")
    return _say_turn(asked, call, turn, hop=hop + 1)


def _dialled(asked: Asked) -> str:
    """Go on after a transfer: nobody there leads elsewhere in the menu."""
    call, node = _place(asked, "transfer")
    if call is None or asked.fields.get("DialCallStatus") in {"completed", "answered"}:
        return _GOODBYE
    hop = asked.number("hop")
    return _say_turn(asked, call, walking.move_on(call, node=node, hop=hop), hop=hop + 1)


def _recorded(asked: Asked) -> str:
    return _GOODBYE


def _status(asked: Asked) -> str:
    """Note that a call is over."""
    call, status = _call(asked), asked.fields.get("CallStatus", "")
    if call is not None and status in twilio.OVER:
        walking.hang_up(call, cause=twilio.CAUSES.get(status, ""))
    return _NOTHING


def _recording(asked: Asked) -> str:
    call, sid = _call(asked), asked.fields.get("RecordingSid", "")
    if call is not None and sid and asked.fields.get("RecordingStatus", "completed") == "completed":
        seconds = asked.fields.get("RecordingDuration", "")
        recordings.announce(
            call,
            external_id=sid,
            kind=asked.query.get("kind", "recording"),
            seconds=int(seconds) if seconds.isdigit() else None,
        )
    return _NOTHING


def _transcript(asked: Asked) -> str:
    call, sid = _call(asked), asked.fields.get("RecordingSid", "")
    if call is not None and sid and asked.fields.get("TranscriptionStatus") == "completed":
        recordings.transcribe(call, external_id=sid, text=asked.fields.get("TranscriptionText", ""))
    return _NOTHING


def _agent(asked: Asked) -> str:
    """Connect a colleague who answered their telephone with whom they took, or called."""
    order = _ordered(asked)
    if order is None or order.ended_at:
        return _GOODBYE
    sound = partial(asked.address, call=order.call_id)
    told = {"order": order.pk}
    dial = twiml.verb(
        "Dial", action=asked.address("agentdone", **told), **twiml.recorded(sound, asked.channel.settings)
    )
    if order.kind == CallOrder.Kind.PICK_UP or order.call.state == Call.State.ON_HOLD:
        # Nobody is left in the queue when the caller has just hung up.
        dial.set("timeout", "10")
        dial.append(twiml.verb("Queue", twiml.queue_name(order.call_id), url=asked.address("connected", **told)))
    else:
        dial.set("callerId", order.call.line)
        dial.append(twiml.verb("Number", order.call.number, url=asked.address("connected", **told)))
    return twiml.document(dial)


def _connected(asked: Asked) -> str:
    if order := _ordered(asked):
        ordering.connected(order, other=asked.fields.get("CallSid", ""))
    return _NOTHING


def _agentdone(asked: Asked) -> str:
    """Hang up when the talk is over; keep the colleague on the line while they have put the other side on hold."""
    if order := _ordered(asked):
        moved = holding.moves(order.call) if order.ended_at is None else ""
        if moved == CallOrder.Kind.HOLD:
            return _agentwait(asked)
        if moved == CallOrder.Kind.TRANSFER:
            return _GOODBYE
        ordering.over(order, cause=twilio.CAUSES.get(asked.fields.get("DialCallStatus", ""), ""))
    return _GOODBYE


def _agentstatus(asked: Asked) -> str:
    status = asked.fields.get("CallStatus", "")
    if status in twilio.OVER and (order := _ordered(asked)):
        ordering.over(order, cause=twilio.CAUSES.get(status, ""))
    return _NOTHING


def _agentwait(asked: Asked) -> str:
    """Let a colleague wait, as long as somebody is on hold for them."""
    order = _ordered(asked)
    if order is None or order.ended_at or not order.call.is_live or not holding.moves(order.call):
        return _GOODBYE
    here = asked.address("agentwait", order=order.pk)
    return twiml.document(twiml.verb("Pause", length=twiml.WAIT_SECONDS), twiml.verb("Redirect", here, method="POST"))


def _parked(asked: Asked) -> str:
    """Take the other side into a queue of one: on hold, or until whoever they are passed on to takes them."""
    order = _ordered(asked)
    if order is None or not order.call.is_live:
        return _GOODBYE
    wait = {"waitUrl": asked.address("holding"), "action": asked.address("unparked", call=order.call_id)}
    return twiml.document(twiml.verb("Enqueue", twiml.queue_name(order.call_id), **wait))


def _holding(asked: Asked) -> str:
    words = twiml.say(["Please hold the line."], str(asked.channel.settings.get("language") or ""))
    return twiml.document(*words, twiml.verb("Pause", length=twiml.HOLD_SECONDS))


def _unparked(asked: Asked) -> str:
    """Note that they hung up, or that the talk they were fetched to is over; of incoming calls `status` tells too."""
    call = _call(asked)
    if call is not None and asked.fields.get("QueueResult") in {"hangup", "bridged"}:
        walking.hang_up(call)
    return _GOODBYE


def _ordered(asked: Asked) -> CallOrder | None:
    orders = CallOrder.objects.filter(call__channel=asked.channel).select_related("agent", "call")
    return orders.filter(pk=asked.number("order")).first()


STEPS: dict[str, Callable[[Asked], str]] = {
    "begin": _begin,
    "keys": _keys,
    "wait": _wait,
    "waitkey": _waitkey,
    "left": _left,
    "dialled": _dialled,
    "recorded": _recorded,
    "agent": _agent,
    "connected": _connected,
    "agentdone": _agentdone,
    "agentstatus": _agentstatus,
    "agentwait": _agentwait,
    "parked": _parked,
    "holding": _holding,
    "unparked": _unparked,
    "status": _status,
    "recording": _recording,
    "transcript": _transcript,
}
_GOODBYE = twiml.document(twiml.verb("Hangup"))
_NOTHING = twiml.document()


def _call(asked: Asked) -> Call | None:
    """Return the call that is spoken of: by our own mark in the address, else by the carrier's name for it."""
    calls = Call.objects.filter(channel=asked.channel).select_related("channel__team", "menu_version")
    if asked.number("call"):
        return calls.filter(pk=asked.number("call")).first()
    return calls.filter(external_id=asked.fields.get("CallSid", "")).first()


def _place(asked: Asked, *kinds: str) -> tuple[Call | None, str]:
    """Return the call and the node our address names, if its own version has such a one."""
    call, name = _call(asked), asked.query.get("node", "")
    node = walking.node_of(call, name) if call else None
    return (call, name) if node and node["kind"] in kinds else (None, name)


def _say_turn(asked: Asked, call: Call, turn: Turn, *, hop: int) -> str:
    node = walking.node_of(call, turn.node) or {}
    return twiml.of_turn(turn, node, call=call.pk, hop=hop, address=asked.address, settings=asked.channel.settings)


def _address(slug: str, step: str, **told: object) -> str:
    query = f"?{urlencode(told)}" if told else ""
    return settings.SITE_URL + reverse("hook_voice_step", args=[slug, step]) + query
