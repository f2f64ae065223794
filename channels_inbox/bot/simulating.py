"""Talk with a flow without a visitor: the very engine, with nothing written and no call made unless asked for.

What the visitor does is a list of words, played from the beginning each time: “say …”, “press value|words”,
“call value” for what a call brought, and “call!” for one that failed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from channels_inbox.bot import engine
from channels_inbox.bot.calling import ask, question_of
from channels_inbox.bot.engine import Button, Stand, Turn, World
from channels_inbox.outlines import Tree
from helpdesk.lib import http

MOST = 60
SAY, PRESS, CALL, FAILED = "say ", "press ", "call ", "call!"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a simulated chat: the bot's or the visitor's words, or what the desk would do."""

    kind: str
    text: str


@dataclass(slots=True)
class Scene:
    """A simulated chat so far, and where it stands."""

    lines: list[Line] = field(default_factory=list)
    turn: Turn | None = None
    buttons: tuple[Button, ...] = ()
    call: tuple[str, str, str] | None = None

    @property
    def over(self) -> bool:
        return self.turn is not None and self.turn.act in {"handoff", "resolved"}


def play(tree: Tree, done: Sequence[str], world: World) -> Scene:
    """Return the chat after all its visitor did; what makes no sense where it stands is passed over."""
    scene = Scene()
    for word in done[:MOST]:
        if scene.over:
            break
        _step(scene, tree, word, world)
    return scene


def make_call(tree: Tree, scene: Scene) -> str:
    """Make the call a scene stands at, and return the word for what it brought."""
    assert scene.call is not None
    assert scene.turn is not None
    node = tree["nodes"][scene.turn.stand.node]
    try:
        _, value = ask(node, *scene.call, seconds=node["seconds"])
    except (http.Forbidden, http.Unreached):
        return FAILED
    return FAILED if value is None else f"{CALL}{value}"


def _step(scene: Scene, tree: Tree, word: str, world: World) -> None:
    stand = scene.turn.stand if scene.turn else Stand()
    if scene.call:
        if word.startswith(CALL) or word == FAILED:
            value = None if word == FAILED else word.removeprefix(CALL)
            scene.lines.append(Line("note", "It does not answer." if value is None else f"It answers “{value}”."))
            _tell(scene, tree, engine.returned(tree, stand, value, world))
        return
    choice, text = "", word.removeprefix(SAY)
    if word.startswith(PRESS):
        choice, _, text = word.removeprefix(PRESS).partition("|")
    elif not word.startswith(SAY) or not text.strip():
        return
    scene.lines.append(Line("does", text))
    began = scene.turn is not None
    turn = engine.hear(tree, stand, text, choice, world) if began else engine.begin(tree, text, world)
    _tell(scene, tree, turn)


def _tell(scene: Scene, tree: Tree, turn: Turn) -> None:
    scene.turn, scene.call = turn, None
    scene.lines += [Line("says", say.text) for say in turn.says]
    scene.buttons = turn.says[-1].buttons if turn.says else ()
    for kind, key, value in turn.sets:
        scene.lines.append(Line("note", f"Adds the tag “{key}”." if kind == "tag" else f"Writes “{value}” into {key}."))
    if turn.act == "handoff":
        scene.lines.append(Line("note", f"A person gets the chat: {turn.reason.lower()}."))
    elif turn.act == "resolved":
        scene.lines.append(Line("note", "The ticket is solved, because the visitor said so."))
    elif turn.act == "call":
        scene.call = question_of(tree["nodes"][turn.stand.node], dict(turn.stand.attributes))
        scene.lines.append(Line("note", f"Asks {scene.call[0]} {scene.call[1]} {scene.call[2]}".strip()))
