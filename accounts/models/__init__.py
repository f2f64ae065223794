from accounts.models.audit import AuditEntry
from accounts.models.calendar import Calendar
from accounts.models.customer import Customer
from accounts.models.idempotency import IdempotencyKey
from accounts.models.identity import Identity
from accounts.models.organization import Organization, OrganizationDomain
from accounts.models.team import Membership, Team
from accounts.models.token import ApiToken
from accounts.models.user import User

__all__ = [
    "ApiToken",
    "AuditEntry",
    "Calendar",
    "Customer",
    "IdempotencyKey",
    "Identity",
    "Membership",
    "Organization",
    "OrganizationDomain",
    "Team",
    "User",
]
