"""Whatever a client sends, the answer is a clear 4xx in JSON, never a server error."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.api import BASE, Api
from tickets.models import Ticket

pytestmark = pytest.mark.django_db

ASK: dict[str, Any] = {"requester": {"email": "elin@cafenorr.example"}, "subject": "Hums", "text": "It only hums."}


def refused(answer: Any) -> dict[str, Any]:
    assert 400 <= answer.status_code < 500, answer.content[:300]
    body: dict[str, Any] = answer.json()
    assert body["detail"]
    return body


@pytest.mark.parametrize("field", ["number", "seq", "status", "category", "created_at", "organization", "id", "public"])
def test_fields_nobody_may_set_are_named_as_wrong(api: Api, field: str) -> None:
    """OWASP API3: mass assignment."""
    assert field in refused(api.post("tickets/", {**ASK, field: 1}))["errors"]
    assert not Ticket.objects.exists()


@pytest.mark.parametrize("field", ["number", "status", "priority", "assignee", "requester", "seq", "waiting_since"])
def test_a_patch_changes_words_only(api: Api, ticket: Ticket, field: str) -> None:
    assert field in refused(api.patch(f"tickets/{ticket.number}/", {field: 1, "subject": "New"}))["errors"]
    ticket.refresh_from_db()
    assert ticket.subject != "New"


def test_nobody_makes_themselves_more_than_they_are(api: Api) -> None:
    for body in ({"name": "x", "user": 1}, {"name": "x", "digest": "0" * 64}):
        refused(api.post("tokens/", body))
    refused(api.post("customers/", {"email": "a@b.example", "user": 1}))
    refused(api.post("customers/", {"email": "a@b.example", "verified_at": "2026-01-01"}))


@pytest.mark.parametrize(
    "subject",
    ["Two\r\nBcc: all@example.com", "Bell\x07", "Line\u2028separator", "x" * 251, "", "   ", 7.5, [], {}, None],
)
def test_a_subject_is_one_line(api: Api, subject: object) -> None:
    answer = api.post("tickets/", {**ASK, "subject": subject})
    if answer.status_code == 201:
        # Numbers are read as their digits.
        assert answer.json()["subject"] == "7.5"
    else:
        assert "subject" in refused(answer)["errors"]


@pytest.mark.parametrize("name", ["Mallory\r\nBcc: x", "a\x00b", "x" * 201])
def test_a_name_cannot_smuggle_anything(api: Api, name: str) -> None:
    refused(api.post("tickets/", {**ASK, "requester": {"email": "a@b.example", "name": name}}))
    refused(api.post("customers/", {"email": "a@b.example", "name": name}))


@pytest.mark.parametrize(
    "email", ["a@b.example, c@d.example", "a@b.example\nBcc: x@y.example", "a", "", "a" * 250 + "@b.c"]
)
def test_an_address_is_exactly_one(api: Api, email: str) -> None:
    refused(api.post("tickets/", {**ASK, "requester": {"email": email}}))
    refused(api.post("customers/", {"email": email}))


@pytest.mark.parametrize(
    "raw",
    [
        b"{",
        b"",
        b"null",
        b"[]",
        b'"text"',
        b"\xff\xfe",
        b'{"subject": "\\u0000"}',
        b'{"subject": "\\ud800"}',
        b'{"\\ud800": 1}',
        b'{"requester_id": 1e400}',
        b'{"requester_id": NaN}',
        b'{"requester_id": ' + b"9" * 5000 + b"}",
        b"[" * 100_000,
        b'{"a": ' * 5000 + b"1" + b"}" * 5000,
    ],
)
def test_a_body_that_cannot_be_read(api: Api, raw: bytes) -> None:
    refused(api.client.post(f"{BASE}tickets/", raw, content_type="application/json"))


def test_a_body_too_large_is_not_read(api: Api) -> None:
    raw = json.dumps({**ASK, "text": "x" * (1024 * 1024)}).encode()
    assert api.client.post(f"{BASE}tickets/", raw, content_type="application/json").status_code == 413


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_other_kinds_of_body_are_not_understood(api: Api, kind: str) -> None:
    refused(api.client.post(f"{BASE}tickets/", b"a=b", content_type=kind))


def test_an_upload_without_a_file(api: Api) -> None:
    refused(api.client.post(f"{BASE}attachments/", {"file": "words"}))
    refused(api.client.post(f"{BASE}attachments/", b"--x--", content_type="multipart/form-data; boundary=x"))
    refused(api.client.post(f"{BASE}attachments/", b"x", content_type="multipart/form-data"))


@pytest.mark.parametrize(
    "query",
    [
        "category=nonsense",
        "category=%00",
        "assignee=99999999999999999999",
        "assignee=ann",
        "requester=0",
        "requester=99999999999999999999",
        "tag=%00",
        "tag=%0d%0a",
        "team=%00",
        "status=%00",
        "priority=1",
        "updated_after=yesterday",
        "updated_after=0001-01-01T00:00:00%2B14:00",
        "updated_after=9999-12-31T23:59:59-14:00",
        "page_size=0",
        "page_size=-1",
        "page_size=201",
        "page_size=ten",
        "page_size=%C2%B2",
        "page_size=" + "9" * 5000,
        "cursor=x",
        "cursor=%00",
        "cursor=W10",
        "cursor=WyJhIiwgMV0",
        "cursor=WzEsMSwxXQ",
        "colour=blue",
        "ordering=requester__user__password",
    ],
)
def test_questions_that_make_no_sense(api: Api, query: str) -> None:
    answer = api.client.get(f"{BASE}tickets/?{query}")
    if answer.status_code != 200:
        refused(answer)


@pytest.mark.parametrize("number", ["0", "99999999999999999999", "9" * 5000, "x", "-1"])
def test_numbers_of_no_ticket(api: Api, number: str) -> None:
    for path in ("", "messages/", "events/"):
        assert api.get(f"tickets/{number}/{path}").status_code == 404


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_methods_an_address_does_not_have(api: Api, method: str) -> None:
    assert getattr(api.client, method)(f"{BASE}tickets/").status_code == 405


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
)
NEW_TICKET = ["requester_id", "requester", "subject", "text", "team", "assignee_id", "priority", "type", "tags"]
BODIES = {
    "tickets/": [*NEW_TICKET, "attachments", "follow_up_of", "author"],
    "tickets/{n}/messages/": ["kind", "text", "attachments", "status"],
    "tickets/{n}/assignment/": ["assignee_id"],
    "tickets/{n}/status/": ["status"],
    "tickets/{n}/priority/": ["priority"],
    "tickets/{n}/team/": ["team"],
    "tickets/{n}/tags/": ["tags"],
    "customers/": ["email", "name", "phone", "title", "place", "language"],
    "tokens/": ["name"],
}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
@pytest.mark.parametrize("path", BODIES)
def test_nothing_breaks_the_server(api: Api, ticket: Ticket, path: str, data: st.DataObject) -> None:
    plausible = {
        "requester": {"email": "a@b.example"},
        "subject": "s",
        "text": "t",
        "email": "a@b.example",
        "name": "n",
    }
    fields = BODIES[path]
    body = {name: plausible[name] for name in fields if name in plausible}
    body |= data.draw(st.dictionaries(st.sampled_from(fields), anything, max_size=3))
    method = api.put if path.startswith("tickets/{n}/") and "messages" not in path else api.post
    answer = method(path.format(n=ticket.number), json.dumps(body))
    assert answer.status_code < 500, (body, answer.content[:500])
    answer.json()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(["cursor", "page_size", "category", "assignee", "tag", "team", "updated_after", "x"]),
    value=st.text(max_size=30),
)
def test_no_question_breaks_the_server(api: Api, name: str, value: str) -> None:
    assert api.client.get(f"{BASE}tickets/", {name: value.encode("utf-8", "replace")}).status_code < 500


def test_what_is_not_there_is_said_without_our_inner_names(api: Api) -> None:
    answer = api.get("tickets/999999/")
    assert (answer.status_code, answer.json()) == (404, {"detail": "Not found."})
