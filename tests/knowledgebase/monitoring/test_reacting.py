"""What follows from a failure: the part hears of it, a draft is written, and all is taken back again."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.models import User
from knowledgebase.models import Component, Incident, Monitor
from knowledgebase.operations.component_states import set_component_status
from knowledgebase.operations.incidents import open_incident, publish_incident
from knowledgebase.operations.monitors import delete_monitor, pause_monitor, save_monitor
from knowledgebase.status.states import Source, State
from tests.knowledgebase.monitoring.conftest import Site, look, make_monitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def monitor(admin: User, site: Site, shop: Component) -> Monitor:
    return look(make_monitor(admin, params={"url": site.url}, component=shop, drafts_incident=True))


def status(component: Component) -> str:
    component.refresh_from_db()
    return component.status


def test_a_failure_degrades_the_part_and_an_answer_mends_it(monitor: Monitor, site: Site, shop: Component) -> None:
    assert status(shop) == State.OPERATIONAL
    site.status = 500
    look(monitor)
    assert status(shop) == State.MAJOR_OUTAGE
    site.status = 200
    look(monitor)
    assert status(shop) == State.OPERATIONAL


def test_a_colleagues_word_stays_when_the_monitor_takes_back_its_own(
    monitor: Monitor, site: Site, shop: Component, agent: User
) -> None:
    set_component_status(shop, State.DEGRADED, source=Source.MANUAL, by=agent)
    site.status = 500
    look(monitor)
    site.status = 200
    look(monitor)
    assert status(shop) == State.DEGRADED


def test_a_failure_drafts_one_incident_that_nobody_outside_sees(monitor: Monitor, site: Site, shop: Component) -> None:
    site.status = 500
    monitor = look(monitor, times=3)
    incident = Incident.objects.get()
    assert monitor.incident == incident
    assert (incident.is_draft, incident.title, incident.created_by) == (True, "Shop has a problem", None)
    assert [one.component for one in incident.touched.all()] == [shop]


def test_what_works_again_ends_an_unseen_draft(monitor: Monitor, site: Site) -> None:
    site.status = 500
    look(monitor)
    site.status = 200
    monitor = look(monitor)
    incident = Incident.objects.get()
    assert incident.is_draft
    assert incident.resolved_at is not None
    assert monitor.incident is None


def test_what_works_again_resolves_what_was_published(
    monitor: Monitor, site: Site, shop: Component, agent: User
) -> None:
    site.status = 500
    publish_incident(look(monitor).incident, by=agent)  # type: ignore[arg-type]
    assert status(shop) == State.MAJOR_OUTAGE
    site.status = 200
    look(monitor)
    incident = Incident.objects.get()
    assert incident.status == "resolved"
    latest = incident.updates.first()
    assert latest is not None
    assert latest.body == "Shop works again."
    assert status(shop) == State.OPERATIONAL


def test_it_leaves_resolving_to_people_where_that_is_wanted(
    monitor: Monitor, site: Site, shop: Component, agent: User
) -> None:
    Monitor.objects.update(resolves_incident=False)
    site.status = 500
    publish_incident(look(monitor).incident, by=agent)  # type: ignore[arg-type]
    site.status = 200
    look(monitor)
    assert Incident.objects.get().resolved_at is None


def test_what_a_colleague_began_is_neither_doubled_nor_ended(
    monitor: Monitor, site: Site, shop: Component, agent: User
) -> None:
    told = open_incident("Checkout fails", components={shop: State.DEGRADED}, body="We look.", by=agent)
    site.status = 500
    assert look(monitor).incident == told
    site.status = 200
    look(monitor)
    assert Incident.objects.get().resolved_at is None


def test_two_monitors_of_one_part_share_its_incident_until_both_work(
    monitor: Monitor, site: Site, shop: Component, admin: User
) -> None:
    other = look(make_monitor(admin, name="API", params={"url": site.url}, component=shop, drafts_incident=True))
    site.status = 500
    assert look(monitor).incident == look(other).incident
    site.status = 200
    look(monitor)
    assert Incident.objects.get().resolved_at is None
    look(other)
    assert Incident.objects.get().resolved_at is not None


def test_while_somebody_works_on_a_part_a_failure_is_expected(monitor: Monitor, site: Site, shop: Component) -> None:
    set_component_status(shop, State.MAINTENANCE, source=Source.MAINTENANCE, key="1", by=None)
    site.status = 500
    look(monitor)
    assert status(shop) == State.MAINTENANCE
    assert not Incident.objects.exists()


def test_pausing_deleting_or_moving_a_monitor_takes_its_word_back(
    monitor: Monitor, site: Site, shop: Component, admin: User
) -> None:
    site.status = 500
    look(monitor)
    pause_monitor(monitor, by=admin)
    assert status(shop) == State.OPERATIONAL
    second = look(make_monitor(admin, name="API", params={"url": site.url}, component=shop))
    assert status(shop) == State.MAJOR_OUTAGE
    chat = Component.objects.create(name="Chat")
    second.component = chat
    save_monitor(second, by=admin, seen=second.version)
    assert (status(shop), status(chat)) == (State.OPERATIONAL, State.MAJOR_OUTAGE)
    delete_monitor(second, by=admin)
    assert status(chat) == State.OPERATIONAL


def test_what_comes_and_goes_degrades_the_part_once(monitor: Monitor, site: Site, shop: Component) -> None:
    for turn in range(8):
        site.status = 500 if turn % 2 == 0 else 200
        monitor = look(monitor)
    assert monitor.state == "flapping"
    assert status(shop) == State.DEGRADED
    changes = shop.said.count()
    for turn in range(4):
        site.status = 500 if turn % 2 == 0 else 200
        monitor = look(monitor)
    assert shop.said.count() == changes
    assert monitor.since is not None
    assert monitor.since <= timezone.now()
