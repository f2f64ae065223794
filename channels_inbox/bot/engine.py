"""Walk a visitor through a flow, one turn at a time. Pure: what it needs to know comes through `World`.

The widget's chats and the simulator are only different mouths and ears of this.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext, gettext_noop, override

from channels_inbox.bot import wishes
from channels_inbox.bot.answers import Answer, Found
from channels_inbox.bot.checking import checked
from channels_inbox.bot.filling import fill
from channels_inbox.bot.tree import ALONE, options
from channels_inbox.outlines import END, Node, Tree
from knowledgebase.languages import locale_for

# Longer than any way through a checked flow.
_HOPS = 100
MISSES = 2
PERSON, HELPED, NONE = "person", "helped", "none"
# The bot's own sentences, said in the language of whoever it talks with.
NOT_UNDERSTOOD = gettext_noop("I am not sure I understand. Could you say it in other words?")
DID_YOU_MEAN = gettext_noop("Did you mean one of these?")
NO_ANSWER = gettext_noop("I have no answer to that. A person will.")
BRINGING = gettext_noop("Of course. I am handing you over to a person.")
GLAD = gettext_noop("Glad to hear it. Write to us again at any time.")

Button = dict[str, str]


@dataclass(frozen=True, slots=True)
class Say:
    text: str
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a chat stands between two turns."""

    node: str = ""
    attempt: int = 0
    misses: int = 0
    attributes: Mapping[str, str] = field(default_factory=dict)
    team: int = 0


@dataclass(frozen=True, slots=True)
class World:
    """What a flow may ask about: hours, fields of the ticket, the visitor's language, answers."""

    is_open: Callable[[int], bool]
    value_of: Callable[[str], str]
    search: Callable[[str, str], Found]
    get: Callable[[str], Answer | None]
    language: str = ""
    intents: Sequence[dict[str, Any]] = ()
    minds_mood: bool = True


@dataclass(frozen=True, slots=True)
class Turn:
    """What happens next. `act` is ask, call, handoff or resolved; `score` is what the visitor got for their words."""

    act: str
    stand: Stand
    says: tuple[Say, ...] = ()
    # (“field”, key, value) and (“tag”, name, "").
    sets: tuple[tuple[str, str, str], ...] = ()
    score: str = "answered"
    reason: str = ""
    source: str = ""


def begin(tree: Tree, text: str, world: World) -> Turn:
    """Take a chat's first words: they may be a question already."""
    with override(locale_for(world.language)):
        return _begin(tree, text, world)


def hear(tree: Tree, stand: Stand, text: str, choice: str, world: World) -> Turn:
    """Take what a visitor wrote, or the button they chose."""
    with override(locale_for(world.language)):
        return _hear(tree, stand, text, choice, world)


def returned(tree: Tree, stand: Stand, value: str | None, world: World) -> Turn:
    """Go on after a call: with what it said, or None when it said nothing."""
    node = tree["nodes"].get(stand.node, {})
    if node.get("kind") != "call":
        return Turn("ask", stand)
    if value is None:
        return _enter(tree, node["otherwise"], Turn("ask", stand), world)
    known = replace(stand, attributes={**stand.attributes, node["name"]: value})
    return _enter(tree, node["then"], Turn("ask", known), world)


def _begin(tree: Tree, text: str, world: World) -> Turn:
    stand = Stand(node=tree["start"])
    if reason := _reason(text, world):
        return _hand_off(Turn("ask", stand), reason, gettext(BRINGING))
    return _enter(tree, tree["start"], Turn("ask", stand), world, said=text)


def _hear(tree: Tree, stand: Stand, text: str, choice: str, world: World) -> Turn:
    turn = Turn("ask", stand)
    if reason := "Asked for a person" if choice == PERSON else _reason(text, world):
        return _hand_off(turn, reason, gettext(BRINGING))
    if choice == HELPED:
        return replace(turn, act="resolved", says=(Say(gettext(GLAD)),))
    if choice == NONE:
        return _missed(turn)
    if offered := world.get(choice) if ":" in choice else None:
        return _answered(tree, turn, offered)
    if to := _pressed(tree, choice):
        return _enter(tree, to, turn, world)
    node = tree["nodes"].get(stand.node, {})
    if node.get("kind") == "question":
        return _take(tree, node, turn, text, world)
    to = _named(node, text) if node.get("kind") == "choice" else ""
    return _enter(tree, to, turn, world) if to else _look_up(tree, turn, text, world)


def _enter(tree: Tree, name: str, turn: Turn, world: World, *, said: str = "") -> Turn:
    """Go on at a step until the visitor must do something, a call is made, or people take over."""
    nodes: dict[str, Node] = tree["nodes"]
    for _ in range(_HOPS):
        node = nodes.get(name)
        if node is None:
            name, node = END, {"kind": END}
        stand = replace(turn.stand, node=name, attempt=0)
        turn, kind = replace(turn, stand=stand), node["kind"]
        if kind == "hours":
            name = node["open"] if world.is_open(node["calendar"]) else node["closed"]
        elif kind == "condition":
            name = node["yes"] if _holds(node, stand, world) else node["no"]
        elif kind == "set":
            turn, name = _set(node, turn), node["then"]
        elif kind == "message":
            turn, name = _say(turn, node["text"]), node["then"]
        elif kind == "handoff":
            turn = replace(turn, stand=replace(stand, team=node["team"] or stand.team))
            return _hand_off(turn, "The flow leads to a person", node.get("text", ""))
        elif kind == "call":
            return replace(turn, act="call")
        else:
            return _ask(tree, node, turn, world, said)
    return turn


