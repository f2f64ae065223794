"""Who looks for an answer, as far as we need to know: the same person twice is one, and nobody is named."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings

from accounts.models import Customer, User

# Shares are counted in tenths of a percent.
_SHARES = 1000


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody in search of an answer. `key` is theirs alone and cannot be traced back to a cookie or an account."""

    key: str
    user: User | None = None

    def held_out(self, percent: Decimal) -> bool:
        """Tell whether they are among the few who get no suggestions; the same answer for a person every time."""
        # Another hash than the key: a larger share adds people and lets nobody out.
        digest = hashlib.sha256(f"holdout:{self.key}".encode()).digest()
        return int.from_bytes(digest[:8], "big") % _SHARES < percent * 10


def user_visitor(user: User) -> Visitor:
    """Return somebody who signed in."""
    return Visitor(_key(f"user:{user.pk}"), user)


def customer_visitor(customer: Customer) -> Visitor:
    """Return a customer, who is the same visitor as their account."""
    return user_visitor(customer.user) if customer.user else Visitor(_key(f"customer:{customer.pk}"))


def cookie_visitor(cookie: str) -> Visitor:
    """Return somebody known by a random cookie alone."""
    return Visitor(_key(f"cookie:{cookie}"))


def _key(value: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), f"visitor:{value}".encode(), hashlib.sha256).hexdigest()[:32]
