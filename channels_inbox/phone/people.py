"""Who is behind a number, an extension, the name of a queue."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from accounts.models import Customer, Identity, Team, User
from channels_inbox.models import Call, Channel
from helpdesk.lib.telephone import e164

WITHHELD = "Withheld number"


def people_behind(number: str) -> QuerySet[Customer]:
    """Return everybody who may be calling from a number: a switchboard, or a family, is one number of several.

    Who holds a number, by telephone or WhatsApp, and whose tickets calls from it were filed in.
    """
    holds = Q(identities__kind__in=[Identity.Kind.PHONE, Identity.Kind.WHATSAPP], identities__value=number)
    called = Call.objects.filter(number=number, conversation__isnull=False)
    # A stand-in for whoever called is nobody one could name.
    known = Q(pk__in=called.values("conversation__ticket__requester"), identities__isnull=False)
    return Customer.objects.filter(holds | known).distinct().order_by("pk")


def customer_behind(number: str) -> Customer | None:
    """Return the person known by this number; None where it is nobody's, or that of several."""
    found = list(people_behind(number).select_related("organization")[:2]) if number else []
    return found[0] if len(found) == 1 else None


def is_shared(number: str) -> bool:
    """Tell whether more than one person may be calling from a number."""
    return bool(number) and len(people_behind(number)[:2]) > 1


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
