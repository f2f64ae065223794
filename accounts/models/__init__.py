from accounts.models.audit import AuditEntry
from accounts.models.availability import Availability, AvailabilityChange, AvailabilityState, Leave
from accounts.models.calendar import Calendar
from accounts.models.consent import Consent
from accounts.models.customer import Customer
from accounts.models.idempotency import IdempotencyKey
from accounts.models.identity import Identity
from accounts.models.notification import Notification
from accounts.models.notification_letter import NotificationLetter
from accounts.models.notification_wishes import NotificationWishes
from accounts.models.organization import Organization, OrganizationDomain
from accounts.models.team import Membership, Team
from accounts.models.token import ApiToken
from accounts.models.user import User

__all__ = [
    "ApiToken",
    "AuditEntry",
    "Availability",
    "AvailabilityChange",
    "AvailabilityState",
    "Calendar",
    "Consent",
    "Customer",
    "IdempotencyKey",
    "Identity",
    "Leave",
    "Membership",
    "Notification",
    "NotificationLetter",
    "NotificationWishes",
    "Organization",
    "OrganizationDomain",
    "Team",
    "User",
]
