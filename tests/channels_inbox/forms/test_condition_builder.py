"""A tree of conditions as a form: what is drawn, sent back and read is the same tree."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from accounts.models import Team, User
from channels_inbox.forms.conditions import ConditionBuilder, Group
from tests.channels_inbox.desk.conftest import signed_in
from tests.factories import make_customer
from tickets.conditions import Use
from tickets.models import Tag

pytestmark = pytest.mark.django_db


class Controls(HTMLParser):
    """Collects what a browser would send of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.sent = QueryDict(mutable=True)
        self.select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "select":
            self.select = given.get("name") or ""
        elif tag == "option" and "selected" in given:
            self.sent.appendlist(self.select, given.get("value") or "")
        elif tag == "input" and given.get("name") and (given.get("type") != "checkbox" or "checked" in given):
            self.sent.appendlist(str(given["name"]), given.get("value") or "")


def drawn(builder: ConditionBuilder) -> QueryDict:
    return Controls(render_to_string("agent/conditions/_builder.html", {"builder": builder})).sent


def leaf(field: str, op: str, value: Any = None) -> dict[str, Any]:
    return {"field": field, "op": op} if value is None else {"field": field, "op": op, "value": value}


def test_every_kind_of_value_comes_back_as_it_was() -> None:
    pump, maya = Tag.objects.create(name="Pump"), make_customer("maya@cafenorr.example")
    team = Team.objects.create(name="Grinders", slug="grinders")
    tree = {
        "match": "any",
        "conditions": [
            leaf("priority", "is", [3, 4]),
            leaf("channel", "is_not", ["email"]),
            leaf("team", "changed_to", [team.pk]),
            leaf("team", "empty"),
            leaf("tags", "any_of", [pump.pk]),
            leaf("requester", "is", [maya.pk]),
            {
                "match": "all",
                "conditions": [
                    leaf("message", "contains", ["no pressure", "leak"]),
                    leaf("opened", "more_than", 5400),
                    leaf("customer_messages", "more_than", 3),
                    leaf("hours", "within"),
                ],
            },
        ],
    }
    builder = ConditionBuilder.read(drawn(ConditionBuilder.of(tree, use=Use.TRIGGER)), use=Use.TRIGGER)
    assert builder.is_valid(), [row.error for row in builder.rows]
    tree["conditions"][-1]["conditions"][-1]["value"] = None  # type: ignore[index]
    assert builder.tree() == tree


def test_no_condition_is_the_empty_tree() -> None:
    builder = ConditionBuilder.read(drawn(ConditionBuilder.of({}, use=Use.VIEW)), use=Use.VIEW)
    assert builder.is_valid()
    assert builder.tree() == {}


@pytest.mark.parametrize(
    ("field", "op", "entered", "words"),
    [
        ("opened", "more_than", "soon", "“soon” is no length of time"),
        ("customer_messages", "is", "many", "Enter a whole number."),
        ("tags", "any_of", "quark", "There is no tag “quark”."),
        ("requester", "is", "nobody@nowhere.example", "Nobody writes from"),
        ("subject", "contains", " , ", "Enter one to a hundred words"),
        ("priority", "is", "9", "There is no priority “9” any more."),
        ("vanished", "is", "x", "There is no field “vanished” any more."),
    ],
)
def test_what_makes_no_sense_is_said_at_its_row_and_kept(field: str, op: str, entered: str, words: str) -> None:
    sent = QueryDict(mutable=True)
    sent.update({"c-row": "ra", "c-ra-field": field, "c-ra-op": op, "c-ra-was": field, "c-ra-value": entered})
    builder = ConditionBuilder.read(sent, use=Use.TRIGGER)
    assert not builder.is_valid()
    page = render_to_string("agent/conditions/_builder.html", {"builder": builder})
    assert words in next(iter(builder.rows)).error
    assert entered.strip() in page or field == "priority"


def test_rows_and_groups_come_and_go() -> None:
    builder = ConditionBuilder.of({}, use=Use.VIEW)
    builder.do("add")
    builder.do("group")
    group = builder.items[1]
    assert isinstance(group, Group)
    builder.do(f"add@{group.key}")
    assert len(group.rows) == 2
    for row in list(group.rows):
        builder.do(f"remove {row.key}")
    # A group without rows is none.
    assert len(builder.items) == 1
    assert builder.rearranged


def test_another_field_forgets_the_value_of_the_last() -> None:
    sent = QueryDict(mutable=True)
    sent.update(
        {"c-row": "ra", "c-ra-field": "subject", "c-ra-was": "status", "c-ra-op": "contains", "c-ra-value": "4"}
    )
    (row,) = ConditionBuilder.read(sent, use=Use.VIEW).rows
    assert (row.op, row.entered) == ("contains", [])


def test_the_page_draws_what_was_sent_with_one_row_more(agent: User) -> None:
    sent = {"c-match": "any", "c-row": ["ra"], "c-ra-field": "subject", "c-ra-op": "contains", "c-ra-value": '"><b>'}
    page = signed_in(agent).post(reverse("agent_conditions", args=["view"]), {**sent, "c-do": "add"}).content.decode()
    assert page.count('class="rule__row"') == 2
    assert "&quot;&gt;&lt;b&gt;" in page


@pytest.mark.parametrize(("use", "code"), [("view", 200), ("trigger", 404), ("timed", 404), ("quark", 404)])
def test_agents_build_views_and_only_administrators_rules(use: str, code: int, agent: User, admin: User) -> None:
    url = reverse("agent_conditions", args=[use])
    assert signed_in(agent).post(url).status_code == code
    assert signed_in(admin).post(url).status_code == (404 if use == "quark" else 200)


def test_nonsense_is_no_error_page(admin: User) -> None:
    client: Client = signed_in(admin)
    for sent in (
        {"c-row": ["../x", "r1@gzz", "r2@g9", "", "g1"], "c-match": "none", "c-do": "explode r1"},
        {"c-row": ["r1"] * 500},
        {"c-row": ["r1"], "c-r1-field": "priority", "c-r1-op": "is", "c-r1-value": ["x", "\0", "9" * 50]},
    ):
        assert client.post(reverse("agent_conditions", args=["trigger"]), sent).status_code == 200
