"""Ask a vendor whether all is well, in words without what its server says of itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from channels_inbox.adapters.calling import call, read_json
from helpdesk.lib import http


def ask(
    method: str, url: str, *, headers: Mapping[str, str] | None = None, body: tuple[str, bytes] | None = None
) -> tuple[int, Any, str]:
    """Return status, answer and trouble; status 0 when there was no answer at all."""
    try:
        answer = call(method, url, headers=headers, body=body)
    except (http.Forbidden, http.Unreached) as error:
        return 0, {}, str(error)
    return answer.status, read_json(answer.body), ""
