"""People at the desk hear when something goes down, comes back, or a certificate ends soon: once each."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import AvailabilityState, Notification, User
from knowledgebase.models import Component, Monitor
from knowledgebase.monitoring.result import Result, Verdict
from knowledgebase.operations.component_states import set_component_status
from knowledgebase.operations.recording import Found, record_results
from knowledgebase.status.states import Source, State
from tests.factories import make_user
from tests.knowledgebase.monitoring.conftest import Site, look, make_monitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def monitor(admin: User, site: Site, shop: Component) -> Monitor:
    return look(make_monitor(admin, params={"url": site.url}, component=shop))


def told(user: User) -> list[str]:
    return list(Notification.objects.filter(user=user).order_by("pk").values_list("text", flat=True))


def test_administrators_and_agents_who_are_there_hear_of_it_going_and_coming(
    monitor: Monitor, site: Site, admin: User, agent: User
) -> None:
    there = make_user(User.Role.AGENT, availability=AvailabilityState.ONLINE)
    site.status = 500
    look(monitor, times=3)
    site.status = 200
    look(monitor, times=2)
    assert told(admin) == told(there) == ["“Shop answers” is down: It answered 500.", "“Shop answers” works again"]
    assert told(agent) == []
    paths = dict(Notification.objects.filter(text__endswith="again").values_list("user", "path"))
    assert paths == {admin.pk: f"/agent/settings/monitors/{monitor.pk}/", there.pk: "/agent/status/parts/"}


def test_its_first_success_is_no_news(monitor: Monitor, admin: User) -> None:
    assert told(admin) == []


def test_a_failure_somebody_expects_is_told_when_it_outlives_the_work(
    monitor: Monitor, site: Site, shop: Component, admin: User
) -> None:
    set_component_status(shop, State.MAINTENANCE, source=Source.MAINTENANCE, by=None)
    site.status = 500
    look(monitor)
    assert told(admin) == []
    set_component_status(shop, State.OPERATIONAL, source=Source.MAINTENANCE, by=None)
    look(monitor, times=2)
    assert told(admin) == ["“Shop answers” is down: It answered 500."]


def test_a_drafted_incident_is_where_the_news_leads(admin: User, site: Site, shop: Component) -> None:
    monitor = look(make_monitor(admin, params={"url": site.url}, component=shop, drafts_incident=True))
    site.status = 500
    incident = look(monitor).incident
    assert incident is not None
    assert Notification.objects.get(user=admin).path == f"/agent/status/{incident.pk}/"


def test_a_certificate_that_ends_soon_is_told_once(monitor: Monitor, admin: User) -> None:
    began = timezone.now() + timedelta(seconds=1)
    for words in ("Its certificate ends in 13 days.", "Its certificate ends in 12 days.", "", "It ends again."):
        began += timedelta(seconds=1)
        result = Result(Verdict.UP, milliseconds=5, warning=words)
        record_results([Found(monitor.pk, monitor.version, began, began, result)])
    assert told(admin) == ["“Shop answers”: Its certificate ends in 13 days."]
