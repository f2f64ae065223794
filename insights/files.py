"""Reports as files: the same rows as the page, streamed, and harmless in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.http import StreamingHttpResponse
from django.utils import timezone

from insights.calls import Calls
from insights.listing import Listing
from insights.measures import Measure
from insights.report import Line

# What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
CHUNK = 2000


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, line: str) -> str:
        return line


def streamed(name: str, rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """Return rows as a download that begins before the last row is read."""
    writer = csv.writer(_Echo())
    # The mark tells spreadsheets that the file is UTF-8.
    lines = (("\ufeff" if n == 0 else "") + str(writer.writerow(list(map(safe, row)))) for n, row in enumerate(rows))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def safe(value: Any) -> Any:
    """Return a value that no spreadsheet runs: text that looks like a formula gets an apostrophe in front."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return "" if value is None else value


def ticket_rows(listing: Listing) -> Iterator[Sequence[Any]]:
    """Yield the facts behind a number, a few at a time however many there are."""
    yield (
        *("Ticket", "Subject", "Customer", "Channel", "Team", "Agent", "Opened", "From", "To"),
        *("Seconds by the clock", "Seconds in business hours", "Yes or no", "Score"),
    )
    rows = listing.rows.select_related("ticket__requester", "agent", "team").order_by(f"-{listing.moment}", "-pk")
    for fact in rows.iterator(chunk_size=CHUNK):
        ticket = fact.ticket
        yield (
            *(ticket.number, ticket.subject, ticket.requester.name, fact.get_channel_display()),
            *(fact.team.name if fact.team else "", str(fact.agent or "")),
            *(_moment(fact.opened_at), _moment(fact.started_at), _moment(fact.at)),
            *(_whole(fact.seconds), _whole(fact.business_seconds)),
            "" if fact.hit is None else "yes" if fact.hit else "no",
            fact.value,
        )


def call_rows(calls: Iterable[Calls]) -> Iterator[Sequence[Any]]:
    """Yield the table of the telephone; the first line is all teams together."""
    yield ("Team", "Calls", "Answered", "Lost", "Lost of all", "Short", "Voicemail, call-back", "Wait", "Talk")
    for row in calls:
        rate = None if row.rate is None else round(row.rate, 4)
        yield (
            *(row.name, row.offered, row.answered, row.lost, rate, row.short, row.messages),
            *(_whole(row.wait), _whole(row.talk)),
        )


def summary_rows(by: str, measures: Iterable[Measure], lines: Iterable[Line]) -> Iterator[Sequence[Any]]:
    """Yield the table of the page."""
    yield (by, *(part for m in measures for part in (m.label, f"{m.label}, note")))
    for line in lines:
        yield (line.name, *(part for value, note, _ in line.cells for part in (value, note)))


def _moment(at: Any) -> str:
    return timezone.localtime(at).isoformat(timespec="seconds") if at else ""


def _whole(seconds: float | None) -> int | None:
    return None if seconds is None else round(seconds)
