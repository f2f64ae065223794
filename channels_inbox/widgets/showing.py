"""What pages outside are told of a widget: nothing secret, and no more than they draw."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from channels_inbox.models import Widget
from channels_inbox.reaching_out.in_app import any_on_pages
from channels_inbox.widgets.hours import hours, wait
from channels_inbox.widgets.shape import settings_of
from knowledgebase.announcements.current import asks_who, messages_for, news_for
from knowledgebase.announcements.fitting import WIDGET
from knowledgebase.ongoing import ongoing
from knowledgebase.suggesting import answers_in_widget

_LOOKS = ("colour", "theme", "position")
_NOT_SHOWN = {"calendar"}
MOST_FACES = 3
MOST_NEWS = 3


def launcher(widget: Widget) -> dict[str, Any]:
    """Return what the button on the host page looks like."""
    chosen = settings_of(widget)
    looks = {name: chosen[name] for name in _LOOKS} | {"company": settings.SITE_NAME}
    found = messages_for(WIDGET)
    return (
        looks | ({"messages": found} if found else {}) | ({"asks": True} if asks_who(WIDGET) or any_on_pages() else {})
    )


def texts(chosen: dict[str, Any]) -> dict[str, Any]:
    """Return those settings its frame draws from."""
    return {name: value for name, value in chosen.items() if name not in _NOT_SHOWN}


def frame(widget: Widget, at: datetime) -> dict[str, Any]:
    """Return all a frame knows before it asks for conversations."""
    return {
        **texts(settings_of(widget)),
        "site": widget.site_key,
        "company": settings.SITE_NAME,
        "origins": widget.allowed_origins,
        "identity": widget.identity,
        "team": str(widget.channel.team or ""),
        "people": faces(widget),
        "answers": answers_in_widget(),
        "news": [one.shown for one in news_for(WIDGET)[:MOST_NEWS]],
        "most_bytes": settings.UPLOAD_MAX_BYTES,
        **now(widget, at),
    }


def now(widget: Widget, at: datetime) -> dict[str, Any]:
    """Return what changes by the minute."""
    return {**hours(widget, at), "wait": wait(widget), "incidents": incidents()}


def incidents() -> list[dict[str, Any]]:
    """Return what is wrong right now, as far as everybody may know."""
    return [
        {"id": one.pk, "title": one.title, "url": f"{settings.SITE_URL}{one.path}"} for one in ongoing(AnonymousUser())
    ]


def faces(widget: Widget) -> list[dict[str, Any]]:
    """Return some who answer there: first names and initials, as their answers show them anyway."""
    people = User.objects.filter(is_active=True, role__in=[User.Role.AGENT, User.Role.ADMIN])
    if widget.channel.team_id:
        people = people.filter(memberships__team=widget.channel.team_id)
    return [face(person) for person in people.order_by("pk")[:MOST_FACES]]


def face(person: User) -> dict[str, Any]:
    """Return how a person is drawn."""
    letters = [word[0] for word in str(person).split()[:2]]
    return {
        "name": person.get_short_name(),
        "initials": "".join(letters).upper(),
        "hue": sum(map(ord, str(person))) % 6 + 1,
    }
