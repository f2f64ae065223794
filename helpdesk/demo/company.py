"""Make Halden's people, teams and channels, with logins for the demonstration."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from accounts.models import Customer, Identity, Membership, Organization, OrganizationDomain, Team, User
from channels_inbox.models import Channel
from helpdesk.demo.history import Agent, Asker, Group, Stage
from helpdesk.demo.people import AGENTS, ORGANIZATIONS, PEOPLE, STRANGERS, TEAMS, Person
from tickets.models import Status
from tickets.models.kinds import Category, ChannelKind

PASSWORD = "halden-demo"
DOMAIN = "halden.example"
# Customers who can sign in to the help centre.
SIGNED_UP = ["maya@cafenorr.example", "klara@nybergarkitekter.example", "bao.tran@postbox.example"]
# The administrator's own names for stages of work: name, customer's words, slug.
STAGES = [
    ("Waiting on parts", "We are waiting for a part", "waiting-on-parts"),
    ("Waiting on carrier", "We are waiting for the courier", "waiting-on-carrier"),
]
# slug, kind, name, address, team
CHANNELS = [
    ("support", ChannelKind.EMAIL, "Halden Support", f"support@{DOMAIN}", "espresso-machines"),
    ("orders", ChannelKind.EMAIL, "Halden Orders", f"orders@{DOMAIN}", "orders-returns"),
    ("grinders", ChannelKind.EMAIL, "Halden Grinders", f"grinders@{DOMAIN}", "grinders"),
    ("contact", ChannelKind.WEB_FORM, "Contact form", "", None),
]


@dataclass(frozen=True)
class Member:
    """A person of the demonstration as the stories need them."""

    asker: Asker
    person: Person
    organization: str = ""


@dataclass(frozen=True)
class Company:
    agents: dict[str, Agent]
    # Team -> mailboxes of those who answer there.
    crews: dict[str, list[str]]
    teams: dict[str, Group]
    members: dict[str, Member]
    # Who writes to every address they find.
    strangers: list[Member]
    stages: dict[str, Stage]
    channels: dict[str, Channel]


def make_company(*, now: datetime) -> Company:
    """Make everybody; the caller has seen that the desk is empty."""
    password = make_password(PASSWORD)
    joined = now - timedelta(days=500)
    teams = {slug: Team.objects.create(name=n, slug=slug, icon=i, position=p) for p, (n, slug, i) in enumerate(TEAMS)}
    agents: dict[str, Agent] = {}
    crews: dict[str, list[str]] = {slug: [] for slug in teams}
    for name, mailbox, role, slugs in AGENTS:
        user = _login(f"{mailbox}@{DOMAIN}", name, role, password, joined)
        agents[mailbox] = Agent(user.pk, name)
        for slug in slugs:
            Membership.objects.create(team=teams[slug], user=user)
            if user.can_answer:
                crews[slug].append(mailbox)
    return Company(
        agents=agents,
        crews=crews,
        teams={slug: Group(team.pk, team.name) for slug, team in teams.items()},
        members=_customers(password, joined),
        strangers=[_stranger(*line) for line in STRANGERS],
        stages=make_stages(),
        channels={
            # The contact form's channel comes with the migrations.
            slug: Channel.objects.update_or_create(
                slug=slug,
                defaults={
                    "kind": kind,
                    "name": name,
                    "address": address,
                    "team": teams[team] if team else None,
                },
            )[0]
            for slug, kind, name, address, team in CHANNELS
        },
    )


def make_stages() -> dict[str, Stage]:
    """Return every status: the defaults by category, all by slug."""
    for name, words, slug in STAGES:
        Status.objects.get_or_create(
            slug=slug,
            defaults={
                "name": name,
                "customer_name": words,
                "category": Category.WAITING_THIRD_PARTY,
                "position": 3,
            },
        )
    found: dict[str, Stage] = {}
    for status in Status.objects.all():
        stage = found[status.slug] = Stage(status.pk, status.name, status.category)
        if status.is_default:
            found[status.category] = stage
    return found


def _login(email: str, name: str, role: str, password: str, joined: datetime) -> User:
    user = User.objects.create(
        email=email, name=name, role=role, password=password, time_zone="Europe/Stockholm", language="en"
    )
    User.objects.filter(pk=user.pk).update(date_joined=joined)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def _customers(password: str, joined: datetime) -> dict[str, Member]:
    organizations = {domain: Organization.objects.create(name=name) for name, domain in ORGANIZATIONS}
    OrganizationDomain.objects.bulk_create(
        OrganizationDomain(organization=o, domain=domain) for domain, o in organizations.items()
    )
    members: dict[str, Member] = {}
    identities: list[Identity] = []
    for person in PEOPLE:
        organization = organizations.get(person.email.partition("@")[2])
        customer = Customer.objects.create(
            name=person.name,
            organization=organization,
            title=person.title,
            place=person.place,
            time_zone=person.zone,
            language=person.language,
        )
        signed_up = person.email in SIGNED_UP
        if signed_up:
            customer.user = _login(person.email, person.name, User.Role.CUSTOMER, password, joined)
            customer.save(update_fields=["user"])
        identities += [
            Identity(
                customer=customer,
                kind=Identity.Kind.EMAIL,
                value=person.email,
                is_primary=True,
                verified_at=joined if signed_up else None,
            ),
            Identity(customer=customer, kind=Identity.Kind.PHONE, value=person.phone, is_primary=True),
        ]
        members[person.email] = Member(
            Asker(customer.pk, organization.pk if organization else None),
            person,
            organization.name if organization else "",
        )
    Identity.objects.bulk_create(identities)
    _date_back(members, now=joined)
    maya = Customer.objects.get(pk=members[PEOPLE[0].email].asker.id)
    maya.note = "Opens at 7:00. Call before 6:55 or after 10:30."
    maya.save(update_fields=["note"])
    Identity.objects.create(customer=maya, kind=Identity.Kind.WHATSAPP, value="+46705550188")
    Identity.objects.create(customer=maya, kind=Identity.Kind.INSTAGRAM, value="@cafenorr")
    return members


def _date_back(members: dict[str, Member], *, now: datetime) -> None:
    """Let people have become customers over the years before, longest ago those we know best."""
    for position, member in enumerate(members.values()):
        since = now - timedelta(days=90 - position, hours=7 * position % 24)
        Customer.objects.filter(pk=member.asker.id).update(created_at=since)
    Organization.objects.update(created_at=now - timedelta(days=91))


def _stranger(name: str, email: str) -> Member:
    customer = Customer.objects.create(name=name)
    Identity.objects.create(customer=customer, kind=Identity.Kind.EMAIL, value=email, is_primary=True)
    return Member(Asker(customer.pk), Person(name, email, "", "", "", "en", ""))
