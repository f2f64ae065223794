"""What is said of a monitor: what all have in common, and what each kind asks for."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from channels_inbox.forms.versioned import VersionedForm
from channels_inbox.models import Channel
from knowledgebase.models import Component, Monitor
from knowledgebase.monitoring.checks.http import METHODS
from knowledgebase.monitoring.kinds import Kind
from knowledgebase.status.states import State

MINUTE, HOUR, DAY = 60, 3600, 86_400
INTERVALS = [
    *((30, "30 seconds"), (MINUTE, "1 minute"), (2 * MINUTE, "2 minutes"), (5 * MINUTE, "5 minutes")),
    *((10 * MINUTE, "10 minutes"), (30 * MINUTE, "30 minutes"), (HOUR, "hour"), (6 * HOUR, "6 hours")),
    *((12 * HOUR, "12 hours"), (DAY, "day"), (7 * DAY, "week")),
]
GRACES = [
    *((0, "at once"), (MINUTE, "1 minute"), (5 * MINUTE, "5 minutes"), (15 * MINUTE, "15 minutes"), (HOUR, "1 hour")),
    *((3 * HOUR, "3 hours"), (12 * HOUR, "12 hours"), (DAY, "1 day")),
]
BAD = [(state.value, state.label) for state in State if state not in (State.OPERATIONAL, State.MAINTENANCE)]
SLOW = "In milliseconds. A slower answer counts as degraded; empty, speed does not matter."

_COMMON = (
    *("name", "component", "interval_seconds", "timeout_seconds", "failures_needed", "successes_needed"),
    *("drafts_incident", "resolves_incident"),
)


class MonitorForm(VersionedForm):
    """Base of all kinds. `apply` puts what was said into the monitor."""

    # Fields kept in `params` under their own names.
    plain: ClassVar[tuple[str, ...]] = ()

    name = forms.CharField(max_length=120)
    component = forms.ModelChoiceField(
        Component.objects.in_order(),
        required=False,
        label="Speaks for",
        empty_label="No part of the status page",
        help_text="The part that is degraded while this fails.",
    )
    interval_seconds = forms.TypedChoiceField(coerce=int, choices=INTERVALS, initial=MINUTE, label="Look every")
    timeout_seconds = forms.IntegerField(initial=10, label="Wait for an answer", help_text="Seconds, 1 to 30.")
    failures_needed = forms.IntegerField(
        initial=2, label="Believe that it fails after", help_text="Failures in a row, 1 to 10."
    )
    successes_needed = forms.IntegerField(
        initial=2, label="Believe that it works after", help_text="Good answers in a row, 1 to 10."
    )
    down_status = forms.ChoiceField(
        choices=BAD, initial=State.MAJOR_OUTAGE, label="While it fails, the part is", required=False
    )
    drafts_incident = forms.BooleanField(
        required=False, label="Draft an incident when it fails; a colleague reads and publishes it"
    )
    resolves_incident = forms.BooleanField(
        required=False, initial=True, label="Resolve that incident when it works again, and say so"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, known in (("interval_seconds", INTERVALS), ("timeout_seconds", GRACES)):
            held, field = self.initial.get(name), self.fields.get(name)
            if isinstance(field, forms.TypedChoiceField) and held and held not in dict(known):
                # Set by the API.
                field.choices = [*known, (held, f"{held:,} seconds")]

    @property
    def own(self) -> list[forms.BoundField]:
        """Return the fields of its kind."""
        return [self[name] for name in self.plain]

    @property
    def pace(self) -> list[forms.BoundField]:
        names = ("interval_seconds", "timeout_seconds", "failures_needed", "successes_needed")
        return [self[name] for name in names if name in self.fields]

    @property
    def follows(self) -> list[forms.BoundField]:
        return [self["drafts_incident"], self["resolves_incident"]]

    def apply(self, monitor: Monitor) -> Monitor:
        values = self.cleaned_data
        for name in _COMMON:
            if name in self.fields:
                setattr(monitor, name, values[name])
        monitor.down_status = values["down_status"] or State.MAJOR_OUTAGE
        monitor.params = {name: values[name] for name in self.plain if values[name] not in (None, "", False)}
        return monitor


class _Answering(MonitorForm):
    slow_ms = forms.IntegerField(required=False, min_value=1, max_value=60_000, label="Slow above", help_text=SLOW)


class HttpForm(_Answering):
    plain = (
        *("url", "method", "statuses", "slow_ms", "keyword", "keyword_absent", "json_path", "json_value", "tls_days"),
    )
    url = forms.URLField(max_length=500, assume_scheme="https", label="Address", help_text="Starts with https://.")
    method = forms.ChoiceField(choices=[(one, one) for one in METHODS], initial="GET", label="Ask with")
    statuses = forms.CharField(max_length=60, initial="200-299", label="Good answers", help_text="As 200-299, 401.")
    keyword = forms.CharField(max_length=200, required=False, label="Words in its text")
    keyword_absent = forms.BooleanField(required=False, label="They must not be there")
    json_path = forms.CharField(
        max_length=200, required=False, label="Value in its JSON", help_text="Where it stands, as status.indicator."
    )
    json_value = forms.CharField(max_length=200, required=False, label="That value must be")
    tls_days = forms.IntegerField(
        required=False,
        initial=14,
        min_value=1,
        max_value=365,
        label="Warn before its certificate ends",
        help_text="Days. A warning is for you; the part stays as it is until the certificate has ended.",
    )


class TcpForm(_Answering):
    plain = ("host", "port", "slow_ms")
    host = forms.CharField(max_length=253, label="Host", help_text="A name or an address, as db.example.com.")
    port = forms.IntegerField(min_value=1, max_value=65_535)


class DnsForm(_Answering):
    plain = ("host", "record", "expected", "server", "slow_ms")
    host = forms.CharField(max_length=253, label="Name", help_text="As shop.example.com.")
    record = forms.ChoiceField(choices=[(one, one) for one in ("A", "AAAA", "CNAME", "MX", "NS", "TXT")])
    expected = forms.CharField(
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        label="Must be among its answers",
        help_text="One a line; empty, any answer will do.",
    )
    server = forms.CharField(
        required=False, max_length=253, label="Ask this name server", help_text="Empty, this machine's own is asked."
    )


class HeartbeatForm(MonitorForm):
    interval_seconds = forms.TypedChoiceField(coerce=int, choices=INTERVALS, initial=DAY, label="It calls every")
    timeout_seconds = forms.TypedChoiceField(  # type: ignore[assignment]  # a choice here, a number elsewhere
        coerce=int, choices=GRACES, initial=HOUR, label="Complain when it is late by"
    )
    failures_needed = successes_needed = None  # type: ignore[assignment]


class AlertsForm(MonitorForm):
    plain = ("labels",)
    labels = forms.CharField(
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        label="Only alerts with these labels",
        help_text="One a line, as service=checkout; empty, every alert counts.",
    )
    interval_seconds = timeout_seconds = failures_needed = successes_needed = None  # type: ignore[assignment]


class MailForm(MonitorForm):
    plain = ("channel",)
    channel = forms.TypedChoiceField(coerce=int, label="Mail channel", help_text="A letter is sent to it and awaited.")
    interval_seconds = forms.TypedChoiceField(
        coerce=int, choices=INTERVALS, initial=10 * MINUTE, label="Send a letter every"
    )
    timeout_seconds = forms.IntegerField(
        initial=5 * MINUTE, label="A letter may take", help_text="Seconds, 30 to 3,600."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Channel.objects.filter(kind="email", retired_at=None).order_by("address")
        field = self.fields["channel"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [(row.pk, row.address or row.name) for row in rows]


FORMS: dict[str, type[MonitorForm]] = {
    Kind.HTTP: HttpForm,
    Kind.TCP: TcpForm,
    Kind.DNS: DnsForm,
    Kind.HEARTBEAT: HeartbeatForm,
    Kind.ALERTS: AlertsForm,
    Kind.MAIL: MailForm,
}


def written(monitor: Monitor) -> dict[str, Any]:
    """Return a monitor as its form's first values."""
    return {**monitor.params, **{name: getattr(monitor, name) for name in (*_COMMON, "down_status", "version")}}