def _ask(tree: Tree, node: Node, turn: Turn, world: World, said: str) -> Turn:
    """Stop at a step that waits for words. A chat's first words are heard here already, but never held against them."""
    kind = node["kind"]
    if said and kind in {"choice", "answer", END}:
        if to := _named(node, said) if kind == "choice" else "":
            return _enter(tree, to, turn, world)
        found = world.search(said, world.language)
        if found.answer:
            return _answered(tree, turn, found.answer)
        if found.near and kind != "choice":
            return _offer(turn, found)
    return turn if kind == END else _say(turn, node["text"], _buttons(turn.stand.node, node))


def _take(tree: Tree, node: Node, turn: Turn, text: str, world: World) -> Turn:
    """Take the answer to a question of the flow."""
    value = checked(node, text)
    if value is not None:
        stand = replace(turn.stand, attributes={**turn.stand.attributes, node["name"]: value}, misses=0)
        sets = (*turn.sets, ("field", node["field"], value)) if node.get("field") else turn.sets
        return _enter(tree, node["then"], replace(turn, stand=stand, sets=sets), world)
    attempt = turn.stand.attempt + 1
    if attempt < node["tries"]:
        again = replace(turn, stand=replace(turn.stand, attempt=attempt), score="clarified")
        return _say(again, node.get("wrong") or node["text"])
    return replace(_enter(tree, node["otherwise"], turn, world), score="clarified")


def _look_up(tree: Tree, turn: Turn, text: str, world: World) -> Turn:
    """Look for an answer to free words: a sure one, else ask which was meant, else a person."""
    found = world.search(text, world.language)
    if found.answer:
        return _answered(tree, turn, found.answer)
    return _offer(turn, found) if found.near else _missed(turn)


def _answered(tree: Tree, turn: Turn, answer: Answer) -> Turn:
    text = f"{answer.text}\n\n{answer.source.title}: {answer.source.url}" if answer.source else answer.text
    stand = replace(turn.stand, misses=0)
    helped: Button = {"label": gettext("That helped, thank you"), "value": HELPED}
    buttons = (helped, *_buttons(stand.node, tree["nodes"].get(stand.node, {})))
    return replace(turn, stand=stand, says=(*turn.says, Say(text, buttons)), score="answered", source=answer.key)


def _offer(turn: Turn, found: Found) -> Turn:
    missed = _missed(turn)
    if missed.act == "handoff":
        return missed
    near = tuple({"label": answer.title, "value": answer.key} for answer in found.near)
    none: Button = {"label": gettext("None of these"), "value": NONE}
    return replace(missed, says=(*turn.says, Say(gettext(DID_YOU_MEAN), (*near, none))))


def _missed(turn: Turn) -> Turn:
    """Count a question without an answer; with the second a person comes."""
    stand = replace(turn.stand, misses=turn.stand.misses + 1)
    turn = replace(turn, stand=stand, score="clarified")
    if stand.misses >= MISSES:
        return _hand_off(turn, "Two questions without an answer", gettext(NO_ANSWER))
    return _say(turn, gettext(NOT_UNDERSTOOD))


def _hand_off(turn: Turn, reason: str, text: str) -> Turn:
    return replace(_say(turn, text) if text else turn, act="handoff", score="handed", reason=reason)


def _reason(text: str, world: World) -> str:
    """Say why a person should come at once; empty when there is no need."""
    if wishes.wants_person(text):
        return "Asked for a person"
    if named := wishes.intent_of(text, world.intents):
        return f"Named “{named}”"
    return "Sounds upset" if world.minds_mood and wishes.is_angry(text) else ""


def _pressed(tree: Tree, choice: str) -> str:
    """Return where a button leads. One of an earlier step counts too: people change their minds."""
    name, _, number = choice.partition("/")
    offered = options(tree["nodes"].get(name, {}))
    place = int(number) if number.isdecimal() else 0
    return str(offered[place - 1]["to"]) if 0 < place <= len(offered) else ""


def _named(node: Node, text: str) -> str:
    """Return where the option leads that was typed, as its number or its words."""
    said = wishes.plain(text)
    for n, option in enumerate(options(node), 1):
        if said in {str(n), wishes.plain(option["label"])}:
            return str(option["to"])
    return ""


def _buttons(name: str, node: Node) -> tuple[Button, ...]:
    offered = options(node) if node.get("kind") == "choice" else []
    return tuple({"label": option["label"], "value": f"{name}/{n}"} for n, option in enumerate(offered, 1))


def _say(turn: Turn, text: str, buttons: tuple[Button, ...] = ()) -> Turn:
    return replace(turn, says=(*turn.says, Say(fill(text, turn.stand.attributes), buttons)))


def _set(node: Node, turn: Turn) -> Turn:
    sets = list(turn.sets)
    if node.get("field"):
        sets.append(("field", node["field"], fill(node.get("value", ""), turn.stand.attributes)))
    if node.get("tag"):
        sets.append(("tag", node["tag"], ""))
    return replace(turn, sets=tuple(sets), stand=replace(turn.stand, team=node.get("team") or turn.stand.team))


def _holds(node: Node, stand: Stand, world: World) -> bool:
    about, value = node["about"], wishes.plain(node.get("value", ""))
    if about == "language":
        # “de” is what somebody speaks who reads “de-AT”.
        known = wishes.plain(world.language if "-" in node.get("value", "") else world.language.partition("-")[0])
    elif about == "attribute":
        known = wishes.plain(stand.attributes.get(node["name"], ""))
    else:
        # The ticket's own columns are asked for by names no field can have.
        known = wishes.plain(world.value_of(f":{about}" if about in ALONE else node["name"]))
    return {"is": known == value, "is_not": known != value, "contains": value in known, "known": bool(known)}[
        node["op"]
    ]
