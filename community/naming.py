"""What somebody is called before others, as they chose."""

from __future__ import annotations

from accounts.models import User
from community.models import Profile


def called(user: User | None) -> str:
    """Return the name others see. Never the address: who gave no name is a member. Reads `user.profile`."""
    if user is None:
        return "Somebody who left"
    if not user.name:
        return f"Member {user.pk}"
    # Who speaks for the company says who they are.
    profile = None if user.is_agent else getattr(user, "profile", None)
    if profile is not None and profile.name_shown == Profile.NameShown.INITIALS:
        return initials(user.name)
    return user.name


def initials(name: str) -> str:
    """Return “M. L.” of “Maya Lindqvist”."""
    return " ".join(f"{word[0].upper()}." for word in name.split()[:3])
