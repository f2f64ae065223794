"""Messages by the API: the rules of their page, and what is left out stays."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from accounts.models import Organization, User
from knowledgebase.models import Announcement
from tests.api import Api
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def api(admin: User) -> Api:
    return Api(admin)


def test_one_is_written_changed_published_and_stopped(api: Api) -> None:
    cafe = Organization.objects.create(name="Café Norr")
    sent: dict[str, Any] = {
        "title": "The Duo 2 is here",
        "pages": ["/shop*"],
        "attributes": {"plan": "pro"},
        "organizations": [cafe.pk],
        # In Berlin this hour comes twice.
        "starts_at": "2026-10-25T01:30:15Z",
        "holdout": 10,
    }
    added = api.post("announcements/", sent)
    assert added.status_code == 201, added.content
    told = added.json()
    assert (told["pages"], told["attributes"], told["organizations"]) == (["/shop*"], {"plan": "pro"}, [cafe.pk])
    assert (told["published_at"], told["counts"]["eligible"], told["in_help"]) == (None, 0, True)
    path = f"announcements/{told['id']}/"
    changed = api.put(path, {"title": "Another", "version": told["version"]})
    assert changed.status_code == 200, changed.content
    assert (changed.json()["title"], changed.json()["pages"], changed.json()["holdout"]) == ("Another", ["/shop*"], 10)
    assert datetime.fromisoformat(changed.json()["starts_at"]) == datetime.fromisoformat(sent["starts_at"])
    assert api.put(path, {"title": "Late", "version": told["version"]}).status_code == 409
    assert api.put(f"{path}publication/", {}).json()["published_at"]
    assert api.delete(f"{path}publication/").json()["stopped_at"]
    assert [row["title"] for row in api.get("announcements/").json()] == ["Another"]


def test_what_is_wrong_is_said_by_field(api: Api) -> None:
    for field, value in {"pages": ["x"], "holdout": 80, "kind": "shout", "title": ""}.items():
        refused = api.post("announcements/", {"title": "x", field: value})
        assert refused.status_code == 400, field
        assert field in refused.json()["errors"], refused.content
    link = {"title": "x", "action": "link", "action_label": "Go", "action_url": "javascript:alert(1)"}
    assert api.post("announcements/", link).status_code == 400
    assert not Announcement.objects.exists()


@pytest.mark.parametrize("role", [User.Role.AGENT, User.Role.LIGHT_AGENT, User.Role.CUSTOMER])
def test_they_are_for_administrators(role: User.Role, db: None) -> None:
    api = Api(make_user(role))
    for path in ("announcements/", "announcements/1/"):
        assert api.get(path).status_code in {403, 404}
    assert api.post("announcements/", {"title": "x"}).status_code == 403
    assert api.put("announcements/1/publication/", {}).status_code in {403, 404}
