"""What allauth must know about us: where people land, what we say, and that mail points to our own address."""

from __future__ import annotations

import logging
from smtplib import SMTPException
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import get_random_string

log = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    # The same words for an unknown address and a wrong password.
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "This account has been closed. Write to us if that is a mistake.",
        "duplicate_email": "This address belongs to your account already.",
        "email_password_mismatch": "This address and password do not fit together.",
        "enter_current_password": "This is not your present password.",
        "incorrect_code": "This is not the code from our email. Try once more, or ask for a new one.",
        "incorrect_password": "This is not your password.",
        "max_email_addresses": "An account can have at most %d addresses.",
        "rate_limited": "That was often in a short time. Wait a moment and try once more.",
        "same_as_current": "This is the address you have now.",
        "too_many_login_attempts": "There were too many attempts. Wait five minutes, or set a new password.",
    }

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Slow guessing down: five a visitor and account in five minutes, and many more from everywhere together.

        One visitor's guesses stop only that visitor: nobody can lock an agent out from elsewhere.
        """
        super().pre_authenticate(request, **credentials)
        account = super()._get_login_attempts_cache_key(request, **credentials)
        if not ratelimit.consume(request, action="login_failed_anywhere", key=account, dry_run=True):
            raise self.validation_error("too_many_login_attempts")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        account = super()._get_login_attempts_cache_key(request, **credentials)
        ratelimit.consume(request, action="login_failed_anywhere", key=account)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        return f"{super()._get_login_attempts_cache_key(request, **credentials)} {self.get_client_ip(request)}"

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        """Forget the guesses once the account's owner has set a new password."""
        super()._delete_login_attempts_cached_email(request, **credentials)
        account = super()._get_login_attempts_cache_key(request, **credentials)
        ratelimit.clear(request, action="login_failed_anywhere", key=account)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Send agents to their desk and customers to their requests."""
        user = request.user
        if user.is_authenticated and user.is_agent:
            return reverse("agent_inbox")
        return reverse("my_requests")

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return self.get_login_redirect_url(request)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return self.get_login_redirect_url(request)

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        user = super().save_user(request, user, form, commit=False)
        user.email = user.email.lower()
        if commit:
            user.save()
        return user

    def send_account_already_exists_mail(self, email: str) -> None:
        """Tell an address that it has an account; takes as long as making one, so the clock tells nothing either."""
        make_password(get_random_string(20))
        super().send_account_already_exists_mail(email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a code or a link. Links carry SITE_URL: a request's Host header may be forged."""
        context = {name: _ours(value) if name.endswith("_url") else value for name, value in context.items()}
        try:
            super().send_mail(template_prefix, email, context)
        except (SMTPException, OSError) as error:
            # Known and unknown addresses both get mail, so this tells nothing about either.
            log.warning("%s could not be sent: %s", template_prefix, type(error).__name__)
            messages.error(self.request, "We could not send you an email just now. Try again in a few minutes.")


def _ours(url: Any) -> Any:
    if not isinstance(url, str) or not url:
        return url
    path = urlsplit(url)._replace(scheme="", netloc="").geturl()
    return f"{settings.SITE_URL}{path}"
