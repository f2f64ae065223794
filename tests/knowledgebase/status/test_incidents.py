"""An incident from its draft to what was learned: what it tells, what it makes of its parts, who hears of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from time_machine import TimeMachineFixture

from accounts.errors import ChangedMeanwhile
from accounts.models import AuditEntry, Notification, User
from knowledgebase.errors import NotAllowed, NotNow
from knowledgebase.models import Component, Incident, IncidentUpdate
from knowledgebase.operations.incident_clock import advance_due
from knowledgebase.operations.incident_records import Settings, discard_draft, record_past_incident, settle_incident
from knowledgebase.operations.incidents import (
    correct_update,
    open_incident,
    post_update,
    publish_incident,
    resolve_incident,
)
from knowledgebase.signals import incident_changed
from knowledgebase.status.states import State
from tests.knowledgebase.status.conftest import state

pytestmark = pytest.mark.django_db
Status = Incident.Status


@pytest.fixture
def told() -> Iterator[list[IncidentUpdate | None]]:
    """The news that go up."""
    news: list[IncidentUpdate | None] = []

    def hear(update: IncidentUpdate | None, **_: Any) -> None:
        news.append(update)

    incident_changed.connect(hear)
    yield news
    incident_changed.disconnect(hear)


def begin(agent: User, parts: dict[Component, str], **fields: Any) -> Incident:
    return open_incident("The shop is slow", components=parts, body="We **look**.", by=agent, **fields)


def test_a_whole_story(agent: User, shop: Component, chat: Component, told: list[IncidentUpdate]) -> None:
    incident = begin(agent, {shop: State.DEGRADED})
    assert (state(shop), incident.impact) == ("degraded", "minor")
    post_update(incident, Status.IDENTIFIED, "A cable.", components={shop: "major_outage", chat: "degraded"}, by=agent)
    assert (state(shop), state(chat)) == ("major_outage", "degraded")
    post_update(incident, Status.MONITORING, "Mended.", components={shop: State.OPERATIONAL}, by=agent)
    assert (state(shop), state(chat)) == ("operational", "degraded")
    resolve_incident(incident, "All well.", by=agent)
    assert (state(shop), state(chat)) == ("operational", "operational")
    post_update(incident, Status.POSTMORTEM, "Label the cables.", by=agent)
    incident.refresh_from_db()
    # The worst it came to stays with it.
    assert (incident.status, incident.impact, incident.nudge_at) == ("postmortem", "critical", None)
    assert incident.resolved_at is not None
    assert [update.status for update in told] == ["investigating", "identified", "monitoring", "resolved", "postmortem"]
    assert told[0].html == "<p>We <strong>look</strong>.</p>"
    change = {"component": shop.pk, "name": "Online shop", "was": "degraded", "now": "major_outage"}
    assert change in told[1].changes
    assert [c["name"] for c in told[3].changes] == ["Chat"]


def test_what_comes_back_is_opened_again(agent: User, shop: Component) -> None:
    incident = begin(agent, {shop: State.DEGRADED})
    resolve_incident(incident, "All well.", by=agent)
    post_update(incident, Status.INVESTIGATING, "It is back.", components={shop: State.PARTIAL_OUTAGE}, by=agent)
    incident.refresh_from_db()
    assert (incident.resolved_at, state(shop), incident.impact) == (None, "partial_outage", "major")


def test_nothing_is_learned_before_it_is_over(agent: User, shop: Component) -> None:
    incident = begin(agent, {shop: State.DEGRADED})
    with pytest.raises(NotNow):
        post_update(incident, Status.POSTMORTEM, "Label the cables.", by=agent)
    with pytest.raises(ValidationError):
        post_update(incident, Status.COMPLETED, "Done.", by=agent)


def test_a_draft_says_nothing_until_it_is_published(
    agent: User, shop: Component, noon: datetime, told: list[IncidentUpdate]
) -> None:
    incident = begin(agent, {shop: State.MAJOR_OUTAGE}, draft=True, at=noon - timedelta(minutes=9))
    post_update(incident, Status.IDENTIFIED, "A cable.", by=agent)
    assert (state(shop), told) == ("operational", [])
    for _ in range(2):
        publish_incident(incident, by=agent)
    assert state(shop) == "major_outage"
    # Told once, with what is known by now; and the part was out since it was noticed.
    assert [update.body for update in told] == ["A cable."]
    assert shop.said.get().began_at == noon - timedelta(minutes=9)


def test_a_planned_draft_comes_out_by_itself_once(
    agent: User, shop: Component, noon: datetime, time_machine: TimeMachineFixture, told: list[IncidentUpdate]
) -> None:
    incident = begin(agent, {shop: State.DEGRADED}, publish_at=noon + timedelta(hours=1))
    assert advance_due() == 0
    time_machine.move_to(noon + timedelta(hours=1, seconds=5), tick=False)
    assert (advance_due(), advance_due()) == (1, 0)
    incident.refresh_from_db()
    assert not incident.is_draft
    assert (state(shop), len(told)) == ("degraded", 1)


def test_a_draft_is_thrown_away_and_what_is_published_stays(agent: User, shop: Component) -> None:
    draft, out = begin(agent, {shop: State.DEGRADED}, draft=True), begin(agent, {})
    discard_draft(draft, by=agent)
    with pytest.raises(NotNow):
        discard_draft(out, by=agent)
    assert list(Incident.objects.all()) == [out]
    assert AuditEntry.objects.get(action="deleted").name == "The shop is slow"


def test_a_correction_keeps_what_stood_there_and_tells_nobody_anew(
    agent: User, shop: Component, told: list[IncidentUpdate | None]
) -> None:
    update = begin(agent, {shop: State.DEGRADED}).updates.get()
    for _ in range(2):
        correct_update(update, "We look at the *shop*.", by=agent)
    update.refresh_from_db()
    assert update.body == "We look at the *shop*."
    assert [one.body for one in update.corrections.all()] == ["We **look**."]
    assert told[1:] == [None]


def test_markup_in_an_update_is_words(agent: User) -> None:
    incident = open_incident("<b>x</b>", components={}, body="<script>alert(1)</script>", by=agent)
    assert "<script" not in incident.updates.get().html


def test_a_past_incident_counts_and_is_told_to_nobody(
    agent: User, shop: Component, noon: datetime, told: list[IncidentUpdate]
) -> None:
    began = noon - timedelta(days=2)
    ended = began + timedelta(hours=1)
    incident = record_past_incident(
        "It was slow",
        components={shop: State.DEGRADED},
        body="Slow.",
        resolution="Quick.",
        by=agent,
        began=began,
        ended=ended,
    )
    assert (state(shop), incident.impact) == ("operational", "minor")
    span = shop.said.get()
    assert (span.began_at, span.ended_at) == (began, ended)
    assert all(update.silent for update in told)
    with pytest.raises(ValidationError):
        record_past_incident("x", components={}, body="", resolution="", by=agent, began=noon, ended=ended)


def test_whoever_wrote_last_is_asked_for_news_once_for_each_silence(
    agent: User, shop: Component, noon: datetime, time_machine: TimeMachineFixture
) -> None:
    incident = begin(agent, {shop: State.DEGRADED})
    for hours, asked in ((1, 0), (3, 1), (4, 1), (6, 2)):
        time_machine.move_to(noon + timedelta(hours=hours), tick=False)
        advance_due()
        advance_due()
        assert Notification.objects.filter(user=agent, kind="incident").count() == asked, hours
    resolve_incident(incident, "All well.", by=agent)
    time_machine.move_to(noon + timedelta(days=1), tick=False)
    assert advance_due() == 0


def test_two_who_set_it_at_once_are_told_of_each_other(agent: User, admin: User, shop: Component) -> None:
    incident = begin(agent, {shop: State.DEGRADED})
    incident = settle_incident(incident, Settings(title="The shop is slow", impact="major"), by=admin, seen=1)
    assert (incident.impact, incident.version) == ("major", 2)
    with pytest.raises(ChangedMeanwhile):
        settle_incident(incident, Settings(title="Slow shop"), by=agent, seen=1)
    assert settle_incident(incident, Settings(title="The shop is slow"), by=agent, seen=2).impact == "minor"


def test_who_only_reads_tells_nothing(light_agent: User, outsider: User, agent: User, shop: Component) -> None:
    incident = begin(agent, {}, draft=True)
    for person in (light_agent, outsider):
        with pytest.raises(NotAllowed):
            begin(person, {})
        with pytest.raises(NotAllowed):
            post_update(incident, Status.RESOLVED, "x", by=person)
        with pytest.raises(NotAllowed):
            publish_incident(incident, by=person)
    assert IncidentUpdate.objects.count() == 1
