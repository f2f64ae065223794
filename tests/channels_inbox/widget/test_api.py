"""Programs set up widgets as administrators do, and nobody else."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import User
from channels_inbox.models import Widget
from tests.api import Api
from tests.chatting import make_widget

pytestmark = pytest.mark.django_db
BODY: dict[str, Any] = {
    "name": "Shop",
    "allowed_origins": ["https://shop.example"],
    "settings": {
        "title": "Moin",
        "rating": False,
        "fields": [{"type": "choice", "label": "Machine", "options": ["Duo", "Pro 2"], "required": True}],
    },
}


@pytest.fixture
def api(admin: User) -> Api:
    return Api(admin)


def test_a_widget_is_made_and_changed(api: Api) -> None:
    made = api.post("widgets/", BODY).json()
    assert made["settings"]["title"] == "Moin"
    assert (made["settings"]["rating"], made["settings"]["emoji"], made["secret"]) == (False, True, "")
    assert made["settings"]["fields"][0]["key"] == "machine"
    assert made["site_key"] in made["script"]
    change = {**BODY, "settings": {"tagline": "Ask away"}, "version": made["version"]}
    changed = api.put(f"widgets/{made['id']}/", change).json()
    # What was not sent stays.
    assert (changed["settings"]["title"], changed["settings"]["tagline"]) == ("Moin", "Ask away")
    assert api.put(f"widgets/{made['id']}/", {**change, "name": "Other"}).status_code == 409
    assert [row["name"] for row in api.get("widgets/").json()] == ["Shop"]


def test_a_secret_is_told_once(api: Api) -> None:
    made = api.post("widgets/", {**BODY, "identity": "signed"}).json()
    assert made["secret"] == Widget.objects.get().secret
    assert made["secret"] not in str(api.get(f"widgets/{made['id']}/").json())
    renewed = api.post(f"widgets/{made['id']}/secret/", {}).json()["secret"]
    assert renewed == Widget.objects.get().secret != made["secret"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"allowed_origins": ["shop.example"]}, "allowed_origins"),
        ({"name": ""}, "name"),
        ({"settings": {"colour": "red"}}, "settings"),
        ({"settings": {"fields": [{"type": "choice", "label": "Machine"}]}}, "fields"),
        ({"site_key": "mine"}, "site_key"),
    ],
)
def test_what_makes_no_sense_is_refused_beside_its_cause(api: Api, wrong: dict[str, Any], field: str) -> None:
    answer = api.post("widgets/", {**BODY, **wrong})
    assert answer.status_code == 400
    assert field in str(answer.json())
    assert not Widget.objects.exists()


@pytest.mark.parametrize("role", ["agent", "light_agent", "customer", "nobody"])
def test_nobody_else_finds_anything(role: str, request: pytest.FixtureRequest) -> None:
    widget = make_widget()
    api = Api(None if role == "nobody" else request.getfixturevalue(role))
    refused = 401 if role == "nobody" else 403
    paths = ["widgets/", f"widgets/{widget.pk}/"]
    assert {api.get(path).status_code for path in paths} == {refused}
    assert {api.post(path, BODY).status_code for path in ("widgets/", f"widgets/{widget.pk}/secret/")} == {refused}
    assert api.put(f"widgets/{widget.pk}/", BODY).status_code == refused
