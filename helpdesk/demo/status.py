"""Halden's status page: what it offers, what went wrong lately, what is planned."""

from __future__ import annotations

from datetime import datetime, timedelta

from accounts.models import User
from helpdesk.demo.company import DOMAIN
from helpdesk.demo.hours import GOTHENBURG
from knowledgebase.models import Component, ComponentGroup, Incident, IncidentTemplate
from knowledgebase.operations.component_states import set_component_status
from knowledgebase.operations.incident_records import record_past_incident
from knowledgebase.operations.incidents import open_incident, post_update, resolve_incident
from knowledgebase.operations.maintenances import plan_maintenance
from knowledgebase.status.states import Source, State

Status = Incident.Status
# Group -> (name, description) of its parts.
PARTS = {
    "Shop": [
        ("Online shop", "Browse, order and pay."),
        ("Payment", "Cards, invoices and refunds."),
    ],
    "Support": [
        ("Email", "Letters to support@halden.example and from us."),
        ("Chat", "The chat on our site."),
        ("Phone line", "Our numbers in Gothenburg and Hamburg."),
    ],
    "Machines": [
        ("Firmware service", "Updates of the Duo and the Pro 2."),
        ("Halden app", "Timers, recipes and the state of your machine."),
    ],
}


def tell_status(*, now: datetime) -> None:
    """Make the page with a resolved incident, two older ones, and work that is planned."""
    ana, priya = (User.objects.get(email=f"{name}@{DOMAIN}") for name in ("ana", "priya"))
    parts = _make_parts(now)
    _milk_foam(parts["Firmware service"], now, by=ana)
    record_past_incident(
        "Shop: slow checkout",
        components={parts["Online shop"]: State.DEGRADED, parts["Payment"]: State.DEGRADED},
        body="Paying takes up to a minute. Orders arrive all the same.",
        resolution="The payment provider has added machines. Checkout is as quick as before.",
        began=_at(now, days=20, hour=10, minute=12),
        ended=_at(now, days=20, hour=10, minute=50),
        by=priya,
    )
    record_past_incident(
        "Phone line: no audio on some calls",
        components={parts["Phone line"]: State.PARTIAL_OUTAGE},
        body="Some callers do not hear us. Please write, or use the chat.",
        resolution="Our carrier has changed a faulty line. Calls sound as they should.",
        began=_at(now, days=34, hour=9, minute=5),
        ended=_at(now, days=34, hour=10, minute=17),
        by=ana,
    )
    for minutes, back in ((7, 51), (11, 72)):
        _flicker(parts["Chat"], _at(now, days=back, hour=14, minute=20), minutes)
    sunday = now + timedelta(days=(6 - now.weekday()) % 7 or 7)
    plan_maintenance(
        "Payment provider moves",
        components=[parts["Payment"]],
        begins=_at(sunday, days=0, hour=2, minute=0),
        ends=_at(sunday, days=0, hour=3, minute=0),
        body="Orders wait, nothing is lost.",
        by=priya,
        at=now - timedelta(days=2),
    )
    _templates(parts)


def _make_parts(now: datetime) -> dict[str, Component]:
    made: dict[str, Component] = {}
    for place, (name, parts) in enumerate(PARTS.items(), start=1):
        group = ComponentGroup.objects.create(name=name, position=place)
        for position, (part, text) in enumerate(parts, start=1):
            made[part] = Component.objects.create(
                group=group,
                position=position,
                name=part,
                description=text,
                start_date=(now - timedelta(days=500)).date(),
                changed_at=now - timedelta(days=500),
            )
    # The app is younger than ninety days.
    Component.objects.filter(pk=made["Halden app"].pk).update(start_date=(now - timedelta(days=61)).date())
    return made


def _milk_foam(firmware: Component, now: datetime, *, by: User) -> None:
    incident = open_incident(
        "Firmware 3.2.1: flat milk foam",
        components={firmware: State.DEGRADED},
        body="Several of you report flat foam since Thursday.",
        by=by,
        at=_at(now, days=3, hour=18, minute=42),
    )
    post_update(
        incident,
        Status.IDENTIFIED,
        "The update lowers the steam temperature by 6 °C on the Duo and the Pro 2. Espresso is not affected.",
        by=by,
        at=_at(now, days=3, hour=21, minute=10),
    )
    post_update(
        incident,
        Status.MONITORING,
        "Version 3.2.2 restores the steam temperature on our test machines. We send it out this evening.",
        by=by,
        at=_at(now, days=2, hour=6, minute=30),
    )
    resolve_incident(
        incident,
        "Version 3.2.2 is out. Machines take it overnight; **Settings → Updates** takes it at once.",
        by=by,
        at=_at(now, days=2, hour=20, minute=5),
    )


def _flicker(part: Component, began: datetime, minutes: int) -> None:
    """Let a monitor have seen a part away for some minutes, too short for an incident."""
    set_component_status(part, State.MAJOR_OUTAGE, source=Source.MONITOR, key="demo", by=None, at=began)
    ended = began + timedelta(minutes=minutes)
    set_component_status(part, State.OPERATIONAL, source=Source.MONITOR, key="demo", by=None, at=ended)


def _templates(parts: dict[str, Component]) -> None:
    shop = IncidentTemplate.objects.create(
        name="The shop is away",
        title="The shop cannot be reached",
        body="We see that the shop does not open, and look for the cause. Orders made before are not affected.",
        component_status=State.MAJOR_OUTAGE,
        position=1,
    )
    shop.components.set([parts["Online shop"], parts["Payment"]])
    firmware = IncidentTemplate.objects.create(
        name="Firmware goes out",
        kind=Incident.Kind.MAINTENANCE,
        title="New firmware goes out",
        status=Status.SCHEDULED,
        body="Machines restart once while they take it.",
        position=2,
    )
    firmware.components.set([parts["Firmware service"]])


def _at(now: datetime, *, days: int, hour: int, minute: int) -> datetime:
    """Return a time of day in Gothenburg so many days before."""
    day = now.astimezone(GOTHENBURG) - timedelta(days=days)
    return day.replace(hour=hour, minute=minute, second=0, microsecond=0).astimezone(now.tzinfo)
