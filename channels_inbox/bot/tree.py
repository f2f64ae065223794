"""What a bot does, as data: a tree of steps by name, and what is wrong with one.

    {"start": "hello", "nodes": {"hello": {"kind": "message", "text": "…", "then": "menu"}, "menu": {…}}}

`then`, `otherwise`, `open`, `closed`, `yes`, `no` and the options of a choice name steps, or "end": the bot waits for
what is asked next.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from channels_inbox.outlines import Field, Grammar, Kind, Known, Node, Problem, places
from helpdesk.lib.patterns import wrong_pattern

OPTIONS = 8
TEXT = 1000
CHECKS = {"any": "Anything", "email": "An email address", "number": "A number", "pattern": "A pattern of my own"}
ABOUT = {
    "attribute": "What the visitor said",
    "field": "A field of the ticket",
    "language": "The visitor's language",
    "organization": "The visitor's organization",
    "priority": "The ticket's priority",
}
# These need no name of what to look at.
ALONE = {"language", "organization", "priority"}
OPS = {"is": "is", "is_not": "is not", "contains": "contains", "known": "is known"}
METHODS = {"GET": "GET", "POST": "POST"}
PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]{0,39})\}")
_ATTRIBUTE = re.compile(r"[a-z][a-z0-9_]{0,39}")

_SAYS = Field(
    "text", "text", "What the bot says", most=TEXT, hint="{order} stands for what the visitor said as “order”."
)
_THEN = Field("then", "node", "Then")

KINDS: dict[str, Kind] = {
    "message": Kind("Message", "Say something and go on.", "message-square", (_SAYS, _THEN)),
    "question": Kind(
        "Question",
        "Ask for something, check it, and remember it.",
        "circle-question-mark",
        (
            _SAYS,
            Field("name", "attribute", "What it is, in one word", hint="Small letters, as order or email."),
            Field("check", "check", "What is taken for an answer", default="any"),
            Field("pattern", "pattern", "The pattern", required=False, most=200, hint="As [A-Z]{2}[0-9]{6}."),
            Field("wrong", "text", "What the bot says to anything else", required=False, most=TEXT),
            Field("field", "ticket_field", "Write it into a field of the ticket", required=False),
            Field("tries", "number", "How often it is asked", least=1, most=5, default=2),
            _THEN,
            Field("otherwise", "node", "When nothing fitting is said"),
        ),
    ),
    "choice": Kind("Choice", "Let the visitor choose by a button.", "list-checks", (_SAYS,)),
    "condition": Kind(
        "Condition",
        "Go one way or the other by what is known.",
        "split",
        (
            Field("about", "about", "What to look at", default="attribute"),
            Field(
                "name", "text", "Its name", required=False, most=40, hint="The word of a question, or a field's key."
            ),
            Field("op", "op", "Which", default="is"),
            Field("value", "text", "What it is compared with", required=False, most=200),
            Field("yes", "node", "If so"),
            Field("no", "node", "If not"),
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
    "answer": Kind(
        "Answer",
        "Take a question and look for its answer among the questions and answers.",
        "book-open",
        (_SAYS,),
    ),
    "call": Kind(
        "HTTP call",
        "Ask another program, and remember what it says.",
        "webhook",
        (
            Field("method", "method", "Method", default="GET"),
            Field("url", "url", "Address", most=500, hint="{order} stands for what the visitor said as “order”."),
            Field("sends", "text", "What is sent, by its words", required=False, most=200, hint="As order, email."),
            Field("path", "text", "Where it stands in the answer", most=200, hint="As order.status in a JSON answer."),
            Field("name", "attribute", "What it is remembered as"),
            Field("seconds", "number", "Seconds to wait at most", least=1, most=15, default=5),
            Field("then", "node", "When it answers"),
            Field("otherwise", "node", "When it does not"),
        ),
    ),
    "set": Kind(
        "Set",
        "Fill in a field, add a tag, or choose the team that gets the chat.",
        "pencil",
        (
            Field("field", "ticket_field", "Field", required=False),
            Field("value", "text", "What is written there", required=False, most=200),
            Field("tag", "text", "Tag to add", required=False, most=60),
            Field("team", "team", "Team that gets the chat", required=False, default=0),
            _THEN,
        ),
    ),
    "handoff": Kind(
        "Hand-off",
        "Give the chat to people, with a summary of what was said.",
        "user-round",
        (
            Field("text", "text", "What the bot says first", required=False, most=TEXT),
            Field("team", "team", "Whose queue", default=0),
        ),
    ),
}
# Steps that go on without a word of the visitor: round such a way a chat would go for ever.
_GO_ON = {"message", "condition", "hours", "set", "call"}


def targets(node: Node) -> list[tuple[str, str]]:
    """Return where a step may lead, as (field, name of a step); a choice's options are fields like option_1."""
    if node.get("kind") != "choice":
        return places(KINDS, node)
    return [(f"option_{n}", str(option.get("to") or "")) for n, option in enumerate(options(node), 1)]


