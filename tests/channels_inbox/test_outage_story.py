"""From a server that fails to the letter that says it works again, over a real web server and a real mail server.

Readers of the status page and the customers who wrote hear the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import User
from channels_inbox.incident_answers import answer_incidents
from channels_inbox.status_mail.sending import mail_status_updates
from knowledgebase.models import Component, Incident, Monitor, Subscriber
from knowledgebase.operations.incidents import publish_incident
from tests.channels_inbox.desk.conftest import signed_in
from tests.channels_inbox.portal.browsing import token
from tests.channels_inbox.transport.sink import Sink, smtp_sink
from tests.factories import make_mailbox, make_ticket
from tests.knowledgebase.monitoring.conftest import Site, look, shop, site  # noqa: F401
from tickets.models import Message, Ticket
from tickets.operations.answering_updates import answer_each_update
from tickets.operations.incidents import link_incident

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
READER = "reader@cafenorr.example"


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    with smtp_sink() as running:
        settings.EMAIL_HOST, settings.EMAIL_PORT = running.host, running.port
        yield running


def replies(ticket: Ticket) -> list[str]:
    return list(Message.objects.filter(ticket=ticket, kind=Message.Kind.REPLY).values_list("text", flat=True))


def test_a_server_fails_is_told_of_comes_back_and_is_told_of(
    admin: User,
    agent: User,
    site: Site,  # noqa: F811
    shop: Component,  # noqa: F811
    sink: Sink,
) -> None:
    # A reader asks to hear of it, and confirms by the letter.
    reader = Client()
    with time_machine.travel(timezone.now() - timedelta(minutes=1)):
        once = token(reader.get("/status/subscriptions/"))
    reader.post("/status/subscriptions/", {"email": READER, "scope": "whole", "once": once})
    mail_status_updates()
    (letter,) = sink.taken
    found = re.search(r"https?://[^/]+(/\S+/confirm/\S+)", str(letter.message.get_content()))
    assert found
    reader.post(found[1])
    assert Subscriber.objects.confirmed().count() == 1

    # An administrator lets the shop be watched.
    desk = signed_in(admin)
    form = {
        "name": "The shop answers",
        "url": site.url,
        "method": "GET",
        "statuses": "200-299",
        "component": shop.pk,
        "interval_seconds": 60,
        "timeout_seconds": 5,
        "failures_needed": 2,
        "successes_needed": 2,
        "down_status": "major_outage",
        "drafts_incident": "on",
        "resolves_incident": "on",
    }
    assert desk.post("/agent/settings/monitors/new/http/", form).status_code == 302
    monitor = look(Monitor.objects.get())
    assert (monitor.state, monitor.component) == ("up", shop)

    # It fails: one failure is no outage, the second one is.
    site.status = 503
    assert look(monitor).state == "up"
    assert look(monitor).state == "down"
    shop.refresh_from_db()
    assert shop.status == "major_outage"
    incident = Incident.objects.get()
    assert incident.is_draft
    mail_status_updates()
    assert len(sink.taken) == 1

    # Two customers write; a colleague says why, and wants them answered with whatever is told.
    make_mailbox()
    asked, waits = make_ticket(), make_ticket()
    link_incident(asked, incident, by=agent)
    answer_each_update(incident, True, by=agent)

    # The colleague publishes the draft, and the reader and the customer hear of it.
    incident = publish_incident(incident, by=agent)
    link_incident(waits, incident, by=waits.requester, source="customer")
    mail_status_updates()
    answer_incidents()
    assert (replies(asked), replies(waits)) == (["We see that something is wrong, and are looking into it."], [])
    assert [taken.recipients for taken in sink.taken[1:]] == [[READER]]
    assert "Looking into it: Shop has a problem" in sink.taken[1].message["Subject"]

    # The server is back: the part works, the incident is over, and the reader hears of that.
    site.status = 200
    look(monitor)
    look(monitor)
    shop.refresh_from_db()
    incident.refresh_from_db()
    assert (shop.status, incident.status) == ("operational", "resolved")
    mail_status_updates()
    answer_incidents()
    assert replies(asked)[1:] == replies(waits) == ["Shop works again."]
    assert "Resolved: Shop has a problem" in sink.taken[2].message["Subject"]
    assert "Shop works again." in str(sink.taken[2].message.get_content())
    assert (len(sink.taken), mail_status_updates()) == (3, 0)
