"""Who is behind a number, an extension, the name of a queue."""

from __future__ import annotations

from accounts.models import Customer, Identity, Team, User
from channels_inbox.models import Channel
from helpdesk.lib.telephone import e164

WITHHELD = "Withheld number"


def customer_behind(number: str) -> Customer | None:
    """Return the person known by this number."""
    if not number:
        return None
    holds = Customer.objects.filter(identities__kind=Identity.Kind.PHONE, identities__value=number)
    return holds.select_related("organization").first()


def agent_behind(said: str, *, country: str) -> User | None:
    """Return the colleague a telephone system means: by mail address, or by the number of their telephone."""
    said = said.strip()
    if not said:
        return None
    agents = User.objects.filter(is_active=True).exclude(role=User.Role.CUSTOMER)
    if "@" in said and not said.startswith("sip:"):
        return agents.filter(email__iexact=said).first()
    number = e164(said, country=country)
    return agents.filter(phone_seat__number=number).first() if number else None


def team_of(channel: Channel, queue: str) -> Team | None:
    """Return the team a queue stands for: the one of its name, else the channel's."""
    team = Team.objects.in_use().filter(name__iexact=queue).first() if queue else None
    return team or channel.team
