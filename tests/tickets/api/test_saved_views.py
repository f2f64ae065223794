"""Programs read and make the lists people make in the browser."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import User
from tests.api import Api
from tests.factories import make_ticket, make_user
from tickets.models import SavedView

pytestmark = pytest.mark.django_db

URGENT = {"match": "all", "conditions": [{"field": "priority", "op": "is", "value": [4]}]}


def body(**changes: Any) -> dict[str, Any]:
    return {"name": "Urgent", "conditions": URGENT, **changes}


def test_a_view_is_made_read_changed_and_deleted(api: Api, agent: User) -> None:
    urgent, normal = make_ticket(priority=4), make_ticket(priority=2)
    made = api.post("views/", body())
    assert made.status_code == 201
    pk = made.json()["id"]
    assert [row["number"] for row in api.get("tickets/", view=pk).json()["results"]] == [urgent.number]
    other = {"match": "all", "conditions": [{"field": "priority", "op": "is", "value": [2]}]}
    assert api.put(f"views/{pk}/", body(conditions=other, version=1)).json()["version"] == 2
    assert [row["number"] for row in api.get("tickets/", view=pk).json()["results"]] == [normal.number]
    assert api.put(f"views/{pk}/", body(version=1)).status_code == 409
    assert api.delete(f"views/{pk}/").status_code == 204
    assert api.get(f"views/{pk}/").status_code == 404


def test_what_makes_no_sense_is_told_beside_its_field(api: Api) -> None:
    wrong = {"match": "all", "conditions": [{"field": "machine", "op": "is", "value": [1]}]}
    answer = api.post("views/", body(conditions=wrong))
    assert answer.status_code == 400
    assert answer.json()["errors"]["conditions"] == ["There is no field “machine”."]
    assert api.post("views/", body(scope="team")).status_code == 400


def test_only_administrators_share(api: Api, admin: User) -> None:
    assert api.post("views/", body(scope="all")).status_code == 403
    shared = Api(admin).post("views/", body(scope="all")).json()
    assert shared["scope"] == "all"
    assert [row["id"] for row in api.get("views/").json()] == [shared["id"]]
    assert api.put(f"views/{shared['id']}/", body(version=1)).status_code == 403
    assert api.delete(f"views/{shared['id']}/").status_code == 403


def test_the_views_of_others_are_not_there(api: Api) -> None:
    theirs = SavedView.objects.create(name="Private", owner=make_user(User.Role.AGENT))
    assert api.get("views/").json() == []
    assert api.get(f"views/{theirs.pk}/").status_code == 404
    assert api.get("tickets/", view=theirs.pk).status_code == 400


def test_a_broken_view_is_told_as_such(api: Api, agent: User) -> None:
    gone = {"match": "all", "conditions": [{"field": "machine", "op": "is", "value": [1]}]}
    view = SavedView.objects.create(name="Old", owner=agent, conditions=gone)
    assert api.get(f"views/{view.pk}/").json()["broken"] == "It asks for “machine”, a field that is gone."
    assert api.get("tickets/", view=view.pk).status_code == 400


def test_customers_have_none(outsider: User) -> None:
    assert Api(outsider).get("views/").status_code == 403
