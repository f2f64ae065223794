"""Who is reading: what `visible_to` asks of a person, and what a preview pretends to be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser

from accounts.models import Organization, User

Reader = User | AnonymousUser


@dataclass(frozen=True, slots=True)
class Audience:
    """One reader's rights. `organizations` holds the organizations they belong to, or a query for them."""

    signed_in: bool = False
    colleague: bool = False
    writes: bool = False
    organizations: Any = ()

    @classmethod
    def of(cls, user: Reader) -> Audience:
        """Return the rights of a person; asks the database nothing yet."""
        if not isinstance(user, User):
            return cls()
        if user.is_agent:
            return cls(signed_in=True, colleague=True, writes=user.can_answer)
        return cls(signed_in=True, organizations=Organization.objects.filter(customers__user=user))
