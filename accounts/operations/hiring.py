"""Give a colleague a login."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User


@transaction.atomic
def add_colleague(*, email: str, name: str, role: str, password: str | None = None) -> User:
    """Add somebody who works at the desk. Without a password they choose one by “forgot password”.

    Their address counts as proved: whoever may add colleagues vouches for it. Raises ValidationError.
    """
    if role == User.Role.CUSTOMER or role not in User.Role.values:
        raise ValidationError("A colleague is an administrator, an agent or a light agent.")
    user = User(email=email.strip().lower(), name=name.strip(), role=role)
    user.set_password(password)
    user.full_clean()
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user
