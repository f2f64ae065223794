"""Who somebody is in the community: how far they are trusted, and whether they may write at all."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from accounts.models import User
from community.models.profile import Profile
from knowledgebase.audience import Reader

NEW, BASIC, MEMBER, REGULAR, LEADER = range(5)


@dataclass(frozen=True, slots=True)
class Standing:
    """One person's rights. `colleague` reads everywhere; `staff` also answers and moderates in the company's name."""

    user: User | None = None
    level: int = NEW
    colleague: bool = False
    staff: bool = False
    silenced: bool = False
    suspended: bool = False

    @classmethod
    def of(cls, reader: Reader) -> Standing:
        """Return a person's standing; one statement for a customer, none for strangers and colleagues."""
        if not isinstance(reader, User):
            return cls()
        if reader.is_agent:
            return cls(reader, LEADER, colleague=True, staff=reader.can_answer)
        profile = Profile.objects.filter(user=reader).first()
        if profile is None:
            return cls(reader)
        now = timezone.now()
        return cls(
            reader,
            profile.level,
            silenced=profile.silenced_until is not None and profile.silenced_until > now,
            suspended=profile.suspended_until is not None and profile.suspended_until > now,
        )

    @property
    def moderates(self) -> bool:
        """Whether they pin, close and change what others wrote."""
        return self.staff or (self.level >= LEADER and not self.colleague and not self.silenced and not self.suspended)
