"""What callers hear, as data: a tree of nodes by name, and what is wrong with one.

    {"start": "hello", "nodes": {"hello": {"kind": "say", "text": "…", "then": "menu"}, "menu": {…}}}

`then`, `otherwise`, `open`, `closed`, `offer` and the keys of a menu name nodes, or "end" to hang up.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from channels_inbox.outlines import Field, Grammar, Kind, Known, Node, Problem, places
from helpdesk.lib.telephone import e164

KEYS = "1234567890*#"
TEXT = 1000

# Kinds of fields: text, node, number, key, telephone, calendar, team or flag.
_SAYS = Field("text", "text", "What the caller hears", most=TEXT)
_MAYBE_SAYS = Field("text", "text", "What the caller hears first", required=False, most=TEXT)
_SECONDS = Field("seconds", "number", "Seconds to wait for a key", least=1, most=30, default=6)
_TRIES = Field("tries", "number", "How often it is said", least=1, most=5, default=3)
_OTHERWISE = Field("otherwise", "node", "When nothing fitting is pressed")

KINDS: dict[str, Kind] = {
    "say": Kind("Say", "Say something and go on.", "message-square", (_SAYS, Field("then", "node", "Then"))),
    "menu": Kind("Menu", "Let the caller choose by a key.", "grid-3x3", (_SAYS, _SECONDS, _TRIES, _OTHERWISE)),
    "collect": Kind(
        "Collect",
        "Ask for digits, such as an order number, and write them into the ticket.",
        "hash",
        (
            _SAYS,
            Field("name", "text", "What the digits are, as the ticket calls them", most=60),
            Field("digits", "number", "At most how many digits", least=1, most=20, default=8),
            _SECONDS,
            _TRIES,
            Field("then", "node", "Then"),
            _OTHERWISE,
        ),
    ),
    "hours": Kind(
        "Hours",
        "Go one way while a calendar is open, another while it is closed.",
        "clock",
        (
            Field("calendar", "calendar", "Calendar"),
            Field("open", "node", "While it is open"),
            Field("closed", "node", "While it is closed"),
        ),
    ),
    "queue": Kind(
        "Queue",
        "Let the caller wait for somebody of a team.",
        "users-round",
        (
            Field("team", "team", "Whose queue"),
            Field("text", "text", "What is said again and again", most=TEXT),
            Field("wait", "number", "Longest wait in seconds; 0 is for as long as they like", most=7200, default=300),
            Field("otherwise", "node", "After the longest wait"),
            Field("key", "key", "A key that leaves the queue", required=False),
            Field("offer", "node", "Where that key leads", required=False),
        ),
    ),
    "voicemail": Kind(
        "Voicemail",
        "Record what the caller says, and hang up.",
        "voicemail",
        (
            _SAYS,
            Field("seconds", "number", "Longest message in seconds", least=10, most=600, default=120),
            Field("transcribe", "flag", "Ask the carrier to write it down", required=False),
        ),
    ),
    "callback": Kind(
        "Call-back", "Note that the caller wants to be called back, and hang up.", "phone-outgoing", (_SAYS,)
    ),
    "transfer": Kind(
        "Transfer",
        "Connect the caller with another number.",
        "phone-forwarded",
        (
            _MAYBE_SAYS,
            Field("number", "telephone", "Number"),
            Field("seconds", "number", "Seconds to let it ring", least=5, most=120, default=25),
            Field("otherwise", "node", "When nobody answers"),
        ),
    ),
}
# Targets taken when the caller does nothing: round such a way a call would go on for ever.
_BY_ITSELF = ("then", "open", "closed", "otherwise")


def targets(node: Node) -> list[tuple[str, str]]:
    """Return where a node may lead, as (field, name of a node); a menu's keys are fields like key_1."""
    keys = node.get("keys") if node.get("kind") == "menu" else None
    named = places(KINDS, node)
    return [(f"key_{key}", str(to)) for key, to in keys.items()] + named if isinstance(keys, dict) else named


def _by_itself(node: Node) -> list[tuple[str, str]]:
    return [(field, to) for field, to in targets(node) if field in _BY_ITSELF]


def _beyond(name: str, node: Node) -> Iterator[Problem]:
    if node["kind"] == "menu":
        yield from _of_keys(name, node.get("keys"))
    if node["kind"] == "queue" and bool(node.get("key")) != bool(node.get("offer")):
        yield Problem(name, "offer", "A key that leaves the queue needs a place to lead to, and the other way round.")


def _of_keys(name: str, keys: Any) -> Iterator[Problem]:
    if not isinstance(keys, dict) or not keys:
        yield Problem(name, "keys", "A menu needs at least one key.")
        return
    for key, to in keys.items():
        if key not in KEYS or len(key) != 1:
            yield Problem(name, "keys", f"“{key}” is no key of a telephone.")
        if not to or not isinstance(to, str):
            yield Problem(name, f"key_{key}", f"Key {key} leads nowhere.")


def _wrong(field: Field, value: str, known: Known) -> str:
    if field.kind == "key" and (len(value) != 1 or value not in KEYS):
        return f"“{value}” is no key of a telephone."
    if field.kind == "telephone" and e164(value) != value:
        return "Write the number with its country code, as +49301234567."
    return ""


MENU = Grammar(
    called="menu",
    most=60,
    kinds=KINDS,
    targets=targets,
    by_itself=_by_itself,
    ring="Who presses nothing goes round for ever",
    nowhere="It leads nowhere. Choose what comes next, or to hang up.",
    wrong=_wrong,
    beyond=_beyond,
)
