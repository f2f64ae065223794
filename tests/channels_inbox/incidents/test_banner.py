"""What is wrong right now is said everywhere, to those who may know, and costs no page a statement."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.test import Client

from accounts.models import Organization, User
from knowledgebase.models import Visibility
from knowledgebase.ongoing import KEY, keep_ongoing, ongoing
from knowledgebase.operations.incidents import publish_incident, resolve_incident
from tests.channels_inbox.desk.conftest import signed_in
from tests.chatting import Browser, make_widget
from tests.incidents import FOAM, make_incident
from tickets.models import IncidentTicket

pytestmark = pytest.mark.django_db


def titles(user: User | AnonymousUser) -> list[str]:
    return [one.title for one in ongoing(user)]


def test_each_hears_of_what_concerns_them(agent: User, customer: User, outsider: User) -> None:
    cafe = Organization.objects.create(name="Café Norr")
    customer.customer.organization = cafe
    customer.customer.save()
    make_incident(agent, "For all")
    make_incident(agent, "For members", visibility=Visibility.SIGNED_IN)
    make_incident(agent, "For the café", visibility=Visibility.ORGANIZATIONS, organizations=[cafe])
    make_incident(agent, "For us", visibility=Visibility.INTERNAL)
    make_incident(agent, "Not told yet", draft=True)
    assert titles(AnonymousUser()) == ["For all"]
    assert titles(outsider) == ["For members", "For all"]
    assert titles(customer) == ["For the café", "For members", "For all"]
    assert titles(agent) == ["For us", "For the café", "For members", "For all"]


def test_those_for_a_few_do_not_hide_what_concerns_all(agent: User) -> None:
    cafe = Organization.objects.create(name="Café Norr")
    make_incident(agent, "For all")
    for n in range(6):
        make_incident(agent, f"For the café {n}", visibility=Visibility.ORGANIZATIONS, organizations=[cafe])
    assert titles(AnonymousUser()) == ["For all"]
    assert len(titles(agent)) == 5


def test_it_comes_with_publishing_and_goes_with_resolving(
    agent: User, client: Client, django_capture_on_commit_callbacks: object
) -> None:
    capture = django_capture_on_commit_callbacks
    incident = make_incident(agent, draft=True)
    assert FOAM not in client.get("/contact/").text
    with capture(execute=True):  # type: ignore[operator]
        publish_incident(incident, by=agent)
    assert FOAM in client.get("/contact/").text
    assert FOAM in signed_in(agent).get("/agent/views/mine/").text
    with capture(execute=True):  # type: ignore[operator]
        resolve_incident(incident, "Fixed.", by=agent)
    assert FOAM not in client.get("/contact/").text
    assert FOAM not in signed_in(agent).get("/agent/views/mine/").text


def test_a_copy_nobody_can_read_says_nothing(agent: User) -> None:
    make_incident(agent)
    cache.set(KEY, [{"something": "else"}])
    assert titles(agent) == []
    keep_ongoing()
    assert titles(agent) == [FOAM]


def test_a_visitor_of_the_widget_is_told_and_follows_with_one_press(agent: User) -> None:
    incident = make_incident(agent)
    make_incident(agent, "For members", visibility=Visibility.SIGNED_IN)
    browser = Browser.welcomed(make_widget())
    told = browser.get("now/").body["incidents"]
    assert [one["title"] for one in told] == [FOAM]
    browser.start("Tell me when it is fixed", incident=incident.pk)
    link = IncidentTicket.objects.get()
    assert (link.state, link.source, link.incident) == ("caused", "customer", incident)
    browser.start("Another", incident=incident.pk + 1000)
    assert IncidentTicket.objects.count() == 1
    assert browser.post("conversations/", text="x", client_id="client-xyz-1", incident="x").status == 422
