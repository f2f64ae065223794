"""What happened, in words: one grey line for each event that is not a message."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from channels_inbox.models.call import Call
from helpdesk.lib.telephone import spoken
from helpdesk.templatetags.desk import duration, exact_time
from tickets.models import Event


@dataclass(frozen=True, slots=True)
class Happening:
    seq: int
    icon: str
    text: SafeString
    at: datetime
    # The message this took out of the timeline.
    removes: int = 0


Words = Callable[[dict[str, Any]], SafeString]


def _from_to(what: str) -> Words:
    return lambda p: format_html(
        "changed {} from <b>{}</b> to <b>{}</b>", what, p.get("before", ""), p.get("after", "")
    )


def _plain(words: str) -> Words:
    return lambda p: format_html("{}", words)


def _assigned(p: dict[str, Any]) -> SafeString:
    if p.get("reason"):
        return format_html("Assigned to <b>{}</b> by {}", p.get("after", ""), p["reason"])
    return SafeString("took it") if p.get("own") else format_html("gave it to <b>{}</b>", p.get("after", ""))


def _unassigned(p: dict[str, Any]) -> SafeString:
    return format_html("Back to the team: {}", p["reason"]) if p.get("reason") else SafeString("unassigned it")


def _team(p: dict[str, Any]) -> SafeString:
    if not p.get("after"):
        return format_html("took it from team <b>{}</b>", p.get("before", ""))
    return format_html("moved it to <b>{}</b>", p["after"])


def _tags(p: dict[str, Any]) -> SafeString:
    added = format_html_join(", ", "<b>{}</b>", ((t,) for t in p.get("added", ())))
    removed = format_html_join(", ", "<b>{}</b>", ((t,) for t in p.get("removed", ())))
    if added and removed:
        return format_html("tagged it {} and took off {}", added, removed)
    return format_html("tagged it {}", added) if added else format_html("took off the tag {}", removed)


def _fields(p: dict[str, Any]) -> SafeString:
    return format_html_join(
        ", ",
        "set {} to <b>{}</b>",
        ((c["label"], c["after"]) for c in p.get("changes", ()) if c["after"]),
    ) or format_html("emptied {}", ", ".join(c["label"] for c in p.get("changes", ())))


def _opened(p: dict[str, Any]) -> SafeString:
    if p.get("follow_up_of"):
        return format_html("opened this as a follow-up of #{}", p["follow_up_of"])
    return format_html("opened the ticket")


def _not_delivered(p: dict[str, Any]) -> SafeString:
    addresses = ", ".join(a for a in p.get("addresses", ()) if a)
    return format_html("The mail did not reach {}: {}", addresses or "the customer", p.get("reason", ""))


def _promise(p: dict[str, Any]) -> str:
    return {"first_response": "first reply", "next_response": "next reply"}.get(p.get("metric", ""), "resolution")


def _breached(p: dict[str, Any]) -> SafeString:
    cause = " by re-targeting" if p.get("cause") else ""
    return format_html("The promised <b>{}</b> is late{}", _promise(p), cause)


def _warned(p: dict[str, Any]) -> SafeString:
    return format_html("{} % of the time for the <b>{}</b> has passed", p.get("level", ""), _promise(p))


def _snoozed(p: dict[str, Any]) -> SafeString:
    return format_html("put it aside until <b>{}</b>", exact_time(parse_datetime(p.get("until", ""))))


def _woken(p: dict[str, Any]) -> SafeString:
    words = {"time": "brought it back: its time came", "message": "wrote, so it is back"}
    words["finished"] = "no longer keeps it aside"
    return format_html("{}", words.get(p.get("cause", ""), "brought it back"))


def _rated(p: dict[str, Any]) -> SafeString:
    before = format_html(" instead of {}", p["before"]) if p.get("before") else ""
    reason = format_html(", {}", p["reason"]) if p.get("reason") else ""
    comment = format_html(": “{}”", p["comment"]) if p.get("comment") else ""
    return format_html("rated it <b>{}</b>{}{}{}", p.get("after", ""), before, reason, comment)


def _call_ended(p: dict[str, Any]) -> SafeString:
    state = Call.State(p.get("state", Call.State.COMPLETED)).label
    if p.get("talked") is not None:
        return format_html("The call is over: <b>{}</b>, talked {}", state.lower(), duration(p["talked"]))
    waited = format_html(" after {}", duration(p["waited"])) if p.get("waited") is not None else ""
    return format_html("The call is over: <b>{}</b>{}", state.lower(), waited)


def _call_moved(p: dict[str, Any]) -> SafeString:
    words = "took the call to {}" if p.get("role") == "source" else "brought a call here from {}"
    return format_html(words, _other(p))


def _transcribed(p: dict[str, Any]) -> SafeString:
    return format_html("The voicemail, written down: “{}”", p.get("text", ""))


def _recording_lost(p: dict[str, Any]) -> SafeString:
    return format_html("The recording of the call could not be fetched: {}", p.get("reason", ""))


def _followers(words: str, own: str) -> Words:
    return lambda p: (
        SafeString(own)
        if p.get("alone")
        else format_html(words, format_html_join(", ", "<b>{}</b>", _each(p["names"])))
    )


def _each(names: list[str]) -> list[tuple[str]]:
    return [(name,) for name in names]


def _other(p: dict[str, Any]) -> SafeString:
    """Name the other ticket, to those who may know of it."""
    if not p.get("other"):
        return SafeString("another ticket")
    return format_html('<a href="{}">#{}</a>', reverse("agent_ticket", args=[p["other"]]), p["other"])


def _with_other(words: str) -> Words:
    return lambda p: format_html(words, _other(p))


def _absorbed(p: dict[str, Any]) -> SafeString:
    if not p.get("other"):
        return format_html("merged another ticket into this one")
    undo = reverse("agent_merge_undo", args=[p["other"]])
    return format_html('merged {} into this one · <a href="{}">Undo</a>', _other(p), undo)


_LINKS = {
    ("related", "source"): "linked this to {}",
    ("related", "target"): "linked this to {}",
    ("duplicate", "source"): "marked this as a duplicate of {}",
    ("duplicate", "target"): "marked {} as a duplicate of this",
    ("child", "source"): "made this a part of {}",
    ("child", "target"): "made {} a part of this",
    ("split", "source"): "split this off from {}",
    ("split", "target"): "split {} off from this",
}


def _linked(p: dict[str, Any]) -> SafeString:
    return format_html(_LINKS.get((p.get("kind", ""), p.get("role", "")), "linked this to {}"), _other(p))


def _missed(p: dict[str, Any]) -> SafeString:
    when = "before the visitor left" if p.get("left") else "in time"
    return format_html("A missed chat: nobody answered {}", when)


def _read_before(p: dict[str, Any]) -> SafeString:
    """Name what they know already: nobody is helped by the same article again."""
    links = [(one.get("url", ""), one.get("title", "")) for one in p.get("articles", [])]
    read = format_html("Read before asking: {}", format_html_join(", ", '<a href="{}">{}</a>', links)) if links else ""
    asked = format_html("Searched before asking: “{}”", p["asked"]) if p.get("asked") else ""
    return format_html("{}{}{}", read, " · " if read and asked else "", asked)


def _handed_off(p: dict[str, Any]) -> SafeString:
    return format_html("Handed to a person: <b>{}</b>", p.get("reason", ""))


WORDS: dict[str, tuple[str, Words]] = {
    "opened": ("circle-dot", _opened),
    "assigned": ("user-round", _assigned),
    "unassigned": ("user-round", _unassigned),
    "team_changed": ("users-round", _team),
    "status_changed": ("circle-dot", _from_to("the status")),
    "resolved": ("circle-check", _plain("resolved it")),
    "closed": ("archive", _plain("closed it")),
    "reopened": ("rotate-ccw", _plain("opened it again")),
    "tagged": ("tag", _tags),
    "priority_changed": ("flag", _from_to("the priority")),
    "type_changed": ("type", _from_to("the type")),
    "fields_changed": ("text-cursor-input", _fields),
    "subject_changed": ("type", _from_to("the subject")),
    "snoozed": ("alarm-clock", _snoozed),
    "woken": ("sun", _woken),
    "reply_written": ("reply", _plain("wrote a reply")),
    "reply_withdrawn": ("undo-2", _plain("took the reply back before it went out")),
    "linked": ("link", _linked),
    "unlinked": ("unlink", _with_other("took away the link to {}")),
    "merged": ("merge", _with_other("merged this into {}")),
    "absorbed": ("merge", _absorbed),
    "unmerged": ("split", _with_other("took this out of {} again")),
    "released": ("split", _with_other("took {} out of this again")),
    "delivery_retried": ("send", _plain("sent the mail again")),
    "delivery_failed": ("mail-warning", _not_delivered),
    "call_transcribed": ("voicemail", _transcribed),
    "recording_lost": ("circle-alert", _recording_lost),
    "call_placed": ("phone-outgoing", lambda p: format_html("called <b>{}</b>", spoken(p.get("number", "")))),
    "call_order_failed": (
        "phone-off",
        lambda p: format_html("Not done by telephone: {}. {}", p.get("order", ""), p.get("trouble", "")),
    ),
    "call_transferred": ("phone-forwarded", lambda p: format_html("passed the call on to <b>{}</b>", p.get("to", ""))),
    "requester_named": ("user-round", lambda p: format_html("said who called: <b>{}</b>", p.get("after", ""))),
    "call_moved": ("phone-forwarded", _call_moved),
    "call_ended": ("phone", _call_ended),
    "rating_asked": ("star", _plain("asked what they think of it")),
    "rated": ("star", _rated),
    "followed": ("bell-plus", _followers("made {} follow this", "follows this")),
    "unfollowed": ("bell-off", _followers("made {} follow this no longer", "follows this no longer")),
    "sla_breached": ("triangle-alert", _breached),
    "sla_warned": ("alarm-clock", _warned),
    "sla_changed": ("clock", _plain("What was promised has changed")),
    "read_before": ("book-open", _read_before),
    "article_used": ("book-open", lambda p: format_html("answered with <b>{}</b>", p.get("title", ""))),
    "incident_linked": (
        "triangle-alert",
        lambda p: format_html("linked it to the incident <b>{}</b>", p.get("title", "")),
    ),
    "incident_unlinked": ("triangle-alert", lambda p: format_html("said it is not <b>{}</b>", p.get("title", ""))),
    "incident_dismissed": ("triangle-alert", lambda p: format_html("said it is not <b>{}</b>", p.get("title", ""))),
    "incident_supposed": ("triangle-alert", lambda p: format_html("This may be <b>{}</b>", p.get("title", ""))),
    "chat_handed_off": ("user-round", _handed_off),
    "reach_out_answered": (
        "reply",
        lambda p: format_html("answers our letter <b>{}</b> (“{}”)", p.get("subject", ""), p.get("name", "")),
    ),
    "bot_left": ("user-round", _plain("The answer bot leaves it to people")),
    "chat_missed": ("clock-alert", _missed),
    "chat_by_mail": ("mail", _plain("asked to be answered by mail instead of waiting")),
    "chat_ended": ("message-square-off", _plain("ended the chat")),
}
# Lines that speak for themselves, without somebody in front.
_NOBODY = {
    "bot_left",
    "call_ended",
    "call_order_failed",
    "call_transcribed",
    "recording_lost",
    "chat_handed_off",
    "chat_missed",
    "delivery_failed",
    "incident_supposed",
    "read_before",
    "sla_breached",
    "sla_changed",
    "sla_warned",
}

# These do so when the desk or a rule moved the ticket and says why.
_MOVES = {"assigned", "unassigned"}


def describe(event: Any) -> Happening:
    """Say an event in one line: who did what. An action unknown here is shown by its name."""
    unknown = ("circle-dot", _plain(event.action.replace("_", " ")))
    icon, words = WORDS.get(event.action, unknown)
    own = event.by_user_id is not None and event.particulars.get("after_id") == event.by_user_id
    alone = event.particulars.get("user_ids") == [event.by_user_id]
    other = getattr(event, "other", None)
    text = words({**event.particulars, "own": own, "alone": alone, "other": other})
    if event.action == "status_changed" and event.by_customer_id:
        # Nobody chose it: that is what their message did.
        text = format_html("<b>{}</b> wrote, so it is <b>{}</b>", _who(event), event.particulars.get("after", ""))
    elif event.action not in _NOBODY and not (event.action in _MOVES and "reason" in event.particulars):
        text = format_html("<b>{}</b> {}", _who(event), text)
    removes = event.particulars["message_id"] if event.action == "reply_withdrawn" else 0
    return Happening(event.seq, icon, text, event.created_at, removes)


def rule_behind(event: Event) -> str:
    """Name the rule that made an event, as people read it; empty when no rule did."""
    rule = event.particulars.get("rule")
    return f"Rule “{rule['name']}”" if isinstance(rule, dict) else ""


def _who(event: Event) -> str:
    if event.by_user:
        return str(event.by_user)
    if event.by_customer_id:
        customer: str = event.customer  # type: ignore[attr-defined]
        return customer
    return rule_behind(event) or "The desk"
