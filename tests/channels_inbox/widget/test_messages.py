"""Messages on a site: within the one request it makes anyway, and only what each may know."""

from __future__ import annotations

import gzip
import time
from typing import Any

import jwt
import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import Organization, User
from channels_inbox.models import Widget
from knowledgebase.models import AnnouncementReader
from tests.announcements import make_announcement
from tests.channels_inbox.widget.test_frame import BUDGET, SHOP
from tests.chatting import make_widget
from tests.factories import make_customer

pytestmark = pytest.mark.django_db
SECRET = "wids_" + "k" * 40
READER = "ab" * 12


@pytest.fixture
def widget() -> Widget:
    made = make_widget()
    made.secret = SECRET
    made.save()
    return made


def looks(client: Client, widget: Widget) -> Any:
    return client.get(f"/widget/{widget.site_key}/looks/", headers={"Origin": SHOP})


def signed(widget: Widget, **claims: Any) -> str:
    now = int(time.time())
    told = {"sub": "7", "aud": widget.site_key, "iat": now, "exp": now + 600, **claims}
    return jwt.encode(told, SECRET, algorithm="HS256")


def post(client: Client, widget: Widget, path: str, origin: str = SHOP, **content: Any) -> Any:
    where = f"/widget/{widget.site_key}/{path}"
    return client.post(where, content, content_type="application/json", headers={"Origin": origin})


def test_they_come_with_the_looks_and_are_kept_like_these(
    client: Client, widget: Widget, admin: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        assert "messages" not in looks(client, widget).json()
    for n in range(20):
        make_announcement(admin, f"Message {n}", body="A few words of what is new. " * 10, pages=["/shop*"])
    with django_assert_num_queries(1):
        answer = looks(client, widget)
    assert len(answer.json()["messages"]) == 20
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert "Origin" in answer.headers["Vary"]
    script = client.get("/widget.js").content
    assert len(gzip.compress(script)) + len(gzip.compress(answer.content)) <= BUDGET
    assert b"export" not in script


def test_a_refusal_is_kept_by_nobody(client: Client, widget: Widget) -> None:
    answer = client.get(f"/widget/{widget.site_key}/looks/", headers={"Origin": "https://thief.example"})
    assert answer.status_code == 403
    assert "public" not in answer.headers.get("Cache-Control", "")


def test_what_has_to_be_proved_is_asked_for_with_a_signature(client: Client, widget: Widget, admin: User) -> None:
    cafe = Organization.objects.create(name="Café Norr")
    maya = make_customer("maya@cafenorr.example")
    maya.organization = cafe
    maya.save()
    make_announcement(admin, "For all")
    make_announcement(admin, "For whom you know", signed_in=True)
    make_announcement(admin, "For the café", organizations=[cafe])
    make_announcement(admin, "For pros", attributes={"plan": "pro"})
    told = looks(client, widget).json()
    assert [one["title"] for one in told["messages"]] == ["For all"]
    assert told["asks"] is True

    def titles(**claims: Any) -> set[str]:
        answer = post(client, widget, "messages/", identity=signed(widget, **claims))
        assert answer.status_code == 200, answer.content
        return {one["title"] for one in answer.json()["messages"]}

    assert titles() == {"For all", "For whom you know"}
    assert titles(email="Maya@CafeNorr.example") == {"For all", "For whom you know", "For the café"}
    assert titles(attributes={"plan": "Pro"}) == {"For all", "For whom you know", "For pros"}
    assert titles(attributes="plan") == {"For all", "For whom you know"}
    forged = jwt.encode({"sub": "7"}, "x" * 40, algorithm="HS256")
    for identity in (forged, "x", "", None, 7):
        assert post(client, widget, "messages/", identity=identity).status_code in {401, 403, 422}


def test_what_a_browser_tells_is_counted(client: Client, widget: Widget, admin: User) -> None:
    made = make_announcement(admin)
    for what in ("eligible", "shown", "clicked"):
        answer = post(client, widget, "messages/told/", id=made.pk, what=what, reader=READER)
        assert answer.status_code == 204
    row = AnnouncementReader.objects.get()
    assert None not in {row.shown_at, row.clicked_at}
    assert row.dismissed_at is None
    assert READER not in row.reader
    told: dict[str, Any] = {"id": made.pk, "what": "shown", "reader": READER}
    broken: list[dict[str, Any]] = [
        {"id": "1"},
        {"id": -1},
        {"id": True},
        {"id": 2**70},
        {"what": "x"},
        {"what": []},
        {"reader": "x"},
    ]
    for wrong in broken:
        assert post(client, widget, "messages/told/", **{**told, **wrong}).status_code == 422
    assert post(client, widget, "messages/told/", "https://thief.example", **told).status_code == 403
    minding = Client(headers={"Sec-GPC": "1"})
    assert post(minding, widget, "messages/told/", **{**told, "reader": "cd" * 12}).status_code == 204
    assert AnnouncementReader.objects.count() == 1
