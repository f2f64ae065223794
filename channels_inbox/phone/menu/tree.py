"""What callers hear, as data: a tree of nodes by name, and what is wrong with one.

    {"start": "hello", "nodes": {"hello": {"kind": "say", "text": "…", "then": "menu"}, "menu": {…}}}

`then`, `otherwise`, `open`, `closed`, `offer` and the keys of a menu name nodes, or "end" to hang up.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from channels_inbox import outlines
from channels_inbox.outlines import END, NAME, Field, Kind, Node, Problem, Tree
from helpdesk.lib.telephone import e164

KEYS = "1234567890*#"
NODES = 60
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
_RING = "Who presses nothing goes round for ever"


def targets(node: Node) -> list[tuple[str, str]]:
    """Return where a node may lead, as (field, name of a node); a menu's keys are fields like key_1."""
    kind = KINDS.get(str(node.get("kind", "")))
    named = [(f.name, str(node.get(f.name) or "")) for f in kind.fields if f.kind == "node"] if kind else []
    keys = node.get("keys") if node.get("kind") == "menu" else None
    return [(f"key_{key}", str(to)) for key, to in keys.items()] + named if isinstance(keys, dict) else named


def outline(tree: Tree) -> Iterator[tuple[int, str, str, bool]]:
    """Walk a tree as people read it: depth, what leads here, the node's name, and whether it was shown before."""
    return outlines.outline(tree, targets)


def problems(tree: Any, *, calendars: Collection[int], teams: Collection[int]) -> list[Problem]:
    """Return everything that keeps a tree from being put into force; nothing for one that may be."""
    if not isinstance(tree, dict) or not isinstance(tree.get("nodes"), dict):
        return [Problem("", "", "This is no menu: it needs “start” and “nodes”.")]
    nodes: dict[str, Any] = tree["nodes"]
    if not nodes:
        return [Problem("", "", "There is nothing yet. Add a first step.")]
    if len(nodes) > NODES:
        return [Problem("", "", f"At most {NODES} steps; there are {len(nodes)}.")]
    found = [
        Problem(str(name), "", "A name has small letters, digits, - and _, at most 40.")
        for name in nodes
        if not NAME.fullmatch(str(name)) or name == END
    ]
    if not isinstance(tree.get("start"), str) or tree["start"] not in nodes:
        found.append(Problem("", "start", f"The first step, “{tree.get('start') or ''}”, does not exist."))
    for name, node in nodes.items():
        found += _of_node(str(name), node, nodes, calendars, teams)
    if not found:
        found += outlines.unreached(tree, targets) + outlines.rings(nodes, _by_itself, _RING)
    return found


def _of_node(
    name: str, node: Any, nodes: dict[str, Any], calendars: Collection[int], teams: Collection[int]
) -> Iterator[Problem]:
    kind = KINDS.get(str(node.get("kind", ""))) if isinstance(node, dict) else None
    if kind is None:
        yield Problem(name, "kind", "Nobody knows this kind of step.")
        return
    for field in kind.fields:
        if wrong := _wrong(field, node.get(field.name), calendars, teams):
            yield Problem(name, field.name, wrong)
    if node["kind"] == "menu":
        yield from _of_keys(name, node.get("keys"))
    if node["kind"] == "queue" and bool(node.get("key")) != bool(node.get("offer")):
        yield Problem(name, "offer", "A key that leaves the queue needs a place to lead to, and the other way round.")
    for field_name, to in targets(node):
        if to and to != END and to not in nodes:
            yield Problem(name, field_name, f"It leads to “{to}”, which does not exist.")


def _of_keys(name: str, keys: Any) -> Iterator[Problem]:
    if not isinstance(keys, dict) or not keys:
        yield Problem(name, "keys", "A menu needs at least one key.")
        return
    for key, to in keys.items():
        if key not in KEYS or len(key) != 1:
            yield Problem(name, "keys", f"“{key}” is no key of a telephone.")
        if not to or not isinstance(to, str):
            yield Problem(name, f"key_{key}", f"Key {key} leads nowhere.")


def _wrong(field: Field, value: Any, calendars: Collection[int], teams: Collection[int]) -> str:
    """Say what is wrong with a value; empty when nothing is."""
    if value in ("", None):
        words = {"node": "It leads nowhere. Choose what comes next, or to hang up."}
        return words.get(field.kind, f"{field.label}: this is missing.") if field.required else ""
    if field.kind == "number":
        if isinstance(value, bool) or not isinstance(value, int) or not field.least <= value <= field.most:
            return f"{field.label}: a whole number from {field.least} to {field.most}."
    elif field.kind == "flag":
        return "" if isinstance(value, bool) else f"{field.label}: yes or no."
    elif field.kind == "calendar":
        return "" if _among(value, calendars) else "This calendar does not exist."
    elif field.kind == "team":
        return "" if _among(value, teams) else "This team does not exist, or is retired."
    elif not isinstance(value, str):
        return f"{field.label}: this must be a text."
    elif field.kind == "text" and len(value) > field.most:
        return f"{field.label}: at most {field.most} characters."
    elif field.kind == "key" and (len(value) != 1 or value not in KEYS):
        return f"“{value}” is no key of a telephone."
    elif field.kind == "telephone" and e164(value) != value:
        return "Write the number with its country code, as +49301234567."
    return ""


def _by_itself(node: Node) -> list[tuple[str, str]]:
    return [(field, to) for field, to in targets(node) if field in _BY_ITSELF]


def _among(value: Any, known: Collection[int]) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value in known
