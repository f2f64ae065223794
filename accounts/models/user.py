from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from accounts.models.availability import AvailabilityState


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create a person who can sign in; without a password they must set one by mail."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create an administrator, as `manage.py createsuperuser` expects."""
        return self.create_user(email, password, **{"role": User.Role.ADMIN, **fields})

    def get_by_natural_key(self, email: str | None) -> User:
        return self.get(email=(email or "").lower())


class User(AbstractBaseUser):
    """Someone who can sign in. A customer who signs in also has a `Customer` row: the person tickets belong to."""

    class Role(models.TextChoices):
        ADMIN = "admin", "Administrator"
        AGENT = "agent", "Agent"
        LIGHT_AGENT = "light_agent", "Light agent"
        CUSTOMER = "customer", "Customer"

    class TicketScope(models.TextChoices):
        ALL = "all", "Every ticket"
        TEAMS = "teams", "Tickets of their teams and their own"
        ASSIGNED = "assigned", "Only tickets assigned to them"

    class Theme(models.TextChoices):
        SYSTEM = "", "Same as my device"
        LIGHT = "light", "Light"
        DARK = "dark", "Dark"

    class AfterSend(models.TextChoices):
        STAY = "", "Stay with the ticket"
        NEXT = "next", "Open the next ticket in the list"
        LIST = "list", "Go back to the list"

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=150, blank=True)
    role = models.CharField(max_length=16, choices=Role, default=Role.CUSTOMER)
    ticket_scope = models.CharField(max_length=10, choices=TicketScope, default=TicketScope.ALL)
    is_active = models.BooleanField(default=True)
    time_zone = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=16, blank=True)
    theme = models.CharField(max_length=5, choices=Theme, default=Theme.SYSTEM, blank=True)
    signature = models.TextField(blank=True)
    # How long a reply of theirs waits before it goes out; empty for what the site has (docs/composer.md).
    undo_seconds = models.PositiveSmallIntegerField(null=True, blank=True)
    after_send = models.CharField(
        max_length=4, choices=AfterSend, default=AfterSend.STAY, db_default=AfterSend.STAY, blank=True
    )
    # A copy of their availability's state: every page that names somebody shows it. Empty until they first choose.
    availability = models.CharField(max_length=8, choices=AvailabilityState, blank=True, default="", db_default="")
    # Counts changes an administrator made.
    version = models.PositiveIntegerField(default=1, db_default=1)
    date_joined = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_ignoring_case")]

    def __str__(self) -> str:
        return self.name or self.email

    def get_short_name(self) -> str:
        return (self.name or self.email).split(" ")[0].split("@")[0]

    @property
    def holds_replies(self) -> int:
        """How many seconds a reply of theirs can be taken back."""
        return settings.UNDO_SEND_SECONDS if self.undo_seconds is None else self.undo_seconds

    @property
    def is_admin(self) -> bool:
        return self.role == self.Role.ADMIN

    @property
    def is_agent(self) -> bool:
        """Whether this person works in the desk at all; light agents do, with notes only."""
        return self.role in {self.Role.ADMIN, self.Role.AGENT, self.Role.LIGHT_AGENT}

    @property
    def sees_all(self) -> bool:
        """Whether no ticket is out of their sight, as `ticket_scope` says; it does not narrow administrators."""
        return self.is_admin or self.ticket_scope == self.TicketScope.ALL

    @property
    def can_answer(self) -> bool:
        """Whether they may write to customers and change tickets."""
        return self.role in {self.Role.ADMIN, self.Role.AGENT}
