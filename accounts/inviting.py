"""The mail that lets a colleague choose their first password."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.http import HttpRequest

from accounts.models import User


def send_invitation(request: HttpRequest, user: User) -> None:
    """Send a link that sets a password, once. The link is a secret, so it is kept nowhere: ask again for another."""
    adapter = get_adapter(request)
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    context = {"user": user, "by": request.user, "invitation_url": adapter.get_reset_password_from_key_url(key)}
    adapter.send_mail("account/email/invitation", user.email, context)
