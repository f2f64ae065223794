"""What using the desk leaves behind: files, formatted bodies, drafts, how far everybody has read."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import timedelta

from accounts.models import Customer, User
from helpdesk.demo.company import Company
from helpdesk.demo.files import make_file
from helpdesk.demo.history import History
from helpdesk.demo.rows import copy_rows
from helpdesk.lib.html import SANITISER_VERSION, sanitise
from tickets.models import Attachment, Draft, HtmlBody, Message, Participant, Ticket, Visit
from tickets.models.kinds import FINISHED
from tickets.operations.messages import NewFile, store_file

_DRAFTS = {
    48213: "Hi Maya,\n\ngood news: the outlet seal kit (part 4410) leaves Gothenburg tonight and reaches you tomorrow "
    "before 10:00, so you will be back on the Duo well before Saturday. It is a ten minute swap: ",
    48230: "Hi Sofia,\n\nhere is the invoice with your VAT number on it.",
}


def store_files(histories: Sequence[History]) -> None:
    for history in histories:
        for message in history.messages:
            for name in message.get("files", ()):
                kind, content = make_file(name)
                stored = store_file(NewFile(name, kind, content), message=Message(pk=message["id"]))
                Attachment.objects.filter(pk=stored.pk).update(created_at=message["created_at"])


def keep_html(histories: Sequence[History]) -> None:
    rows = []
    for message in (m for h in histories for m in h.messages if "html" in m):
        cleaned = sanitise(message["html"])
        rows.append(
            {
                "message_id": message["id"],
                "source": message["html"],
                "cleaned": cleaned,
                "sanitiser": SANITISER_VERSION,
                "has_remote": "data-remote-src=" in cleaned,
            }
        )
    copy_rows(HtmlBody, rows)


def leave_drafts(company: Company) -> None:
    ana = User.objects.get(pk=company.agents["ana"].id)
    for number, text in _DRAFTS.items():
        Draft.objects.create(ticket=Ticket.objects.get(number=number), user=ana, mode=Draft.Mode.REPLY, text=text)


def copy_in_the_barista(company: Company) -> None:
    elin = company.members["barista@cafenorr.example"]
    Participant.objects.create(
        ticket=Ticket.objects.get(number=48213),
        customer=Customer.objects.get(pk=elin.asker.id),
        email=elin.person.email,
    )


def read_up(histories: Sequence[History], *, rng: random.Random) -> None:
    """Mark how far owners have read: all of what is finished, most of the rest; what came last is new."""
    rows = []
    for history in histories:
        if history.assignee is None:
            continue
        seen = history.seq
        last = history.messages[-1]
        new = history.stage.category not in FINISHED and last["kind"] == "inbound"
        if new and (history.number == 48213 or rng.random() < 0.5):
            seen = next(e["seq"] for e in history.events if e["message"] is last) - 1
        if seen:
            at = history.events[seen - 1]["created_at"] + timedelta(minutes=1)
            rows.append({"ticket_id": history.id, "user_id": history.assignee.id, "seen_seq": seen, "seen_at": at})
    copy_rows(Visit, rows)
