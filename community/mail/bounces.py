"""Letters that came back: shown as such, and after some of them an address is written to no more."""

from __future__ import annotations

import re
from collections.abc import Collection

from django.conf import settings
from django.db import transaction

from community.models import CommunityLetter, ReachWishes
from community.operations.reaching import wish_for_mail
from helpdesk.lib.crypto import is_short_mac, short_mac
from helpdesk.lib.delivery import State

# A full mailbox or a server's bad day is no reason to stop; an address that is gone comes back each time.
ENOUGH = 3
_ID = re.compile(r"\Acommunity\.(?P<pk>[0-9]{1,18})\.(?P<mac>[0-9a-f]{20})@", re.IGNORECASE)
_PURPOSE = "community-letter"


def message_id(letter: CommunityLetter) -> str:
    """Return a letter's Message-ID: however often it is tried, it stays one letter."""
    return f"community.{letter.pk}.{short_mac(_PURPOSE, str(letter.pk))}@{settings.MAIL_DOMAIN}"


@transaction.atomic
def came_back(original: str, recipients: Collection[str], reason: str) -> str | None:
    """Note that a letter did not arrive, and say so; None for one that is not ours, or was to somebody else."""
    found = _ID.match(original)
    if found is None or not is_short_mac(_PURPOSE, found["pk"], found["mac"]):
        return None
    rows = CommunityLetter.objects.select_for_update(no_key=True, of=("self",)).select_related("user")
    letter = rows.filter(pk=int(found["pk"])).first()
    if letter is None or letter.user.email.lower() not in {address.lower() for address in recipients}:
        return None
    letter.state, letter.trouble, letter.due_at = State.BOUNCED, reason[:300], None
    letter.save(update_fields=["state", "trouble", "due_at"])
    if CommunityLetter.objects.filter(user=letter.user, state=State.BOUNCED).count() < ENOUGH:
        return "A letter of the community came back."
    wish_for_mail(letter.user, mail=ReachWishes.Mail.NONE, digest=ReachWishes.Digest.NONE)
    return "Letters of the community came back too often: this address gets no more."
