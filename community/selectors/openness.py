"""Who may open somebody's page, and what it shows them: as that person chose, and never more than there is to read."""

from __future__ import annotations

from accounts.models import Customer, Organization
from community.models import Profile
from community.standing import Standing


def may_open(profile: Profile, standing: Standing) -> bool:
    """Whether somebody let this reader open their page. Themselves and colleagues always may."""
    if sees_all(profile, standing):
        return True
    seen = Profile.SeenBy
    return profile.seen_by == seen.EVERYONE or (profile.seen_by == seen.SIGNED_IN and standing.user is not None)


def sees_all(profile: Profile, standing: Standing) -> bool:
    """Whether nothing is left out for this reader."""
    return standing.colleague or (standing.user is not None and standing.user.pk == profile.user_id)


def organization_of(profile: Profile) -> Organization | None:
    """Return somebody's organization, if they show it."""
    if not profile.shows_organization:
        return None
    customer = Customer.objects.select_related("organization").filter(user=profile.user_id).first()
    return customer.organization if customer else None
