"""A menu is put into force only when no caller can get lost in it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels_inbox.outlines import END, Known
from channels_inbox.phone.menu.engine import PLAIN, enter, keyed, leave
from channels_inbox.phone.menu.tree import MENU as GRAMMAR

# A busy machine is no failure.
calmly = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def good() -> Any:
    return {
        "start": "hours",
        "nodes": {
            "hours": {"kind": "hours", "calendar": 1, "open": "hello", "closed": "closed"},
            "hello": {"kind": "say", "text": "Welcome to Halden.", "then": "menu"},
            "menu": {
                "kind": "menu",
                "text": "For orders press 1, for repairs press 2.",
                "keys": {"1": "order", "2": "queue"},
                "seconds": 6,
                "tries": 2,
                "otherwise": "queue",
            },
            "order": {
                "kind": "collect",
                "text": "Key in your order number.",
                "name": "Order number",
                "digits": 6,
                "seconds": 6,
                "tries": 2,
                "then": "queue",
                "otherwise": "queue",
            },
            "queue": {
                "kind": "queue",
                "team": 7,
                "text": "You are in line.",
                "wait": 120,
                "otherwise": "voicemail",
                "key": "1",
                "offer": "callback",
            },
            "callback": {"kind": "callback", "text": "We will call you back."},
            "closed": {"kind": "say", "text": "We are closed.", "then": "voicemail"},
            "voicemail": {"kind": "voicemail", "text": "Speak after the tone.", "seconds": 60},
        },
    }


def wrong(tree: Any) -> list[str]:
    return [str(problem) for problem in GRAMMAR.problems(tree, Known(calendars={1}, teams={7, 0}))]


def changed(node: str, **values: Any) -> dict[str, Any]:
    tree = good()
    tree["nodes"][node].update(values)
    return tree


def test_a_whole_menu_has_no_problem() -> None:
    assert wrong(good()) == []
    assert wrong(PLAIN) == []


@pytest.mark.parametrize(
    ("tree", "said"),
    [
        (changed("hello", then=""), "hello: It leads nowhere"),
        (changed("hello", then="nowhere"), "hello: It leads to “nowhere”, which does not exist"),
        (changed("menu", keys={}), "menu: A menu needs at least one key"),
        (changed("menu", keys={"x": "queue"}), "menu: “x” is no key of a telephone"),
        (changed("menu", keys={"1": ""}), "menu: Key 1 leads nowhere"),
        (changed("menu", tries=9), "menu: How often it is said"),
        (changed("menu", tries=True), "menu: How often it is said"),
        (changed("menu", otherwise="hello"), "Who presses nothing goes round for ever: hello → menu → hello"),
        (changed("hours", calendar=2), "hours: This calendar does not exist"),
        (changed("queue", team=8), "queue: This team does not exist"),
        (changed("queue", offer=""), "queue: A key that leaves the queue needs a place"),
        (changed("queue", otherwise="queue"), "queue: Who presses nothing goes round for ever"),
        (changed("callback", kind="dance"), "callback: Nobody knows this kind of step"),
        (changed("callback", text="x" * 1001), "callback: What the caller hears: at most 1000"),
        (changed("closed", then="end"), ""),
        ({"start": "x", "nodes": {}}, "There is nothing yet"),
        ({"start": "x", "nodes": {"y": {"kind": "callback", "text": "…"}}}, "The first step, “x”, does not exist"),
        (changed("hello", then=["menu"]), "hello: "),
        (changed("hello", kind=["say"]), "hello: Nobody knows this kind of step"),
        (changed("queue", team=[7]), "queue: This team does not exist"),
        (changed("queue", team=True), "queue: This team does not exist"),
        (changed("menu", keys={"1": ["queue"]}), "menu: Key 1 leads nowhere"),
        (changed("menu", keys=["1"]), "menu: A menu needs at least one key"),
        ({**good(), "start": ["hours"]}, "does not exist"),
        ([], "This is no menu"),
        (None, "This is no menu"),
        ({"nodes": {"y": []}, "start": "y"}, "y: Nobody knows this kind of step"),
    ],
)
def test_each_problem_names_its_step(tree: Any, said: str) -> None:
    found = wrong(tree)
    assert any(said in words for words in found) if said else found == []


def test_a_step_nothing_leads_to_is_named() -> None:
    assert "order: Nothing leads here." in wrong(changed("menu", keys={"2": "queue"}))


def test_a_caller_is_led_by_hours_and_keys() -> None:
    tree = good()
    turn = enter(tree, "hours", is_open=lambda _: True)
    assert (turn.act, turn.node) == ("ask", "menu")
    assert turn.says == ("Welcome to Halden.", "For orders press 1, for repairs press 2.")
    order = keyed(tree, "menu", "1", attempt=0, is_open=lambda _: True)
    assert (order.turn.act, order.turn.node) == ("ask", "order")
    told = keyed(tree, "order", "48213#", attempt=0, is_open=lambda _: True)
    assert (told.turn.act, told.collected) == ("queue", ("Order number", "48213"))
    assert leave(tree, "queue", is_open=lambda _: True).act == "voicemail"
    assert leave(tree, "queue", is_open=lambda _: True, key="1").act == "callback"
    closed = enter(tree, "hours", is_open=lambda _: False)
    assert (closed.act, closed.says) == ("voicemail", ("We are closed.", "Speak after the tone."))


def test_a_wrong_key_is_said_and_asked_again_until_it_is_enough() -> None:
    tree = good()
    again = keyed(tree, "menu", "9", attempt=0, is_open=lambda _: True).turn
    assert (again.node, again.attempt) == ("menu", 1)
    assert again.says[0] == "That was not one of the choices."
    enough = keyed(tree, "menu", "", attempt=1, is_open=lambda _: True).turn
    assert enough.act == "queue"


names = st.sampled_from(["a", "b", "c", "d", "end"])
nodes = st.one_of(
    st.fixed_dictionaries({"kind": st.just("say"), "text": st.just("x"), "then": names}),
    st.fixed_dictionaries({"kind": st.just("hours"), "calendar": st.just(1), "open": names, "closed": names}),
    st.fixed_dictionaries(
        {
            "kind": st.just("menu"),
            "text": st.just("x"),
            "keys": st.dictionaries(st.sampled_from("123"), names, min_size=1),
            "seconds": st.just(5),
            "tries": st.just(2),
            "otherwise": names,
        }
    ),
    st.fixed_dictionaries({"kind": st.just("callback"), "text": st.just("x")}),
)


@calmly
@given(st.dictionaries(st.sampled_from("abcd"), nodes, min_size=1), st.lists(st.sampled_from(["", "1", "2", "9"])))
def test_in_a_menu_without_problems_every_caller_gets_somewhere(found: dict[str, Any], keys: list[str]) -> None:
    tree: dict[str, Any] = {"start": next(iter(found)), "nodes": found}
    if GRAMMAR.problems(tree, Known(calendars={1}, teams={7})):
        return
    turn = enter(tree, tree["start"], is_open=lambda _: True)
    for key in keys:
        if turn.act != "ask":
            break
        turn = keyed(tree, turn.node, key, attempt=turn.attempt, is_open=lambda _: True).turn
    # Whoever presses nothing from here on is through before long.
    for _ in range(50):
        if turn.act != "ask":
            break
        turn = keyed(tree, turn.node, "", attempt=turn.attempt, is_open=lambda _: True).turn
    assert turn.act != "ask"
    assert turn.node == END or turn.node in found


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["say", "menu", "queue", "a"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["start", "nodes", "a", "kind", "keys", "then", "text", "team", "calendar", "1", "number"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@calmly
@given(anything, anything)
def test_whatever_is_sent_is_judged_in_words(tree: Any, node: Any) -> None:
    for sent in (tree, {"start": "a", "nodes": tree}, {"start": tree, "nodes": {"a": node}}):
        assert all(problem.text for problem in GRAMMAR.problems(sent, Known(calendars={1}, teams={0})))
