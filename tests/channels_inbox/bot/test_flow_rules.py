"""What keeps a flow from being put into force."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from channels_inbox.bot.tree import FLOW as GRAMMAR
from channels_inbox.outlines import Known
from tests.botting import FLOW

KNOWN = Known(calendars={1}, teams={0}, fields={"order"})


def wrong(step: str, values: dict[str, Any]) -> list[str]:
    tree = deepcopy(FLOW)
    tree["nodes"][step] = {**tree["nodes"].get(step, {}), **values}
    return [str(problem) for problem in GRAMMAR.problems(tree, KNOWN)]


def test_a_whole_flow_has_none() -> None:
    assert GRAMMAR.problems(FLOW, KNOWN) == []


CALL = {
    "kind": "call",
    "method": "GET",
    "url": "https://shop.example/orders/{order}",
    "path": "state",
    "name": "state",
    "seconds": 5,
    "then": "people",
    "otherwise": "people",
}


@pytest.mark.parametrize(
    ("name", "values", "says"),
    [
        ("hello", {"then": "nowhere"}, "hello: It leads to “nowhere”, which does not exist."),
        ("hello", {"then": ""}, "hello: It leads nowhere."),
        ("hello", {"text": ""}, "this is missing"),
        ("hello", {"kind": "dance"}, "Nobody knows this kind"),
        ("thanks", {"then": "thanks"}, "It goes round for ever"),
        ("thanks", {"then": "ask"}, ""),
        ("lost", {"kind": "message", "text": "?", "then": "end"}, "lost: Nothing leads here."),
        ("menu", {"options": []}, "a choice needs one"),
        ("menu", {"options": [{"label": "A", "to": "end"}, {"label": "a", "to": "end"}]}, "say the same"),
        ("order", {"pattern": "(x+)+y"}, "repeats a repetition"),
        ("order", {"pattern": "((x+))+y"}, "repeats a repetition"),
        ("order", {"pattern": "(x?y?)*z"}, "repeats a repetition"),
        ("order", {"pattern": ".*.*.*.*z"}, "repeats a repetition"),
        ("order", {"pattern": "["}, "cannot be read"),
        ("order", {"field": "gone"}, "This field does not exist"),
        ("order", {"name": "Order No"}, "One word of small letters"),
        ("order", {"tries": True}, "a whole number"),
        ("people", {"team": 77}, "This team does not exist"),
        ("thanks", {**CALL, "url": "ftp://shop.example/"}, "must begin with https"),
        ("thanks", {**CALL, "url": "https://{order}.example/"}, "not in the name of the server"),
        ("thanks", {**CALL, "seconds": 60}, "from 1 to 15"),
        ("thanks", {"kind": "set", "then": "people"}, "Choose a field, a tag or a team."),
        ("thanks", {"kind": "hours", "calendar": 9, "open": "people", "closed": "people"}, "This calendar does not"),
        ("thanks", {"kind": "condition", "about": "field", "op": "is", "yes": "end", "no": "people"}, "Say which one"),
    ],
)
def test_each_mistake_is_named_with_its_step(name: str, values: dict[str, Any], says: str) -> None:
    found = " ".join(wrong(name, values)).casefold()
    assert says.casefold() in found
    if not says:
        assert found == ""


@pytest.mark.parametrize("tree", [None, [], {}, {"nodes": []}, {"nodes": {"a": 3}, "start": "a"}, {"nodes": {}}])
def test_what_is_no_flow_is_said_to_be_none(tree: Any) -> None:
    assert GRAMMAR.problems(tree, KNOWN)
