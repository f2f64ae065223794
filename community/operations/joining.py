"""Give somebody a profile the first time they do anything here, and count what they do."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.text import slugify

from accounts.models import User
from community.models import Profile

ENDING = "bcdfghjkmnpqrstvwxz23456789"


def join(user: User) -> Profile:
    """Return the profile of a person, making it when there is none. The handle comes from their name, never from
    their address.
    """
    profile = Profile.objects.filter(user=user).first()
    if profile is not None:
        return profile
    # As a mention can say it.
    wanted = slugify(user.name).replace("_", "-").strip("-")[:50] or "member"
    # Only who comes first of a name has it plain; “bob-17” may be the name of somebody else.
    for handle in (wanted, f"{wanted}-{user.pk}", f"{wanted}-{get_random_string(6, ENDING)}"):
        if handle == "member":
            continue
        try:
            with transaction.atomic():
                return Profile.objects.get_or_create(
                    user=user, defaults={"handle": handle, "joined_at": timezone.now()}
                )[0]
        except IntegrityError:
            continue
    return Profile.objects.get(user=user)


def count(user: User | None, *, due: bool = True, **more: int) -> None:
    """Add to the counts of a profile, and have its level looked at."""
    if user is None:
        return
    join(user)
    changes: dict[str, object] = {name: F(name) + n for name, n in more.items()}
    if due:
        changes["due_at"] = timezone.now()
    Profile.objects.filter(user=user).update(**changes)