def options(node: Node) -> list[dict[str, Any]]:
    found = node.get("options")
    return [option for option in found if isinstance(option, dict)] if isinstance(found, list) else []


def _by_itself(node: Node) -> list[tuple[str, str]]:
    return targets(node) if node["kind"] in _GO_ON else []


def _of_choice(name: str, node: Node) -> Iterator[Problem]:
    offered = options(node)
    if not 1 <= len(offered) <= OPTIONS:
        yield Problem(name, "options", f"A choice needs one to {OPTIONS} buttons.")
    labels = [str(option.get("label") or "").strip() for option in offered]
    for n, (label, option) in enumerate(zip(labels, offered, strict=True), 1):
        if not label or len(label) > 80:
            yield Problem(name, f"label_{n}", f"Button {n} needs words, at most 80 characters.")
        if not option.get("to"):
            yield Problem(name, f"option_{n}", f"Button {n} leads nowhere.")
    if len({label.casefold() for label in labels}) < len(labels):
        yield Problem(name, "options", "Two buttons say the same.")


def _of_question(name: str, node: Node) -> Iterator[Problem]:
    if node.get("check") == "pattern" and not node.get("pattern"):
        yield Problem(name, "pattern", "Write the pattern an answer must have.")


def _of_condition(name: str, node: Node) -> Iterator[Problem]:
    if node.get("about") not in ALONE and not node.get("name"):
        yield Problem(name, "name", "Say which one to look at.")
    if node.get("op") != "known" and not node.get("value"):
        yield Problem(name, "value", "Say what it is compared with.")


def _of_set(name: str, node: Node) -> Iterator[Problem]:
    if not (node.get("field") or node.get("tag") or node.get("team")):
        yield Problem(name, "field", "Choose a field, a tag or a team.")


_BEYOND = {"choice": _of_choice, "question": _of_question, "condition": _of_condition, "set": _of_set}
_CHOICES = {"check": CHECKS, "about": ABOUT, "op": OPS, "method": METHODS}


def _beyond(name: str, node: Node) -> Iterator[Problem]:
    if particular := _BEYOND.get(node["kind"]):
        yield from particular(name, node)


def _wrong(asked: Field, value: str, known: Known) -> str:
    if asked.kind in _CHOICES:
        return "" if value in _CHOICES[asked.kind] else f"{asked.label}: “{value}” is none of the choices."
    if asked.kind == "attribute":
        return "" if _ATTRIBUTE.fullmatch(value) else "One word of small letters, digits and _, as order."
    if asked.kind == "ticket_field":
        return "" if value in known.fields else "This field does not exist, or is retired."
    if asked.kind == "pattern":
        return wrong_pattern(value)
    return wrong_address(value) if asked.kind == "url" else ""


def wrong_address(url: str) -> str:
    """Say why an address is not one; whom it asks may not depend on what a visitor says."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        host = ""
    if not host or parts.scheme not in {"http", "https"}:
        return "The address must begin with https:// or http://."
    return "What a visitor says may stand in the path, not in the name of the server." if "{" in parts.netloc else ""


FLOW = Grammar(
    called="flow",
    most=80,
    kinds=KINDS,
    targets=targets,
    by_itself=_by_itself,
    ring="It goes round for ever without asking anything",
    nowhere="It leads nowhere. Choose what comes next, or to wait for another question.",
    wrong=_wrong,
    beyond=_beyond,
)
