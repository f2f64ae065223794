"""What Halden asks of tickets beyond what everybody does, and what customers choose on its contact form."""

from __future__ import annotations

import random

from accounts.models import Team
from tickets.models import CustomField, RequestType, RequestTypeField, Ticket
from tickets.models.kinds import Priority, TicketType

MODELS = {"espresso-machines": ["Halden One", "Halden Duo"], "grinders": ["Halden Grind"]}
# What the notes of the ticket on the first page say.
TOLD = {48213: {"model": "Halden Duo", "serial_number": "DU2-88104", "warranty_ends": "2027-03-31"}}

# key, label, hint, kind, options, read by customers
FIELDS = [
    ("model", "Model", "", "choice", [name for names in MODELS.values() for name in names], True),
    ("serial_number", "Serial number", "On the plate under the machine.", "text", [], True),
    ("order_number", "Order number", "In the subject of our confirmation.", "text", [], True),
    ("warranty_ends", "Warranty ends", "", "date", [], False),
]
# name, description, team, type, priority, field -> required
TYPES = [
    (
        *("A machine does not work", "Leaks, noises, no pressure, an error on the display", "espresso-machines"),
        *(TicketType.INCIDENT, Priority.HIGH, {"model": True, "serial_number": False}),
    ),
    (
        *("A grinder does not grind well", "Too coarse, stuck, loud", "grinders"),
        *(TicketType.INCIDENT, Priority.NORMAL, {"model": True, "serial_number": False}),
    ),
    (
        *("An order, a return, an invoice", "Where it is, sending it back, a copy for your books", "orders-returns"),
        *(TicketType.QUESTION, Priority.NORMAL, {"order_number": True}),
    ),
]


def ask_questions(rng: random.Random) -> None:
    """Make fields and request types, and fill in what agents know of the machines in every third ticket."""
    fields = {}
    for position, (key, label, hint, kind, options, read) in enumerate(FIELDS, start=1):
        fields[key] = CustomField.objects.create(
            key=key, label=label, hint=hint, kind=kind, options=options, shown_to_customers=read, position=position
        )
    teams = {team.slug: team for team in Team.objects.all()}
    for position, (name, words, team, type_, priority, asked) in enumerate(TYPES, start=1):
        asking = RequestType.objects.create(
            name=name,
            slug=f"kind-{position}",
            description=words,
            position=position,
            team=teams[team],
            type=type_,
            priority=priority,
        )
        rows = [RequestTypeField(request_type=asking, field=fields[key], required=must) for key, must in asked.items()]
        RequestTypeField.objects.bulk_create(rows)
    known = list(Ticket.objects.filter(team__slug__in=MODELS).select_related("team").order_by("number"))
    for ticket in known:
        if ticket.number in TOLD:
            ticket.fields = TOLD[ticket.number]
        elif rng.random() < 1 / 3:
            assert ticket.team is not None
            model = rng.choice(MODELS[ticket.team.slug])
            ticket.fields = {
                "model": model,
                "serial_number": f"{model.split()[1][:2].upper()}2-{rng.randrange(20_000, 99_999)}",
                "warranty_ends": f"{rng.randrange(2026, 2029)}-{rng.randrange(1, 13):02}-{rng.randrange(1, 28):02}",
            }
    Ticket.objects.bulk_update(known, ["fields"], batch_size=500)
