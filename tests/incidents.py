"""Incidents as tests need them: through the product's own verbs."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from knowledgebase.models import Incident, IncidentUpdate
from knowledgebase.ongoing import keep_ongoing
from knowledgebase.operations.incidents import open_incident

FOAM = "Foam is flat since update 3.2"


def make_incident(
    by: User, title: str = FOAM, *, body: str = "We found the cause. A fix is in test.", **more: Any
) -> Incident:
    incident = open_incident(title, components={}, body=body, by=by, **more)
    # What pages read is written after commit, which a test's transaction never reaches.
    keep_ongoing()
    return incident


def latest(incident: Incident) -> IncidentUpdate:
    found = incident.updates.order_by("-pk").first()
    assert found is not None
    return found
