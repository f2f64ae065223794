"""A step of a call becomes rows: the call, its ticket, and what the desk is shown. One transaction."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from channels_inbox.models import BlockedNumber, Call, CallStep, Channel
from channels_inbox.phone.filing import follow_call
from channels_inbox.phone.news import CallNews
from channels_inbox.phone.people import agent_behind, customer_behind, team_of
from channels_inbox.phone.reading import Reading, Step, read
from channels_inbox.realtime.calls import tell_desk
from helpdesk.lib.telephone import DEFAULT_COUNTRY, e164

# How long a call may go on without a word before it counts as over, by what it does.
_TALK = timedelta(hours=4)
_WAITING = timedelta(hours=3)
_READ = ("state", "started_at", "answered_at", "ended_at", "wait_seconds", "talk_seconds")


class Blocked(Exception):
    """The number is one whose calls are refused; nothing is stored."""


@transaction.atomic
def receive_news(channel: Channel, news: CallNews) -> Call:
    """Add a step to its call and let everything follow from it; told twice it changes nothing. Raises Blocked.

    Steps may come late and in any order: state and times are read anew from all of them.
    """
    call = _locked(channel, news)
    agent = agent_behind(news.agent, country=_country(channel))
    particulars = {**news.particulars, **({"queue": news.queue[:80]} if news.queue else {})}
    if agent:
        particulars["agent"] = agent.pk
    _, new = CallStep.objects.get_or_create(
        call=call,
        external_id=news.external_id[:120],
        defaults={"kind": news.kind, "at": _believable(news.at), "particulars": particulars},
    )
    if new:
        take_in(call)
    return call


def take_in(call: Call) -> None:
    """Read a locked call anew from its steps, and let its ticket and the desk follow."""
    rows = CallStep.objects.filter(call=call)
    found = read(Step(row.kind, row.at, row.external_id, row.particulars) for row in rows)
    before, team = call.state if call.due_at or call.ended_at else "", call.team_id
    _copy(call, found)
    follow_call(call, reached=found.reached, before=before, was_for=team)
    call.save()
    tell_desk(call)


def _locked(channel: Channel, news: CallNews) -> Call:
    """Return the call under its lock, stored with what its first news says."""
    found = Call.objects.select_for_update(no_key=True).filter(channel=channel, external_id=news.call).first()
    if found:
        return found
    country = _country(channel)
    number = e164(news.theirs, country=country)
    if number and not news.outgoing and BlockedNumber.objects.filter(number=number).exists():
        raise Blocked(number)
    call, _ = Call.objects.get_or_create(
        channel=channel,
        external_id=news.call[:200],
        defaults={
            "direction": Call.Direction.OUT if news.outgoing else Call.Direction.IN,
            "number": number,
            "line": e164(news.ours, country=country),
            "name": news.name.strip()[:200],
            "customer": customer_behind(number),
            "simulated": news.simulated,
            "state": Call.State.RINGING,
            "started_at": news.at,
        },
    )
    return Call.objects.select_for_update(no_key=True).get(pk=call.pk)


def _copy(call: Call, found: Reading) -> None:
    for name in _READ:
        setattr(call, name, getattr(found, name))
    if (found.queue and found.queue != call.queue) or call.team_id is None:
        call.queue = found.queue
        call.team = team_of(call.channel, found.queue)
    if found.agent:
        call.agent = User.objects.filter(pk=found.agent).first()
    call.due_at = None if found.ended_at else timezone.now() + _patience(found)
    nothing_left = found.state in DONE_AT_ONCE or call.direction == Call.Direction.OUT
    if found.ended_at and call.done_at is None and nothing_left:
        call.done_at = found.ended_at
    elif call.done_by_id is None and not nothing_left:
        call.done_at = None


# Nobody has to ring these back, nor whom we called ourselves.
DONE_AT_ONCE = {Call.State.COMPLETED, Call.State.ABANDONED_IVR}


def _patience(found: Reading) -> timedelta:
    return _TALK if found.answered_at else _WAITING


def _country(channel: Channel) -> str:
    return str(channel.settings.get("country") or DEFAULT_COUNTRY)


def _believable(at: datetime) -> datetime:
    """Return the moment something happened; a clock that is ahead of ours is not believed."""
    return min(at, timezone.now())
