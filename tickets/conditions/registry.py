"""Every field a condition can name, in one greppable table, in the order pages offer them."""

from __future__ import annotations

from accounts.models import Customer, Organization, Team, User
from tickets.conditions import changes, custom
from tickets.conditions.amounts import Age, Number
from tickets.conditions.choice import Choice
from tickets.conditions.choices import Closed, Rows
from tickets.conditions.field import NOT_POLICIES, RULES, TRIGGERS, WIDE, Field, Use
from tickets.conditions.moments import Actor, OfficeHours
from tickets.conditions.rated import Rated
from tickets.conditions.tagged import Tagged
from tickets.conditions.words import Words
from tickets.models import Status
from tickets.models.kinds import Category, ChannelKind, Priority, SlaState, TicketType

_AGENTS = Rows(lambda: User.objects.filter(is_active=True, role__in=[User.Role.ADMIN, User.Role.AGENT]))
_CUSTOMERS = Rows(lambda: Customer.objects.prefetch_related("identities"), lookup="customers")
_ORGANIZATIONS = Rows(Organization.objects.all)

_FIELDS: tuple[Field, ...] = (
    Choice(
        key="status",
        label="Status",
        attribute="status_id",
        uses=NOT_POLICIES,
        source=Rows(Status.objects.all, retire=True),
        show=lambda t: t.status.name,
        change=changes.of("before_id", "after_id", *changes.STATUS),
    ),
    Choice(
        key="category",
        label="Status category",
        attribute="category",
        uses=NOT_POLICIES,
        source=Closed(Category),
        show=lambda t: t.get_category_display(),
        change=changes.of("before_category", "after_category", *changes.STATUS),
    ),
    Choice(
        key="priority",
        label="Priority",
        attribute="priority",
        source=Closed(Priority),
        show=lambda t: Priority(t.priority).label,
        change=changes.of("before_value", "after_value", "priority_changed"),
    ),
    Choice(
        key="type",
        label="Type",
        attribute="type",
        source=Closed(TicketType),
        show=lambda t: TicketType(t.type).label,
        change=changes.of("before_value", "after_value", "type_changed"),
    ),
    Choice(
        key="channel",
        label="Channel",
        attribute="channel",
        source=Closed(ChannelKind),
        show=lambda t: t.get_channel_display(),
    ),
    Choice(
        key="team",
        label="Team",
        attribute="team_id",
        source=Rows(Team.objects.all, retire=True),
        show=lambda t: str(t.team or ""),
        change=changes.of("before_id", "after_id", "team_changed"),
        may_be_empty=True,
        me="My teams",
    ),
    Choice(
        key="assignee",
        label="Assignee",
        attribute="assignee_id",
        uses=NOT_POLICIES,
        source=_AGENTS,
        show=lambda t: str(t.assignee or ""),
        change=changes.of("before_id", "after_id", "assigned", "unassigned"),
        may_be_empty=True,
        me="Me",
    ),
    Tagged(key="tags", label="Tags"),
    Words(key="subject", label="Subject", read=lambda f: f.subject, column="subject"),
    Words(key="message", label="Message text", read=lambda f: f.words, uses=RULES),
    Choice(
        key="requester",
        label="Customer",
        attribute="requester_id",
        source=_CUSTOMERS,
        uses=WIDE,
        show=lambda t: t.requester.display_name,
    ),
    Choice(
        key="organization",
        label="Organization",
        attribute="organization_id",
        source=_ORGANIZATIONS,
        uses=WIDE,
        show=lambda t: str(t.organization or ""),
        may_be_empty=True,
    ),
    Words(key="domain", label="Customer's mail domain", read=lambda f: f.domain, uses=RULES | {Use.POLICY}),
    Choice(
        key="sla",
        label="Promise",
        attribute="sla_state",
        uses=NOT_POLICIES,
        source=Closed(SlaState),
        show=lambda t: t.get_sla_state_display(),
        may_be_empty=True,
    ),
    Rated(key="rating", label="Rating"),
    Age(key="sla_due", label="Time left until due", column="sla_due_at", ahead=True),
    Age(key="opened", label="Opened", column="created_at"),
    Age(key="updated", label="Last change", column="updated_at"),
    Age(key="waiting", label="Customer's wait began", column="waiting_since"),
    Age(key="last_message", label="Last message", column="last_message_at"),
    Age(key="resolved", label="Resolved", column="resolved_at"),
    Number(key="customer_messages", label="Messages of the customer", read=lambda f: f.counts["customer"], uses=RULES),
    Number(key="agent_messages", label="Our replies", read=lambda f: f.counts["agent"], uses=RULES),
    Number(key="reopened", label="Times opened again", read=lambda f: f.reopened, uses=RULES),
    OfficeHours(key="hours", label="Time", uses=RULES),
    Actor(key="actor", label="Done by", uses=TRIGGERS),
)
_BY_KEY = {field.key: field for field in _FIELDS}


def find(key: str) -> Field | None:
    """Return the field a condition names; None when there is none, or none any more."""
    return _BY_KEY.get(key) or custom.find(key)


def fields() -> dict[str, Field]:
    """Return all fields by key."""
    return {**_BY_KEY, **custom.every()}
