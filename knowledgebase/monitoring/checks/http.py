"""A web address: its status, a word or a value in its answer, how long it took, and how long its certificate lasts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any

from helpdesk.lib import http
from knowledgebase.monitoring import json_value, statuses
from knowledgebase.monitoring.result import Ask, Result, answered, down

# Enough to find a word in; a page without end is cut here.
MOST_BYTES = 512 * 1024
METHODS = ("GET", "HEAD")
HEADERS = {"User-Agent": "helpdesk-monitor", "Accept": "*/*"}


def clean(params: dict[str, Any]) -> dict[str, str]:
    """Return what is wrong with the settings, by name."""
    wrong = {}
    try:
        statuses.parse(params.get("statuses", ""))
    except ValueError:
        wrong["statuses"] = "Write answers as 200-299, 401."
    if params.get("json_value") and not params.get("json_path"):
        wrong["json_path"] = "Say where in the answer the value stands, such as status.indicator."
    if params.get("method") == "HEAD" and (params.get("keyword") or params.get("json_path")):
        wrong["method"] = "An answer to HEAD has no text to look into. Choose GET."
    return wrong


def place(params: dict[str, Any], networks: list[str]) -> None:
    """Raise Forbidden for an address nobody may reach from here."""
    http.check(params["url"], allowed=networks)


def look(ask: Ask) -> Result:
    """Ask once. The time counted is that of the whole answer, the name's search included."""
    params, began = ask.params, monotonic()
    try:
        target = http.check(params["url"], allowed=ask.networks)
        method = params.get("method") or "GET"
        answer = http.request(method, target, None, HEADERS, most=MOST_BYTES, seconds=ask.seconds)
    except (http.Forbidden, http.Unreached) as error:
        return down(str(error))
    milliseconds = round((monotonic() - began) * 1000)
    trouble = _trouble(params, answer)
    if trouble:
        return down(trouble, milliseconds)
    warning = _warning(params, answer.certificate_ends, ask.now or datetime.now(UTC))
    return answered(milliseconds, slow_after=params.get("slow_ms"), warning=warning)


def _trouble(params: Any, answer: http.Answer) -> str:
    if not any(answer.status in span for span in statuses.parse(params.get("statuses", ""))):
        onward = " Redirects are not followed: watch the address it leads to." if 300 <= answer.status < 400 else ""
        return f"It answered {answer.status}.{onward}"
    keyword = params.get("keyword")
    if keyword:
        there = keyword in answer.body.decode("utf-8", "replace")
        if there == bool(params.get("keyword_absent")):
            return f"Its answer {'has' if there else 'lacks'} “{keyword}”."
    path = params.get("json_path")
    if path:
        try:
            found = json_value.value_at(answer.body, path)
        except json_value.NotThere as error:
            return str(error)
        if found != params.get("json_value", ""):
            return f"“{path}” is not “{params.get('json_value', '')}”."
    return ""


def _warning(params: Any, ends: datetime | None, now: datetime) -> str:
    days = params.get("tls_days")
    if not ends or not days or ends - now > timedelta(days=days):
        return ""
    left = (ends - now).days
    return f"Its certificate ends {'today' if left < 1 else 'tomorrow' if left == 1 else f'in {left} days'}."
