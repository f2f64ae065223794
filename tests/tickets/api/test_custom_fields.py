from __future__ import annotations

import pytest

from accounts.models import User
from tests.api import Api
from tickets.models import CustomField, RequestType, Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(admin: User) -> Api:
    return Api(admin)


def test_fields_are_set_up_filled_in_and_read(boss: Api, api: Api, ticket: Ticket) -> None:
    made = boss.post("custom-fields/", {"label": "Model", "kind": "choice", "options": ["Brew 2", "Grind 1"]})
    assert (made.status_code, made.json()["key"]) == (201, "model")
    filled = api.patch(f"tickets/{ticket.number}/custom-fields/", {"model": "Brew 2"})
    assert filled.json()["custom_fields"] == {"model": "Brew 2"}
    refused = api.patch(f"tickets/{ticket.number}/custom-fields/", {"model": "Brew 9"})
    assert refused.status_code == 422
    assert api.patch(f"tickets/{ticket.number}/custom-fields/", {"model": None}).json()["custom_fields"] == {}
    changed = {"label": "Machine", "kind": "choice", "options": ["Brew 2", "Brew 3"], "version": 1}
    assert boss.put("custom-fields/model/", changed).json()["options"] == ["Brew 2", "Brew 3"]
    assert boss.put("custom-fields/model/", changed).status_code == 409
    assert [field["label"] for field in api.get("custom-fields/").json()] == ["Machine"]


def test_request_types_are_set_up_and_tickets_opened_by_them(boss: Api, api: Api) -> None:
    boss.post("custom-fields/", {"label": "Serial", "kind": "text"})
    made = boss.post("request-types/", {"name": "Broken", "asked": [{"field": "serial", "required": True}]})
    assert (made.status_code, made.json()["slug"], made.json()["priority"]) == (201, "broken", "normal")
    ticket = {"subject": "It leaks", "text": "Water below.", "requester": {"email": "maya@cafenorr.example"}}
    opened = api.post("tickets/", {**ticket, "request_type": "broken", "custom_fields": {"serial": "G3"}})
    assert opened.json()["request_type"] == "broken"
    assert Ticket.objects.get().fields == {"serial": "G3"}
    refused = api.post("tickets/", {**ticket, "custom_fields": {"nothing": 1}})
    assert refused.status_code == 422
    assert boss.put("request-types/broken/", {"name": "Broken", "asked": [], "version": 7}).status_code == 409
    assert boss.put("request-types/broken/", {"name": "Defect", "asked": [], "version": 1}).json()["asked"] == []


def test_only_administrators_set_them_up_and_customers_read_nothing(api: Api, customer: User, ticket: Ticket) -> None:
    CustomField.objects.create(key="serial", label="Serial")
    RequestType.objects.create(name="Broken", slug="broken")
    for path in ("custom-fields/", "request-types/"):
        assert api.post(path, {"label": "X", "name": "X", "kind": "text"}).status_code == 403
        assert Api(customer).get(path).status_code in {403, 404}
        assert Api().get(path).status_code in {401, 403}
    assert api.put("custom-fields/serial/", {}).status_code == 403
    assert api.put("request-types/broken/", {}).status_code == 403
    assert Api(customer).patch(f"tickets/{ticket.number}/custom-fields/", {"serial": "1"}).status_code in {403, 404}
