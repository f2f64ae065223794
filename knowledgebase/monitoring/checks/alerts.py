"""What Prometheus' Alertmanager posts (its webhook, version 4).

https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from knowledgebase.monitoring.result import Result, Verdict, down

# More at once from one address is no message for a status page.
MOST = 200
_TEXT = 200


class NoAlerts(Exception):
    """What was posted is nothing Alertmanager sends; the text says why."""


def clean(params: dict[str, Any]) -> dict[str, str]:
    try:
        labels_of(params.get("labels", ""))
    except ValueError:
        return {"labels": "Write one label a line, as service=checkout."}
    return {}


def labels_of(text: str) -> dict[str, str]:
    """Return the labels an alert must have, from lines of name=value; raise ValueError for another line."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    pairs = [line.partition("=") for line in lines]
    if any(not (name.strip() and sign) for name, sign, _ in pairs):
        raise ValueError(text)
    return {name.strip(): value.strip() for name, _, value in pairs}


def read(told: Any, firing: Mapping[str, str], params: Mapping[str, Any]) -> dict[str, str]:
    """Return what is wrong after this post: the name of each alert by its fingerprint. Raises NoAlerts.

    A post tells of one group, so what it does not name stays as it was.
    """
    alerts = told.get("alerts") if isinstance(told, dict) else None
    if not isinstance(alerts, list) or not all(isinstance(alert, dict) for alert in alerts):
        raise NoAlerts("This is not what Alertmanager posts: it has no list of alerts.")
    wanted = labels_of(params.get("labels", ""))
    now = dict(firing)
    for alert in alerts:
        labels = alert.get("labels")
        key = str(alert.get("fingerprint", ""))[:64]
        if not key or not isinstance(labels, dict):
            raise NoAlerts("An alert has no fingerprint or no labels.")
        if alert.get("status") == "resolved":
            now.pop(key, None)
        elif all(str(labels.get(name)) == value for name, value in wanted.items()):
            now[key] = _name(alert, labels)
    return dict(list(now.items())[-MOST:])


def result_of(firing: Mapping[str, str]) -> Result:
    """Return what these alerts come to."""
    if not firing:
        return Result(Verdict.UP)
    first, *others = firing.values()
    return down(f"{first} and {len(others)} more" if others else first)


def _name(alert: dict[str, Any], labels: dict[str, Any]) -> str:
    notes = alert.get("annotations")
    said = notes.get("summary") if isinstance(notes, dict) else ""
    return " ".join(str(said or labels.get("alertname") or "An alert").split())[:_TEXT]
