"""Small drawings every page uses: icons, avatars, channel marks, times. Built in: no {% load %} needed."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from helpdesk.icons import FILE, kept, shapes
from helpdesk.lib.durations import say_business_time, say_duration, say_hours
from helpdesk.lib.telephone import spoken

register = template.Library()

CHANNELS = {
    "email": ("mail", "Email", "email"),
    "web_form": ("clipboard-list", "Web form", "form"),
    "chat": ("message-circle", "Live chat", "chat"),
    "phone": ("phone", "Phone", "phone"),
    "sms": ("smartphone", "SMS", "sms"),
    "whatsapp": ("message-square-text", "WhatsApp", "whatsapp"),
    "messenger": ("at-sign", "Messenger", "social"),
    "instagram": ("at-sign", "Instagram", "social"),
    "telegram": ("send", "Telegram", "social"),
    "api": ("webhook", "API", "api"),
    "community": ("users", "Community", "community"),
}


@lru_cache(maxsize=512)
def svg(name: str, cls: str = "icon") -> SafeString:
    """Return an icon; size and stroke are in base.css. One the file of icons does not have is written out."""
    lines = format_html('<use href="{}#{}"/>', static(FILE), name) if name in kept() else mark_safe(shapes(name))  # noqa: S308
    frame = SafeString("") if name in kept() else SafeString(' viewBox="0 0 24 24"')
    return format_html('<svg{} class="{}" aria-hidden="true">{}</svg>', frame, cls, lines)


@register.simple_tag
def once(template: str) -> SafeString:
    """Draw a partial that is the same for everybody on every page, once per process."""
    return _once(template)


@lru_cache(maxsize=16)
def _once(template: str) -> SafeString:
    return render_to_string(template)


@register.simple_tag
def i(name: str, cls: str = "") -> SafeString:
    """Draw an icon; it is always beside words or in a labelled control, so it is hidden from readers."""
    return svg(name, f"icon {cls}".strip())


@register.simple_tag
def ch(kind: str, tile: bool = False) -> SafeString:
    """Draw the mark of a channel kind with its name for screen readers."""
    return _channel(kind, tile)


@lru_cache(maxsize=64)
def _channel(kind: str, tile: bool) -> SafeString:
    icon, label, cls = CHANNELS[kind]
    words = SafeString("") if tile else format_html('<span class="sr-only">{}</span>', label)
    shape = " ch--tile" if tile else ""
    return format_html('<span class="ch ch--{}{}" title="{}">{}{}</span>', cls, shape, label, svg(icon), words)


@register.simple_tag
def av(name: str, size: str = "", presence: str = "") -> SafeString:
    """Draw initials on a hue of the name. Always beside the name, therefore hidden from readers."""
    return _avatar(str(name), size, presence)


@lru_cache(maxsize=4096)
def _avatar(name: str, size: str, presence: str) -> SafeString:
    hue = sum(map(ord, name)) % 6 + 1
    letters = [word[0] for word in name.replace("@", " ").split()[:2]]
    dot = format_html('<span class="presence" data-state="{}"></span>', presence) if presence else ""
    return format_html(
        '<span class="avatar avatar--h{}{}" aria-hidden="true">{}{}</span>',
        hue,
        f" avatar--{size}" if size else "",
        "".join(letters).upper(),
        dot,
    )


@register.simple_tag
def bot(size: str = "") -> SafeString:
    """Draw the mark of automatic messages."""
    return format_html(
        '<span class="avatar avatar--bot{}" aria-hidden="true">{}</span>',
        f" avatar--{size}" if size else "",
        svg("sparkle"),
    )


@register.simple_tag
def sla(state: str, text: str) -> SafeString:
    """Draw a clock: ok, soon, breached, paused or met, with its words."""
    icon, word = {
        "ok": ("clock", "On time"),
        "soon": ("clock-alert", "Due soon"),
        "breached": ("triangle-alert", "Breached"),
        "paused": ("pause", "Paused"),
        "met": ("check", "Met"),
    }[state]
    return format_html(
        '<span class="sla" data-state="{}">{}<span class="sr-only">{}: </span>{}</span>', state, svg(icon), word, text
    )


@register.filter
def duration(value: float | timedelta) -> str:
    """Say a length of time, in seconds or as a timedelta, as people do: 45 s, 30 min, 8 h 15 min, 2 days 4 h."""
    return say_duration(value.total_seconds() if isinstance(value, timedelta) else value)


@register.filter
def counted(value: float | timedelta, mode: str) -> str:
    """Say a length of time by the hours it is counted in: 66 business hours, or 2 days 18 h of the calendar."""
    seconds = value.total_seconds() if isinstance(value, timedelta) else value
    return say_business_time(seconds) if mode == "business" else say_duration(seconds)


@register.filter
def counted_cell(value: float | timedelta, mode: str) -> str:
    """Say the same in a table whose head says what is counted: 66 h, or 2 days 18 h of the calendar."""
    seconds = value.total_seconds() if isinstance(value, timedelta) else value
    return say_hours(seconds) if mode == "business" else say_duration(seconds)


@register.filter
def short_time(at: datetime | None) -> str:
    """Say a moment as briefly as a list row allows: 7:49, Thu, 3 Nov, 3 Nov 2025."""
    return "" if at is None else brief(timezone.localtime(at), timezone.localtime())


@register.filter
def message_time(at: datetime | None) -> str:
    """Say when a message was written: 7:49 today, Thu 6:48 this week, 3 Nov 14:10 before."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    day = _day(local, timezone.localtime())
    return f"{day} {_clock(local)}" if day else _clock(local)


