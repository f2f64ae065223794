"""Closed sets shared by tickets, messages and everything above them."""

from __future__ import annotations

from django.db import models


class ChannelKind(models.TextChoices):
    EMAIL = "email", "Email"
    WEB_FORM = "web_form", "Web form"
    CHAT = "chat", "Live chat"
    PHONE = "phone", "Phone"
    SMS = "sms", "SMS"
    WHATSAPP = "whatsapp", "WhatsApp"
    MESSENGER = "messenger", "Messenger"
    INSTAGRAM = "instagram", "Instagram"
    TELEGRAM = "telegram", "Telegram"
    API = "api", "API"
    COMMUNITY = "community", "Community"


# Where people talk to and fro: an answer goes back the same way.
TALKS = frozenset(
    kind.value
    for kind in (
        ChannelKind.CHAT,
        ChannelKind.SMS,
        ChannelKind.WHATSAPP,
        ChannelKind.MESSENGER,
        ChannelKind.INSTAGRAM,
        ChannelKind.TELEGRAM,
    )
)


class Category(models.TextChoices):
    """What a status means to the machine; administrators name statuses, categories are fixed."""

    NEW = "new", "New"
    OPEN = "open", "Open"
    WAITING_CUSTOMER = "waiting_customer", "Waiting on customer"
    WAITING_THIRD_PARTY = "waiting_third_party", "Waiting on someone else"
    RESOLVED = "resolved", "Resolved"
    CLOSED = "closed", "Closed"
    MERGED = "merged", "Merged"
    SPAM = "spam", "Spam"


# Work that is not finished. Partial indexes name exactly this list: change both or neither.
UNFINISHED = [
    Category.NEW.value,
    Category.OPEN.value,
    Category.WAITING_CUSTOMER.value,
    Category.WAITING_THIRD_PARTY.value,
]
# Work that waits for us.
ACTIVE = [Category.NEW.value, Category.OPEN.value]
FINISHED = [
    Category.RESOLVED.value,
    Category.CLOSED.value,
    Category.MERGED.value,
    Category.SPAM.value,
]


class Priority(models.IntegerChoices):
    LOW = 1, "Low"
    NORMAL = 2, "Normal"
    HIGH = 3, "High"
    URGENT = 4, "Urgent"


class TicketType(models.TextChoices):
    QUESTION = "question", "Question"
    INCIDENT = "incident", "Incident"
    PROBLEM = "problem", "Problem"
    TASK = "task", "Task"


class Metric(models.TextChoices):
    """What can be promised."""

    FIRST_RESPONSE = "first_response", "First reply"
    NEXT_RESPONSE = "next_response", "Next reply"
    RESOLUTION = "resolution", "Resolve"


class SlaState(models.TextChoices):
    """How the nearest clock of a ticket stands; empty when nothing was promised."""

    OK = "ok", "On time"
    SOON = "soon", "Due soon"
    BREACHED = "breached", "Breached"
    PAUSED = "paused", "Paused"
    MET = "met", "Met"
