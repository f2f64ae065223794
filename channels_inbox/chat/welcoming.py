"""Give a browser a name and a key, and find out whose it is."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Customer, Identity
from accounts.operations.identifying import identify, normalise
from channels_inbox.chat.errors import SignInFirst, WhoFirst
from channels_inbox.chat.identity import Claim
from channels_inbox.chat.names import friendly_name
from channels_inbox.models import Chat, Visitor, Widget
from helpdesk.lib.questions import Given, Question
from helpdesk.lib.rows import update

# A signed identity is renewed by the site's page; one that was not for so long is no identity any more.
SIGNED_FOR = timedelta(hours=24)
# How exactly we know when somebody was seen. Written no more often.
SEEN_STEP = timedelta(seconds=10)

_HOLDER = Question(
    lambda: Visitor.objects.filter(widget=Given("widget"), token_hash=Given("token_hash")).select_related(
        "widget__channel", "customer"
    )
)


def hashed(token: str) -> str:
    """Return what is kept of a token. It is long and random, so one round is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def welcome(widget: Widget, claim: Claim | None = None, **about: Any) -> tuple[Visitor, str]:
    """Make a visitor and return them with the token that is theirs alone; it is shown once and never kept."""
    token = secrets.token_urlsafe(32)
    visitor = Visitor(widget=widget, token_hash=hashed(token), seen_at=timezone.now())
    if claim is not None:
        _sign(visitor, claim)
    _note(visitor, about)
    visitor.save(force_insert=True)
    return visitor, token


@transaction.atomic
def renew(visitor: Visitor, claim: Claim) -> bool:
    """Take a newer identity of the same person; False when it is somebody else's: they get a visitor of their own."""
    customer = _customer_of(visitor.widget, claim)
    if visitor.verified_at is None or customer.pk != visitor.customer_id:
        return False
    _sign(visitor, claim)
    visitor.save(update_fields=["customer", "name", "email", "verified_at"])
    return True


def find_visitor(widget: Widget, token: str) -> Visitor | None:
    """Return whose token this is at this widget, and note that they were seen."""
    visitor = _HOLDER.one(widget=widget.pk, token_hash=hashed(token)) if token else None
    if visitor is None or has_lapsed(visitor.verified_at):
        return None
    seen(visitor)
    return visitor


def has_lapsed(verified_at: datetime | None) -> bool:
    return verified_at is not None and timezone.now() - verified_at > SIGNED_FOR


def seen(visitor: Visitor) -> None:
    now = timezone.now()
    if now - visitor.seen_at > SEEN_STEP:
        visitor.seen_at = now
        update(visitor, ["seen_at"])


@transaction.atomic
def introduce(visitor: Visitor, **about: Any) -> None:
    """Keep what somebody says of themselves. An address is where we answer, never who they are.

    What waits for an address goes out by mail once there is one.
    """
    visitor = Visitor.objects.select_for_update(no_key=True, of=("self",)).select_related("customer").get(pk=visitor.pk)
    before = visitor.email
    if visitor.verified_at is not None:
        # The site has said who they are. Where they are is theirs to say, and where to answer if the site did not.
        said = {"name", "email"} if visitor.email else {"name"}
        about = {name: value for name, value in about.items() if name not in said}
    _note(visitor, about)
    visitor.save(update_fields=["name", "email", "page_url", "page_title", "language"])
    if visitor.email != before and visitor.customer is not None:
        _reach(visitor, visitor.customer)
        Chat.objects.filter(visitor=visitor, mail_due_at=None).update(mail_due_at=timezone.now())


def require_known(visitor: Visitor) -> None:
    """Refuse whoever the widget's settings do not let write as they are."""
    if visitor.verified_at is not None:
        return
    if visitor.widget.identity == Widget.Identity.SIGNED:
        raise SignInFirst
    if visitor.widget.identity == Widget.Identity.ASK and not visitor.email:
        raise WhoFirst


def as_customer(visitor: Visitor) -> Customer:
    """Return the person a visitor's tickets belong to, making one of their own at their first message.

    The caller holds the visitor's lock.
    """
    if visitor.customer is None:
        name = visitor.name or friendly_name()
        customer = Customer.objects.create(name=name, language=visitor.language)
        Identity.objects.create(customer=customer, kind=Identity.Kind.VISITOR, value=visitor.public_id, is_primary=True)
        visitor.customer = customer
        visitor.save(update_fields=["customer"])
        _reach(visitor, customer)
    return visitor.customer


def _reach(visitor: Visitor, customer: Customer) -> None:
    """Note a typed address as the person's, unverified, if it is nobody's yet.

    Somebody else's is never touched: whoever types an address would otherwise join its owner's history.
    """
    if visitor.name and visitor.name != customer.name:
        customer.name = visitor.name
        customer.save(update_fields=["name"])
    if visitor.email and not Identity.objects.filter(customer=customer, kind=Identity.Kind.EMAIL).exists():
        Identity.objects.bulk_create(
            [Identity(customer=customer, kind=Identity.Kind.EMAIL, value=visitor.email, is_primary=True)],
            ignore_conflicts=True,
        )


def _sign(visitor: Visitor, claim: Claim) -> None:
    visitor.customer = _customer_of(visitor.widget, claim)
    visitor.verified_at = timezone.now()
    visitor.name = claim.name or visitor.name
    visitor.email = normalise(Identity.Kind.EMAIL, claim.email) or visitor.email


def _customer_of(widget: Widget, claim: Claim) -> Customer:
    """Return the person of a site's own id. Two ids are two people for ever, whatever address they share."""
    value = f"{widget.site_key}:{claim.identifier}"
    customer = identify(kind=Identity.Kind.EXTERNAL, value=value, name=claim.name)
    email = normalise(Identity.Kind.EMAIL, claim.email)
    if email and not Identity.objects.filter(customer=customer, kind=Identity.Kind.EMAIL).exists():
        Identity.objects.bulk_create(
            [Identity(customer=customer, kind=Identity.Kind.EMAIL, value=email, is_primary=True)], ignore_conflicts=True
        )
    return customer


def _note(visitor: Visitor, about: dict[str, Any]) -> None:
    for name in ("name", "page_url", "page_title", "language"):
        if about.get(name):
            setattr(visitor, name, about[name])
    if about.get("email"):
        visitor.email = normalise(Identity.Kind.EMAIL, about["email"])