@register.filter
def coming_time(at: datetime | None) -> str:
    """Say a moment to come: 17:00 today, Mon 9:00 within a week, 3 Dec 9:00 after it."""
    if at is None:
        return ""
    local, now = timezone.localtime(at), timezone.localtime()
    near = 0 < (local.date() - now.date()).days < 7
    day = _WEEKDAYS[local.weekday()][:3] if near else _day(local, now)
    return f"{day} {_clock(local)}" if day else _clock(local)


@register.filter
def due_time(at: datetime | None) -> str:
    """Say a due moment with its day: Mon 23 Nov, 13:42; of another year with that."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    year = "" if local.year == timezone.localtime().year else f" {local.year}"
    return f"{_WEEKDAYS[local.weekday()][:3]} {local.day} {_MONTHS[local.month - 1][:3]}{year}, {_clock(local)}"


@register.filter
def exact_time(at: datetime | None) -> str:
    """Say a moment in full, for title attributes: Thu 19 November 2026, 6:48 CET."""
    return "" if at is None else in_full(timezone.localtime(at))


# From here on times are the person's own, as `timezone.localtime` gives them. Written out rather than by
# Django's date filter, which looks every word up in a catalogue: a page of fifty rows asks a hundred times.
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def brief(local: datetime, now: datetime) -> str:
    """Say a local moment as `short_time` does."""
    return _day(local, now) or _clock(local)


def in_full(local: datetime) -> str:
    """Say a local moment as `exact_time` does."""
    weekday, month = _WEEKDAYS[local.weekday()][:3], _MONTHS[local.month - 1]
    return f"{weekday} {local.day} {month} {local.year}, {_clock(local)} {local.tzname()}"


def _clock(local: datetime) -> str:
    return f"{local.hour}:{local.minute:02}"


def _day(local: datetime, now: datetime) -> str:
    """Return a local moment's day in the fewest words; today needs none."""
    if local.date() == now.date():
        return ""
    if timedelta() < now - local < timedelta(days=6):
        return _WEEKDAYS[local.weekday()][:3]
    year = "" if local.year == now.year else f" {local.year}"
    return f"{local.day} {_MONTHS[local.month - 1][:3]}{year}"


@register.filter
def telephone(number: str) -> str:
    """Write an E.164 number in groups: +49 30 1234567."""
    return spoken(number)
