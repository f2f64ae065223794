"""Which tickets are being written to, for pages that come while somebody writes."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator

from channels_inbox.realtime.groups import of_viewers
from channels_inbox.realtime.wire import Publication

# Who writes longer without a pause is told anew by the next pause; whose process died is forgotten.
KEPT = 60.0


class Typists:
    """The last news of each ticket somebody writes to, with the groups that may see it as far as we heard."""

    def __init__(self) -> None:
        self._news: dict[int, tuple[float, str]] = {}
        self._readers: dict[int, frozenset[str]] = {}

    def hear(self, publication: Publication) -> None:
        """Note news of presence, and who may see a ticket that changed."""
        ticket = publication.ticket
        if ticket is None:
            return
        if publication.readers:
            if ticket in self._news:
                self._readers[ticket] = publication.readers
            return
        if not any(person["mode"] == "typing" for person in json.loads(publication.frame)["people"]):
            self._news.pop(ticket, None)
            self._readers.pop(ticket, None)
            return
        # News of who merely looks goes to the viewers alone; the readers stay those of the news before.
        readers = publication.to - {of_viewers(ticket)} or self._readers.get(ticket, frozenset())
        self._news[ticket], self._readers[ticket] = (time.monotonic(), publication.frame), readers

    def told_to(self, groups: Iterable[str]) -> Iterator[str]:
        """Yield the frames a page of these groups has missed."""
        mine, now = frozenset(groups), time.monotonic()
        for ticket, (heard_at, text) in list(self._news.items()):
            if now - heard_at > KEPT:
                self._news.pop(ticket)
                self._readers.pop(ticket)
            elif mine & self._readers[ticket]:
                yield text

    def clear(self) -> None:
        self._news.clear()
        self._readers.clear()
