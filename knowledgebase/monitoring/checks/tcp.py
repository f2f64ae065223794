"""A port that takes connections."""

from __future__ import annotations

import socket
from time import monotonic
from typing import Any

from helpdesk.lib import http
from knowledgebase.monitoring.result import Ask, Result, answered, down


def clean(params: dict[str, Any]) -> dict[str, str]:
    host = str(params.get("host", ""))
    if not host or any(sign.isspace() or sign in "/@" for sign in host):
        return {"host": "Write a name or an address alone, such as db.example.com."}
    return {}


def place(params: dict[str, Any], networks: list[str]) -> None:
    http.find(params["host"], params["port"], allowed=networks)


def look(ask: Ask) -> Result:
    """Connect, and hang up: nothing is sent, and what the other side says is not read."""
    host, port, began = ask.params["host"], ask.params["port"], monotonic()
    try:
        address = http.find(host, port, allowed=ask.networks)
        socket.create_connection((address, port), ask.seconds).close()
    except (http.Forbidden, http.Unreached) as error:
        return down(str(error))
    except TimeoutError:
        return down("It did not answer in time.")
    except OSError:
        return down(f"Port {port} takes no connection.")
    return answered(round((monotonic() - began) * 1000), slow_after=ask.params.get("slow_ms"))
