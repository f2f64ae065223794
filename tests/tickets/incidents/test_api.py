"""What a ticket has to do with incidents, by the API."""

from __future__ import annotations

import pytest

from accounts.models import User
from tests.api import Api
from tests.factories import make_ticket
from tests.incidents import FOAM, make_incident
from tickets.operations.incidents import suppose_incident

pytestmark = pytest.mark.django_db


def test_a_supposition_is_read_confirmed_and_denied(agent: User, light_agent: User) -> None:
    ticket, incident = make_ticket(), make_incident(agent)
    suppose_incident(ticket, incident, likeness=0.7, reason="It sounds like the incident")
    api, path = Api(agent), f"tickets/{ticket.number}/incidents/"
    (told,) = api.get(path).json()
    assert (told["incident"], told["title"], told["state"], told["likeness"]) == (incident.pk, FOAM, "possible", 0.7)
    assert Api(light_agent).post(path, {"incident": incident.pk}).status_code == 403
    assert api.post(path, {"incident": incident.pk}).json()["state"] == "caused"
    assert api.post(path, {"incident": 999}).status_code == 400
    assert api.delete(f"{path}{incident.pk}/").status_code == 204
    assert api.get(path).json()[0]["state"] == "other"
    assert api.delete(f"{path}999/").status_code == 404
