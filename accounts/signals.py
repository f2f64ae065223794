"""Receivers of allauth's news: a proved address joins a login to its person, a new password ends old tokens."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed, password_changed, password_reset, password_set, user_logged_in
from django.dispatch import receiver

from accounts.models import User
from accounts.operations.linking import link_customer
from accounts.operations.tokens import revoke_all_tokens


@receiver(email_confirmed)
def link_on_confirmation(*, email_address: EmailAddress, **_: Any) -> None:
    link_customer(email_address.user, verified_email=email_address.email)


@receiver(user_logged_in)
def link_on_login(*, user: User, **_: Any) -> None:
    """Cover logins an administrator made: their address was verified without the mail round."""
    if user.role == User.Role.CUSTOMER and not hasattr(user, "customer"):
        proved = EmailAddress.objects.filter(user=user, verified=True).first()
        if proved:
            link_customer(user, verified_email=proved.email)


@receiver([password_changed, password_reset, password_set])
def revoke_on_new_password(*, user: User, **_: Any) -> None:
    """Leave whoever knew the old password no way in: sessions end by themselves, tokens end here."""
    revoke_all_tokens(user)
