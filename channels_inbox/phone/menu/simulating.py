"""Walk a menu without a carrier: what a caller hears, key by key, at any moment; or as a call like any other.

What the caller does is a list of words: keys as “1” or “48213”, and “nothing”, “waited”, “left”, “nobody”, “answered”,
“spoke”, “hung up”.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import uuid4

from django.utils import timezone

from accounts.models import User
from channels_inbox.adapters.phone.fetching import SIMULATED
from channels_inbox.models import Call, Channel
from channels_inbox.models.call import CallStep
from channels_inbox.outlines import Tree
from channels_inbox.phone import recordings
from channels_inbox.phone.menu import walking
from channels_inbox.phone.menu.engine import IsOpen, Turn, enter, keyed, leave
from channels_inbox.phone.news import CallNews

NOTHING, WAITED, LEFT, NOBODY, ANSWERED, SPOKE, HUNG_UP = (
    *("nothing", "waited", "left", "nobody", "answered", "spoke", "hung up"),
)
MOST = 60
# How long somebody speaks in a simulated call.
_SECONDS = 6


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a simulated call: what is said, what the caller does, or what the call does."""

    kind: str
    text: str
    node: str = ""


@dataclass(slots=True)
class Scene:
    """A simulated call so far, and where it stands."""

    turn: Turn
    lines: list[Line] = field(default_factory=list)
    over: bool = False


def play(tree: Tree, done: Sequence[str], *, is_open: IsOpen) -> Scene:
    """Return the call after all its caller did; what makes no sense where it stands is passed over. Pure."""
    scene = Scene(enter(tree, tree["start"], is_open=is_open))
    _tell(scene, tree)
    for word in done[:MOST]:
        if scene.over:
            break
        turn, node = scene.turn, tree["nodes"].get(scene.turn.node, {})
        if word == HUNG_UP:
            scene.lines.append(Line("does", "The caller hangs up."))
            scene.over = True
        elif turn.act == "ask" and word not in {WAITED, LEFT, NOBODY, ANSWERED, SPOKE}:
            digits = "" if word == NOTHING else word
            scene.lines.append(
                Line("does", f"The caller presses {digits}." if digits else "The caller presses nothing.")
            )
            heard = keyed(tree, turn.node, digits, attempt=turn.attempt, is_open=is_open)
            if heard.collected:
                scene.lines.append(Line("note", "{}: {}".format(*heard.collected)))
            scene.turn = heard.turn
            _tell(scene, tree)
        elif (turn.act, word) in {("queue", WAITED), ("queue", LEFT), ("transfer", NOBODY)}:
            key = node.get("key", "") if word == LEFT else ""
            if word == LEFT and not key:
                continue
            words = {WAITED: "The longest wait is over.", LEFT: f"The caller presses {key}.", NOBODY: "Nobody answers."}
            scene.lines.append(Line("does", words[word]))
            scene.turn = leave(tree, turn.node, is_open=is_open, key=key)
            _tell(scene, tree)
        elif (turn.act, word) in {("queue", ANSWERED), ("transfer", ANSWERED), ("voicemail", SPOKE)}:
            scene.lines.append(
                Line("does", "The caller leaves a message." if word == SPOKE else "Somebody answers, and they talk.")
            )
            scene.over = True
    return scene


def call_for_real(channel: Channel, done: Sequence[str], *, number: str, by: User) -> Call:
    """Make a call that goes the way of a simulated one, through all that a carrier's calls go through."""
    news = CallNews(
        call=f"simulated-{uuid4()}",
        kind=CallStep.Kind.MENU,
        external_id="begin",
        at=timezone.now(),
        theirs=number,
        ours=channel.address,
        simulated=True,
    )
    call, turn = walking.begin(channel, news)
    for hop, word in enumerate(done[:MOST]):
        call = Call.objects.select_related("channel__team", "menu_version").get(pk=call.pk)
        if word == HUNG_UP:
            break
        if turn.act == "ask" and word not in {WAITED, LEFT, NOBODY, ANSWERED, SPOKE}:
            digits = "" if word == NOTHING else word
            turn = walking.press(call, node=turn.node, digits=digits, attempt=turn.attempt, hop=hop)
        elif (turn.act, word) in {("queue", WAITED), ("queue", LEFT), ("transfer", NOBODY)}:
            node = walking.node_of(call, turn.node) or {}
            turn = walking.move_on(call, node=turn.node, hop=hop, key=node.get("key", "") if word == LEFT else "")
        elif (turn.act, word) == ("queue", ANSWERED):
            walking.step(call, CallStep.Kind.ANSWERED, f"answered:{hop}", agent=by.email)
            _sound(call, recordings.Kind.RECORDING)
            break
        elif (turn.act, word) == ("voicemail", SPOKE):
            _sound(call, recordings.Kind.VOICEMAIL)
            break
    return walking.hang_up(call)


def _sound(call: Call, kind: str) -> None:
    recordings.announce(
        call, external_id=f"simulated-{kind}", kind=kind, seconds=_SECONDS, url=f"{SIMULATED}{_SECONDS}"
    )


_HAPPENS = {
    "queue": "The caller waits in the queue.",
    "voicemail": "The caller hears the tone and may speak.",
    "callback": "The wish to be called back is noted, and the call ends.",
    "transfer": "The other number rings.",
    "end": "The call ends.",
}


def _tell(scene: Scene, tree: Tree) -> None:
    turn = scene.turn
    scene.lines += [Line("says", text, turn.node) for text in turn.says]
    if turn.act == "queue":
        scene.lines.append(Line("says", tree["nodes"][turn.node]["text"], turn.node))
    if turn.act in _HAPPENS:
        scene.lines.append(Line("note", _HAPPENS[turn.act], turn.node))
    scene.over = turn.act in {"callback", "end"}
